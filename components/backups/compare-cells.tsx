import { useTranslations } from "next-intl";
import { StateBadge } from "@/components/patterns/state-badge";
import { STATES, type StateOf } from "@/components/patterns/state-table";
import { Badge } from "@/components/ui/badge";
import { infoIcon, minusIcon, plusIcon, refreshIcon } from "@/components/ui/icon-paths";
import type { ComparedItem } from "@/lib/domain/backups/compare-backup";

export function ChangeBadge({ change }: { change: ComparedItem["change"] }) {
  const t = useTranslations("backups.compare");
  const looks = {
    Added: { tone: "ok", icon: plusIcon, text: t("added") },
    Deleted: { tone: "danger", icon: minusIcon, text: t("deleted") },
    Rotated: { tone: "info", icon: refreshIcon, text: t("rotated") },
    Changed: { tone: "warn", icon: infoIcon, text: t("changed") },
  } as const;
  const { tone, icon, text } = looks[change];
  return (
    <Badge tone={tone} icon={icon}>
      {text}
    </Badge>
  );
}

/** What it was or is; a dash where it did not exist. */
export function Standing({ kind, of }: { kind: "key" | "secret"; of: ComparedItem["before"] }) {
  const t = useTranslations("backups.compare");
  if (!of) return <span className="text-muted">—</span>;
  const { state, versions } = of;
  return (
    <span className="grid justify-items-start gap-0.5">
      {state in STATES[kind] &&
        (kind === "key" ? (
          <StateBadge of="key" state={state as StateOf<"key">} />
        ) : (
          <StateBadge of="secret" state={state as StateOf<"secret">} />
        ))}
      <span className="text-xs text-text-2">{t("versions", { count: versions })}</span>
    </span>
  );
}

/** The fields that differ, in words; one without a word by its own name. */
export function ChangedFields({ fields }: { fields: readonly string[] }) {
  const t = useTranslations("backups.compare");
  const words: Readonly<Record<string, string>> = {
    aliases: t("fieldAliases"),
    state: t("fieldState"),
    versions: t("fieldVersions"),
    description: t("fieldDescription"),
    tags: t("fieldTags"),
    policy: t("fieldPolicy"),
    rotation: t("fieldRotation"),
    deletionProtection: t("fieldDeletionProtection"),
    encryptionKeyId: t("fieldEncryptionKey"),
    stages: t("fieldStages"),
    deletion: t("fieldDeletion"),
    BackupDamaged: t("fieldDamaged"),
  };
  return fields.map((field) => words[field] ?? field).join(", ");
}
