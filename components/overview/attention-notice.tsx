import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Moment } from "@/components/patterns/moment";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { Attention, BackupStanding } from "./attention-rules";

const called = (backup: BackupStanding) => backup.alias ?? backup.backupId;

/** One notice: what is wrong, what is still safe, where to act. */
export function AttentionNotice({ attention, region }: { attention: Attention; region: string }) {
  const t = useTranslations("overview.attention");
  const call = useTranslations("instances.call");
  const link = (path: string, label: string) => (
    <ButtonLink href={`/${region}/${path}`} size="sm">
      {label}
    </ButtonLink>
  );
  switch (attention.kind) {
    case "damaged":
      return (
        <Notice
          tone="danger"
          title={t("damagedTitle", { name: called(attention.backup) })}
          actions={link(`backups/${attention.backup.backupId}`, t("toInstance"))}
        >
          {t("damagedBody")}
        </Notice>
      );
    case "late": {
      const { recoveryPoint } = attention.backup;
      return (
        <Notice
          tone="danger"
          title={t("lateTitle", { count: attention.count, name: called(attention.backup) })}
          actions={link("backups", t("toBackups"))}
        >
          {recoveryPoint
            ? t.rich("lateBody", { at: (): ReactNode => <Moment at={recoveryPoint} /> })
            : t("lateBodyNever")}
        </Notice>
      );
    }
    case "expired":
      return (
        <Notice
          tone="danger"
          title={t("expiredTitle", { name: attention.instance.name ?? attention.instance.instanceId })}
          actions={
            <>
              {link(`instances/${attention.instance.instanceId}`, t("toInstance"))}
              {link(`instances/${attention.instance.instanceId}/renew`, call("renew"))}
            </>
          }
        >
          {t("expiredBody")}
        </Notice>
      );
    case "unprotected":
      return (
        <Notice
          tone="danger"
          title={t("unprotectedTitle", { count: attention.count })}
          actions={
            <>
              {link("keys", t("toKeys"))}
              {link("backups", t("toBackups"))}
            </>
          }
        >
          {t("unprotectedBody")}
        </Notice>
      );
    case "notEnabled":
      return (
        <Notice
          tone="warn"
          title={t("notEnabledTitle", { name: attention.instance.name ?? attention.instance.instanceId })}
          actions={link(`instances/${attention.instance.instanceId}`, t("toInstance"))}
        >
          {t("notEnabledBody")}
        </Notice>
      );
  }
}
