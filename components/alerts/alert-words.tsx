import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import type { AlertName } from "@/lib/domain/alerts/alert-rules";
import type { AlertView } from "@/lib/domain/alerts/alert-view";
import { personOf } from "./person-of";
import { SendErrorWords } from "./send-error";

/** What an alert is called, in the reader's language; one that this version does not know keeps its own name. */
export function useAlertNames(): (name: string) => string {
  const t = useTranslations("alerts.name");
  const names: Readonly<Record<AlertName, string>> = {
    "Key:ScheduleKeyDeletion": t("keyScheduled"),
    "Key:DeleteKey": t("keyDeleted"),
    "Key:RefusedCall": t("keyRefused"),
    "Key:RotateKey:Failure": t("keyNotRotated"),
    "Key:DeleteKeyMaterial": t("materialDeleted"),
    "Key:MaterialExpiring": t("materialExpiring"),
    "Key:MaterialExpired": t("materialExpired"),
    "Secret:ScheduleSecretDeletion": t("secretScheduled"),
    "Secret:DeleteSecret": t("secretDeleted"),
    "Secret:RotateSecret:Failure": t("secretNotRotated"),
    "Secret:RotateSecret:Success": t("secretRotated"),
    "Gateway:CallRate": t("callRate"),
    "Gateway:Throttled": t("throttled"),
    "Instance:AccessUsage": t("accessUsage"),
    "Instance:KeyUsage": t("keyUsage"),
    "Instance:SecretUsage": t("secretUsage"),
    "Instance:Expiring": t("instanceExpiring"),
    "Instance:Expired": t("instanceExpired"),
    "Instance:RenewalFailed": t("renewalFailed"),
    "Instance:Released": t("instanceReleased"),
    "Instance:ReleaseHeldBack": t("releaseHeldBack"),
    "Instance:SharedExpiring": t("sharedExpiring"),
    "Instance:SharedExpired": t("sharedExpired"),
    "Instance:SharedReleased": t("sharedReleased"),
    "Backup:RunFailed": t("backupFailed"),
    "Backup:RunLate": t("backupLate"),
    "Backup:Damaged": t("backupDamaged"),
    "Backup:DrillFailed": t("drillFailed"),
    "Backup:Unverified": t("unverified"),
    "Backup:Expiring": t("backupExpiring"),
    "Backup:Expired": t("backupExpired"),
    "Backup:Released": t("backupReleased"),
    "Backup:SystemBackupLate": t("systemBackupLate"),
    "Billing:BalanceOverdrawn": t("balanceOverdrawn"),
    "Delivery:Failing": t("deliveryFailing"),
  };
  return (name) => (name in names ? names[name as AlertName] : name);
}

/** What happened, and what it means, in a sentence. */
export function AlertSentence({
  alert: { name, content, resource },
}: {
  alert: Pick<AlertView, "name" | "content" | "resource">;
}) {
  const t = useTranslations("alerts.sentence");
  const text = (fact: string) => String(content[fact] ?? "–");
  const who = (fact: string) => personOf(text(fact), resource);
  const count = (fact: string) => Number(content[fact] ?? 0);
  const at = (fact: string) => () => (content[fact] === undefined ? "–" : <Moment at={content[fact]} />);
  const held = { owner: text("ownerAccountId"), keys: count("keys"), secrets: count("secrets") };
  const usage = { percent: count("percent"), used: count("used"), quota: count("quota") };
  switch (name as AlertName) {
    case "Key:ScheduleKeyDeletion":
      return t.rich("keyScheduled", { by: who("by"), at: at("deleteAt") });
    case "Key:DeleteKey":
      return t("keyDeleted");
    case "Key:RefusedCall":
      return t("keyRefused", { caller: who("caller"), reason: text("reason") });
    case "Key:RotateKey:Failure":
      return t.rich("keyNotRotated", { reason: text("reason"), at: at("dueAt") });
    case "Key:DeleteKeyMaterial":
      return t("materialDeleted", { by: who("by") });
    case "Key:MaterialExpiring":
      return t.rich("materialExpiring", { days: count("days"), at: at("endsAt") });
    case "Key:MaterialExpired":
      return t.rich("materialExpired", { at: at("endsAt") });
    case "Secret:ScheduleSecretDeletion":
      return t.rich("secretScheduled", { secret: text("secretName"), by: who("by"), at: at("deleteAt") });
    case "Secret:DeleteSecret":
      return t("secretDeleted", { secret: text("secretName"), by: who("by") });
    case "Secret:RotateSecret:Failure":
      return t("secretNotRotated", { secret: text("secretName"), reason: text("reason") });
    case "Secret:RotateSecret:Success":
      return t("secretRotated", { secret: text("secretName"), version: text("versionId") });
    case "Gateway:CallRate":
      return t("callRate", { calls: text("calls"), percent: count("percent"), limit: count("perSecond") });
    case "Gateway:Throttled":
      return t("throttled", { calls: text("calls"), limit: count("perSecond") });
    case "Instance:AccessUsage":
      return t("accessUsage", usage);
    case "Instance:KeyUsage":
      return t("keyUsage", usage);
    case "Instance:SecretUsage":
      return t("secretUsage", usage);
    case "Instance:Expiring":
      return t.rich("instanceExpiring", { days: count("days"), at: at("endsAt") });
    case "Instance:Expired":
      return t.rich("instanceExpired", { at: at("endsAt"), release: at("releaseAt") });
    case "Instance:RenewalFailed":
      return t.rich("renewalFailed", { at: at("endsAt") });
    case "Instance:Released":
      return t("instanceReleased", { keys: count("keys"), secrets: count("secrets") });
    case "Instance:ReleaseHeldBack":
      return t("releaseHeldBack", { reason: text("reason") });
    case "Instance:SharedExpiring":
      return t.rich("sharedExpiring", { ...held, days: count("days"), at: at("endsAt"), release: at("releaseAt") });
    case "Instance:SharedExpired":
      return t.rich("sharedExpired", { ...held, at: at("endsAt"), release: at("releaseAt") });
    case "Instance:SharedReleased":
      return t("sharedReleased", held);
    case "Backup:RunFailed":
      return t("backupFailed", { reason: text("reason") });
    case "Backup:RunLate":
      return t.rich("backupLate", { at: at("since") });
    case "Backup:Damaged":
      return t("backupDamaged", { damage: text("damage") });
    case "Backup:DrillFailed":
      return t("drillFailed", { reason: text("reason"), problems: count("problems") });
    case "Backup:Unverified":
      return t.rich("unverified", { reason: text("reason"), at: at("since") });
    case "Backup:Expiring":
      return t.rich("backupExpiring", { days: count("days"), at: at("endsAt") });
    case "Backup:Expired":
      return t.rich("backupExpired", { at: at("endsAt"), release: at("releaseAt") });
    case "Backup:Released":
      return t("backupReleased", { type: text("type") });
    case "Backup:SystemBackupLate":
      return t.rich("systemBackupLate", { reason: text("reason"), at: at("since") });
    case "Billing:BalanceOverdrawn":
      return t("balanceOverdrawn");
    case "Delivery:Failing":
      return t.rich("deliveryFailing", {
        target: text("target"),
        reason: () => <SendErrorWords error={text("reason")} />,
      });
    default:
      return t("other");
  }
}
