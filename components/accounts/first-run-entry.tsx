import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { circleCheckIcon, keyIcon, octagonXIcon, triangleAlertIcon } from "@/components/ui/icon-paths";
import type { FirstRunChecks } from "@/lib/domain/accounts/check-first-run-link";
import { EntryPage } from "./entry-page";

/** The first page of a deployment: what it stands on, and the root key's fingerprint to write down (P14). */
export function FirstRunEntry({ checks, children }: { checks: FirstRunChecks; children: ReactNode }) {
  const t = useTranslations("accounts.firstRun");
  const restore = useTranslations("installation.restore");
  const { database, backupStore, rootKeyFingerprint } = checks;
  const { version } = database;
  const name = () => <span className="font-mono">{backupStore.name}</span>;
  const fingerprint = () => <strong className="font-mono whitespace-nowrap">{inFours(rootKeyFingerprint)}</strong>;
  return (
    <EntryPage
      heading={t("heading")}
      lead={checks.restorable.length > 0 ? restore("lead") : t("lead")}
      facts={[
        database.durable
          ? { tone: "ok", icon: circleCheckIcon, text: t("databaseDurable", { version }) }
          : { tone: "danger", icon: octagonXIcon, text: t("databaseNotDurable", { version }) },
        backupStore.writable
          ? { tone: "ok", icon: circleCheckIcon, text: t.rich("storeWritable", { name }) }
          : { tone: "danger", icon: octagonXIcon, text: t.rich("storeNotWritable", { name }) },
        { tone: "warn", icon: triangleAlertIcon, text: t("rootKey") },
        { tone: "plain", icon: keyIcon, text: t.rich("fingerprint", { fingerprint }) },
      ]}
    >
      {children}
    </EntryPage>
  );
}

/** `4b1e-9c07-d2f5-83aa`: what is to be copied by hand is read in fours. */
function inFours(hex: string): string {
  return hex.match(/.{1,4}/g)?.join("-") ?? hex;
}
