import type { useTranslations } from "next-intl";
import { circleCheckIcon, keyIcon, octagonXIcon, triangleAlertIcon } from "@/components/ui/icon-paths";
import type { FirstRunChecks } from "@/lib/domain/accounts/check-first-run-link";
import type { Fact } from "./entry-page";

type Translate = ReturnType<typeof useTranslations<"accounts">>;

/** What the new deployment stands on, and the root key's fingerprint to write down (P14). */
export function firstRunFacts(t: Translate, { database, backupStore, rootKeyFingerprint }: FirstRunChecks): Fact[] {
  const { version } = database;
  const name = () => <span className="font-mono">{backupStore.name}</span>;
  const fingerprint = () => <strong className="font-mono whitespace-nowrap">{inFours(rootKeyFingerprint)}</strong>;
  return [
    database.durable
      ? { tone: "ok", icon: circleCheckIcon, text: t("firstRun.databaseDurable", { version }) }
      : { tone: "danger", icon: octagonXIcon, text: t("firstRun.databaseNotDurable", { version }) },
    backupStore.writable
      ? { tone: "ok", icon: circleCheckIcon, text: t.rich("firstRun.storeWritable", { name }) }
      : { tone: "danger", icon: octagonXIcon, text: t.rich("firstRun.storeNotWritable", { name }) },
    { tone: "warn", icon: triangleAlertIcon, text: t("firstRun.rootKey") },
    { tone: "plain", icon: keyIcon, text: t.rich("firstRun.fingerprint", { fingerprint }) },
  ];
}

/** `4b1e-9c07-d2f5-83aa`: what is to be copied by hand is read in fours. */
function inFours(hex: string): string {
  return hex.match(/.{1,4}/g)?.join("-") ?? hex;
}
