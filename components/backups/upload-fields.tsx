"use client";

import { useTranslations } from "next-intl";
import { ActionFailure } from "@/components/patterns/action-failure";
import { Field } from "@/components/patterns/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import type { ActionFailure as Failure } from "@/lib/actions/result";

export interface UploadForm {
  decryptionKey: string;
  name: string;
  file: File | null;
}

export const FILE_ID = "backup-file";
const NAME_MAX = 128;

/** Fields that are missing or too long (BKP-163). */
export function uploadFaults({ decryptionKey, name, file }: UploadForm): (keyof UploadForm)[] {
  const length = [...name.trim()].length;
  return [
    ...(decryptionKey.trim() === "" ? (["decryptionKey"] as const) : []),
    ...(length === 0 || length > NAME_MAX ? (["name"] as const) : []),
    ...(file === null ? (["file"] as const) : []),
  ];
}

/** BKP-126, with the file chooser in the panel, and what to mind before anything leaves the country (BKP-130). */
export function UploadFields({
  form,
  asked,
  onChange,
  failure,
}: {
  form: UploadForm;
  /** Once it was asked to go on, what is missing is said. */
  asked: boolean;
  onChange: (form: UploadForm) => void;
  failure: Failure | undefined;
}) {
  const t = useTranslations("backups.upload");
  const errors = useTranslations("errors");
  const faults = asked ? uploadFaults(form) : [];
  const plain = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;
  return (
    <>
      <Field label={t("key")} help={t("keyHelp")} error={faults.includes("decryptionKey") && t("keyMissing")}>
        {(wiring) => (
          <Input
            {...wiring}
            {...plain}
            name="decryptionKey"
            className="font-mono"
            value={form.decryptionKey}
            onChange={(event) => onChange({ ...form, decryptionKey: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("name")} help={t("nameHelp")} error={faults.includes("name") && errors("InvalidBackupName")}>
        {(wiring) => (
          <Input
            {...wiring}
            {...plain}
            name="name"
            value={form.name}
            onChange={(event) => onChange({ ...form, name: event.target.value })}
          />
        )}
      </Field>
      <Field id={FILE_ID} label={t("file")} help={t("fileHelp")} error={faults.includes("file") && t("fileMissing")}>
        {(wiring) => (
          <Input
            {...wiring}
            type="file"
            name="file"
            className="py-1 file:mr-3 file:rounded-2 file:border file:border-line-strong file:bg-surface file:px-2 file:py-0.5 file:text-xs file:font-medium"
            onChange={(event) => onChange({ ...form, file: event.target.files?.[0] ?? null })}
          />
        )}
      </Field>
      <Notice tone="warn" title={t("lawTitle")}>
        {t("lawBody")}
      </Notice>
      {failure && <ActionFailure failure={failure} />}
    </>
  );
}
