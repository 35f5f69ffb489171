"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useCallback, useRef, useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Button, ButtonLink } from "@/components/ui/button";
import { Sheet } from "@/components/ui/sheet";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { backupHref } from "./backup-address";
import { FILE_ID, UploadFields, type UploadForm, uploadFaults } from "./upload-fields";
import { UploadProgress } from "./upload-progress";
import { useLeaveGuard } from "./use-leave-guard";
import { useUpload } from "./use-upload";

interface UploadProps {
  region: string;
  closeHref: string;
}

export function UploadBackupPanel({ scope, ...props }: UploadProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <UploadPanel {...props} />
    </ClientScope>
  );
}

const FORM_ID = "import-backup-data";
const EMPTY: UploadForm = { decryptionKey: "", name: "", file: null };

/** Import Backup Data (BKP-126..130): the head of the file is judged before anything is sent; then it goes up in pieces. */
function UploadPanel({ region, closeHref }: UploadProps) {
  const t = useTranslations("backups.upload");
  const common = useTranslations("common.form");
  const router = useRouter();
  const [form, setForm] = useState(EMPTY);
  const [asked, setAsked] = useState(false);
  const [asking, setAsking] = useState(false);
  const choosing = useRef(false);
  const upload = useUpload(region);
  const { stage } = upload;
  const isTyped = form.decryptionKey !== "" || form.name !== "" || form.file !== null;
  const ask = useCallback(() => setAsking(true), []);
  useLeaveGuard(stage === "sending", ask);

  const leave = () => {
    upload.cancel();
    router.push(closeHref, { scroll: false });
  };
  const dismiss = () => (stage === "sending" || (stage === "form" && isTyped) ? ask() : leave());

  function change(next: UploadForm) {
    setForm(next);
    // Chosen after OK, as the sources have it: that goes on by itself.
    if (choosing.current && next.file) begin(next);
  }

  function begin({ file, ...typed }: UploadForm) {
    choosing.current = false;
    if (file && !upload.pending) upload.begin({ ...typed, file });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    const [first, ...others] = uploadFaults(form);
    if (!first) return begin(form);
    if (first !== "file" || others.length > 0) return;
    choosing.current = true;
    document.getElementById(FILE_ID)?.click();
  }

  return (
    <Sheet
      title={t("title")}
      closeLabel={common("close")}
      onDismiss={dismiss}
      footer={
        asking && stage !== "done" ? (
          <div role="alert" className="flex w-full flex-wrap items-center gap-2">
            <p className="flex-1 basis-48 text-sm">{stage === "sending" ? t("askCancel") : common("unsaved")}</p>
            <Button autoFocus onClick={() => setAsking(false)}>
              {stage === "sending" ? t("goOn") : common("keepEditing")}
            </Button>
            <Button tone="danger" onClick={leave}>
              {stage === "sending" ? t("cancel") : common("discard")}
            </Button>
          </div>
        ) : (
          <Footer
            stage={stage}
            region={region}
            backupId={upload.backupId}
            pending={upload.pending}
            onDismiss={dismiss}
          />
        )
      }
    >
      {stage === "form" ? (
        <form id={FORM_ID} noValidate onSubmit={submit} className="grid grid-cols-1 gap-4">
          <UploadFields form={form} asked={asked} onChange={change} failure={upload.failure} />
        </form>
      ) : (
        <UploadProgress upload={upload} name={form.name} />
      )}
    </Sheet>
  );
}

function Footer({
  stage,
  region,
  backupId,
  pending,
  onDismiss,
}: {
  stage: "form" | "sending" | "done";
  region: string;
  backupId: string | undefined;
  pending: boolean;
  onDismiss: () => void;
}) {
  const t = useTranslations("backups");
  const common = useTranslations("common");
  const say = { form: t("upload.say"), sending: t("upload.saySending"), done: "" };
  return (
    <>
      <p aria-live="polite" className="flex-1 basis-48 text-xs text-text-2">
        {say[stage]}
      </p>
      <div className="ml-auto flex gap-2 max-md:w-full max-md:*:flex-1">
        <Button onClick={onDismiss}>
          {stage === "done" ? common("form.close") : stage === "sending" ? t("upload.cancel") : common("form.cancel")}
        </Button>
        {stage === "form" && (
          <Button type="submit" form={FORM_ID} tone="primary" disabled={pending}>
            {pending ? common("form.working") : t("upload.submit")}
          </Button>
        )}
        {backupId && (
          <ButtonLink tone="primary" href={backupHref(region, backupId)}>
            {t("action.details")}
          </ButtonLink>
        )}
      </div>
    </>
  );
}
