import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RefusalText } from "@/components/patterns/action-failure";
import { Moment } from "@/components/patterns/moment";
import { secretHref } from "@/components/secrets/secret-addresses";
import { Badge, type Tone } from "@/components/ui/badge";
import {
  circleCheckIcon,
  circleIcon,
  hourglassIcon,
  minusIcon,
  octagonXIcon,
  plusIcon,
  triangleAlertIcon,
} from "@/components/ui/icon-paths";
import { TextLink } from "@/components/ui/text-link";
import { arnOf } from "@/lib/domain/arn";
import type { RestoreItemView } from "@/lib/domain/backups/list-restore-items";
import type { RestoreView } from "@/lib/domain/backups/restore-view";
import type { ErrorCode } from "@/lib/domain/errors";

/** What became of an item; before that, what the plan says of it. Word, icon and colour in one. */
export function ItemBadge({ item }: { item: RestoreItemView }) {
  const t = useTranslations("backups.verdict");
  const { state, added, warnings, verdict } = item;
  if (state === "Restored") {
    // With a difference it is restored all the same, but no plain success.
    return warnings.length > 0 ? (
      <Badge tone="warn" icon={triangleAlertIcon}>
        {t("restoredWithDifferences")}
      </Badge>
    ) : (
      <Badge tone="ok" icon={circleCheckIcon}>
        {t("restored")}
      </Badge>
    );
  }
  if (state === "Failed") {
    return (
      <Badge tone="danger" icon={octagonXIcon}>
        {t("failed")}
      </Badge>
    );
  }
  if (verdict !== "Restore") return <VerdictBadge verdict={verdict} />;
  return (
    <Badge tone={added ? "info" : "neutral"} icon={added ? plusIcon : circleIcon}>
      {added ? t("added") : t("willBeRestored")}
    </Badge>
  );
}

export function VerdictBadge({ verdict }: { verdict: ErrorCode }) {
  const words = useVerdictWords();
  const { tone, icon, text } = words(verdict);
  return (
    <Badge tone={tone} icon={icon}>
      {text}
    </Badge>
  );
}

/** The refusals of a plan in one or two words each; any other is Blocked, and its sentence says why. */
export function useVerdictWords() {
  const t = useTranslations("backups.verdict");
  const exists = { tone: "neutral" as Tone, icon: minusIcon, text: t("exists") };
  const noQuota = { tone: "danger" as Tone, icon: octagonXIcon, text: t("noQuota") };
  const otherOwner = { tone: "warn" as Tone, icon: triangleAlertIcon, text: t("otherOwner") };
  const known: Partial<Record<ErrorCode, { tone: Tone; icon: string; text: string }>> = {
    RestoreKeyExists: exists,
    RestoreSecretExists: exists,
    RestorePendingDeletion: { tone: "warn", icon: hourglassIcon, text: t("pendingDeletion") },
    KeyQuotaExceeded: noQuota,
    SecretQuotaExceeded: noQuota,
    AccessQuotaExceeded: noQuota,
    RestoreEncryptionKeyMissing: { tone: "danger", icon: octagonXIcon, text: t("waitsForKey") },
    RestoreShareTerminated: { tone: "danger", icon: octagonXIcon, text: t("sharingEnded") },
    RestoreSharedInstanceOnly: otherOwner,
    RestoreForeignOwner: otherOwner,
    BackupDamaged: { tone: "danger", icon: octagonXIcon, text: t("damaged") },
    NoBackupData: { tone: "neutral", icon: minusIcon, text: t("notHeld") },
  };
  return (verdict: ErrorCode) => known[verdict] ?? { tone: "danger", icon: octagonXIcon, text: t("blocked") };
}

/** Why it is so, in a sentence. */
export function ItemReason({ item }: { item: RestoreItemView }): ReactNode {
  const t = useTranslations("backups.verdict");
  const code = item.state === "Failed" ? item.errorCode : item.verdict;
  if (code === null || code === "Restore") {
    return item.added && item.state === "Planned" ? t("addedWhy") : null;
  }
  switch (code) {
    case "RestoreKeyExists":
    case "RestoreSecretExists":
      return t("existsWhy");
    case "RestorePendingDeletion":
      return item.pendingUntil
        ? t.rich("pendingDeletionUntil", { at: () => <Moment at={item.pendingUntil ?? 0} /> })
        : t("pendingDeletionWhy");
    case "KeyQuotaExceeded":
      return t("keyQuotaWhy", { units: item.units });
    case "SecretQuotaExceeded":
      return t("secretQuotaWhy");
    case "AccessQuotaExceeded":
      return t("accessQuotaWhy");
    case "RestoreEncryptionKeyMissing":
      return t("waitsForKeyWhy", { key: item.encryptionKeyId ?? "" });
    case "BackupDamaged":
      return t("damagedWhy");
    case "NoBackupData":
      return t("notHeldWhy");
    default:
      return <RefusalText code={code} />;
  }
}

/** What to do about it: a link where something can be done (P6), a word where nothing can. */
export function ItemFix({ item, restore }: { item: RestoreItemView; restore: RestoreView }): ReactNode {
  const t = useTranslations("backups.fix");
  const { region, instanceId } = restore.destination;
  const here =
    item.kind === "key"
      ? `/${region}/keys/${item.id}`
      : secretHref(region, arnOf(region, item.accountId, "secret", item.id));
  if (item.state === "Restored") return <TextLink href={here}>{t("open")}</TextLink>;
  switch (item.state === "Failed" ? item.errorCode : item.verdict) {
    case "RestorePendingDeletion":
      return <TextLink href={here}>{t("cancelDeletion")}</TextLink>;
    case "RestoreKeyExists":
    case "RestoreSecretExists":
      return <TextLink href={here}>{t("openThere")}</TextLink>;
    case "KeyQuotaExceeded":
    case "SecretQuotaExceeded":
    case "AccessQuotaExceeded":
      return <TextLink href={`/${region}/instances/${instanceId}`}>{t("raiseQuota")}</TextLink>;
    case "RestoreEncryptionKeyMissing":
      return t("withItsKey");
    case "RestoreShareTerminated":
      return t("shareAgain");
    case "RestoreSharedInstanceOnly":
      return t("sharedInstance");
    case "RestoreForeignOwner":
      return t("none");
    case "BackupDamaged":
    case "NoBackupData":
      return t("otherMoment");
    default:
      return null;
  }
}
