import { useTranslations } from "next-intl";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { Mono } from "@/components/ui/mono";
import { Notice } from "@/components/ui/notice";
import type { BackupItem } from "@/lib/domain/backups/list-backup-items";

/** What it is, as of when, and with what it comes back (BKP-95, BKP-96, BKP-104). */
export function RestoreFacts({ item, sourceName, zone }: { item: BackupItem; sourceName: string; zone: string }) {
  const t = useTranslations("backups.restore");
  const common = useTranslations("common.label");
  const isKey = item.kind === "key";
  const comesBack = isKey
    ? t("keyComesBack", { versions: item.versions, aliases: item.aliases.length })
    : t("secretComesBack", { versions: item.versions });
  const entries = [
    {
      label: isKey ? common("key") : common("secret"),
      value: (
        <>
          <strong className="block font-bold break-all">{item.aliases[0] ?? item.id}</strong>
          {item.aliases[0] && <Mono>{item.id}</Mono>}
        </>
      ),
    },
    { label: t("source"), value: sourceName },
    {
      label: t("asOf"),
      value: (
        <>
          <Moment at={item.at} /> <span className="text-muted">{zone}</span>
        </>
      ),
    },
    { label: t("comesBack"), value: isKey ? `${comesBack} ${stateSentence()}` : comesBack },
  ];
  const needed = item.encryptionKeyId
    ? [{ label: t("encryptionKey"), value: <Mono>{item.encryptionKeyId}</Mono> }]
    : [];
  return <KeyValue entries={[...entries, ...needed]} />;

  /** BKP-96: what waited for its deletion comes back to be used. */
  function stateSentence(): string {
    if (item.state === "Disabled") return t("stateDisabled");
    return item.state === "PendingDeletion" ? t("statePending") : t("stateEnabled");
  }
}

/** What will not come back, and what changes by itself (BKP-94..96, BKP-104). */
export function RestoreLimits({ item, otherRegion }: { item: BackupItem; otherRegion: boolean }) {
  const t = useTranslations("backups.limits");
  const isKey = item.kind === "key";
  return (
    <Notice tone="plain" title={t("title")}>
      <ul className="grid list-disc gap-1 pl-4">
        {isKey && <li>{t("secrets")}</li>}
        {isKey && item.aliases.length > 0 && <li>{t("aliases")}</li>}
        {!isKey && <li>{t("encryptionKey")}</li>}
        {!isKey && item.spec !== "Generic" && <li>{t("managed")}</li>}
        <li>{isKey ? t("laterKey") : t("laterSecret")}</li>
        {otherRegion && <li>{t("otherRegion")}</li>}
      </ul>
    </Notice>
  );
}
