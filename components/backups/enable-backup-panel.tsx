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
import { RadioCards } from "@/components/ui/radio-cards";
import { TextLink } from "@/components/ui/text-link";
import { toast } from "@/components/ui/toast";
import { enableBackupAction } from "@/lib/actions/backups";
import { isInstanceName } from "@/lib/domain/instances/instance-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";

/** An instance that may be the source (BKP-74). */
export interface SourceInstance {
  instanceId: string;
  name: string;
  /** Expired and not released yet: it can still be backed up (BKP-35). */
  expired: boolean;
  keyVersions: number;
  secrets: number;
  /** Enabled manual backups that hold it already (BKP-75). */
  manualBackups: readonly string[];
}

interface EnableProps {
  region: string;
  backupId: string;
  viewableDays: number;
  sources: readonly SourceInstance[];
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
function EnableForm({ region, backupId, viewableDays, sources, closeHref }: EnableProps) {
  const t = useTranslations("backups.enable");
  const router = useRouter();
  const [instanceId, setInstanceId] = useState(sources.length === 1 ? (sources[0]?.instanceId ?? "") : "");
  const [alias, setAlias] = useState("");
  const [aliasLeft, setAliasLeft] = useState(false);
  const write = useAction(enableBackupAction, {
    onSuccess: () => {
      toast(t("done", { name: alias || backupId }));
      router.push(closeHref, { scroll: false });
    },
  });
  const source = sources.find((option) => option.instanceId === instanceId);
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
          t("say", { name: source.name, days: viewableDays })
        ) : (
          t("sayChoose")
        )
      }
    >
      <Fixed label={t("instanceType")} value={t("software")} help={t("instanceTypeHelp")} />
      {sources.length > 0 ? (
        <RadioCards
          legend={t("source")}
          name="instanceId"
          columns={1}
          value={instanceId}
          onChange={setInstanceId}
          cards={sources.map((option) => ({
            value: option.instanceId,
            label: option.name,
            consequence: <SourceFacts source={option} />,
          }))}
        />
      ) : (
        <Notice tone="warn" title={t("noSource")}>
          {t.rich("noSourceBody", {
            link: (text) => (
              <TextLink href={`/${region}/instances`} className="underline">
                {text}
              </TextLink>
            ),
          })}
        </Notice>
      )}
      {source && source.manualBackups.length > 0 && (
        <Notice tone="warn" live title={t("already", { name: source.name, backups: source.manualBackups.join(", ") })}>
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

function SourceFacts({ source }: { source: SourceInstance }) {
  const t = useTranslations("backups.enable");
  const { instanceId, keyVersions, secrets, expired } = source;
  return (
    <>
      <span className="font-mono">{instanceId}</span>
      <span className="block">{t("sourceFacts", { keyVersions, secrets })}</span>
      {expired && <span className="block">{t("expired")}</span>}
    </>
  );
}
