"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { FieldErrors } from "@/components/patterns/field-errors";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { toast } from "@/components/ui/toast";
import { enableBackupAction } from "@/lib/actions/backups";
import { isInstanceName } from "@/lib/domain/instances/instance-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { manualBackupsOf, nameOf, SourceField, type Sources } from "./source-field";

interface EnableProps {
  region: string;
  backupId: string;
  viewableDays: number;
  sources: Sources;
  closeHref: string;
}

export function EnableBackupPanel({ scope, ...props }: EnableProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <EnableForm {...props} />
    </ClientScope>
  );
}

const ALIAS_ID = "backup-alias";

/** BKP-73 */
function EnableForm({ region, backupId, viewableDays, sources: given, closeHref }: EnableProps) {
  const t = useTranslations("backups.enable");
  const router = useRouter();
  const sources = "action" in given ? [] : given;
  const possible = sources.filter(({ refusal }) => refusal === null);
  const [instanceId, setInstanceId] = useState(possible.length === 1 ? (possible[0]?.instanceId ?? "") : "");
  const [alias, setAlias] = useState("");
  const [aliasLeft, setAliasLeft] = useState(false);
  const write = useAction(enableBackupAction, {
    onSuccess: () => {
      toast(t("done", { name: alias || backupId }));
      router.push(closeHref, { scroll: false });
    },
  });
  const source = possible.find((option) => option.instanceId === instanceId);
  const manual = source ? manualBackupsOf(source) : "";
  const aliasWrong = alias !== "" && !isInstanceName(alias);

  function enable() {
    setAliasLeft(true);
    if (source && !aliasWrong) write.run({ region, backupId, instanceId, ...(alias ? { alias } : {}) });
  }

  return (
    <SidePanel
      title={t("title")}
      closeHref={closeHref}
      submit={t("submit")}
      pending={write.pending || write.value !== undefined}
      disabled={!source}
      failure={write.failure}
      onSubmit={enable}
      say={
        aliasWrong && aliasLeft ? (
          <FieldErrors fields={[{ id: ALIAS_ID, label: t("alias") }]} />
        ) : source ? (
          t("say", { name: nameOf(source), days: viewableDays })
        ) : (
          t("sayChoose")
        )
      }
    >
      <Fixed label={t("instanceType")} value={t("software")} help={t("instanceTypeHelp")} />
      <SourceField given={given} region={region} chosen={instanceId} onChoose={setInstanceId} />
      {source && manual && (
        <Notice tone="warn" live title={t("already", { name: nameOf(source), backups: manual })}>
          {t("alreadyBody")}
        </Notice>
      )}
      <Fixed label={t("dataType")} value={t("dataTypes")} help={t("dataTypeHelp")} />
      <Field
        id={ALIAS_ID}
        label={t("alias")}
        optional
        help={t("aliasHelp")}
        error={aliasWrong && aliasLeft && t("aliasWrong")}
      >
        {(wiring) => (
          <Input
            {...wiring}
            name="alias"
            autoComplete="off"
            spellCheck={false}
            value={alias}
            onChange={(event) => setAlias(event.target.value)}
            onBlur={() => setAliasLeft(true)}
          />
        )}
      </Field>
    </SidePanel>
  );
}

/** A field of the specification that has one value only. */
function Fixed({ label, value, help }: { label: string; value: string; help: string }) {
  return (
    <div className="grid gap-1 text-sm">
      <span className="font-bold">{label}</span>
      <span>{value}</span>
      <span className="text-xs text-muted">{help}</span>
    </div>
  );
}
