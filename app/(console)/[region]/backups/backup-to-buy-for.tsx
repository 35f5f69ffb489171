import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { lackOf } from "@/components/backups/backup-offers";
import { calledOf } from "@/components/backups/shown-state";
import { RefusalText } from "@/components/patterns/action-failure";
import { CopyableId } from "@/components/patterns/copyable-id";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { Notice } from "@/components/ui/notice";
import { consoleCtx } from "@/lib/auth/console-context";
import { backupVerdict } from "@/lib/domain/backups/backup-state";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { describeBackup } from "@/lib/domain/backups/list-backups";
import { firstLack } from "@/lib/domain/lack";
import { orNotFound } from "../../or-not-found";
import { readable, Unreadable } from "../../readable";
import { moneyNeeds } from "../instances/money";

/** Or the page that says why it cannot be. */
type ToBuyFor =
  | { backup: BackupView; name: string; endsAt: Date; header: ReactNode }
  | { backup: null; page: ReactNode };

/** The purchased backup that is to be renewed or extended, and the head of the page that does it. */
export async function backupToBuyFor(
  { region, backupId }: { region: string; backupId: string },
  act: "renew" | "extend",
  { title, titleOf }: { title: string; titleOf: (name: string) => string },
): Promise<ToBuyFor> {
  const [ctx, nav, value] = await Promise.all([
    consoleCtx(),
    getTranslations("common.nav"),
    getTranslations("backups.value"),
  ]);
  const backup = await orNotFound(readable(describeBackup(ctx, { region, backupId })));
  const name = backup instanceof Unreadable ? backupId : calledOf(backup);
  const hasDetails = !(backup instanceof Unreadable) && backup.actions.includes("details");
  const header = (
    <PageHeader
      title={titleOf(name)}
      facts={<CopyableId id={backupId} what={value("backupId")} />}
      crumbs={[
        { label: nav("backups"), href: `/${region}/backups` },
        hasDetails ? { label: name, href: `/${region}/backups/${backupId}` } : { label: name },
        { label: title },
      ]}
    />
  );
  const lack = backup instanceof Unreadable ? backup.lack : (lackOf(backup, act) ?? firstLack(ctx, ...moneyNeeds(ctx)));
  if (backup instanceof Unreadable || lack) {
    return {
      backup: null,
      page: (
        <>
          {header}
          {lack && <NoPermissionPage lack={lack} act />}
        </>
      ),
    };
  }
  const verdict = backupVerdict(act, backup);
  const { expiresAt } = backup;
  if (verdict !== "ok" || !expiresAt) {
    const code = verdict === "ok" ? "BackupNotRenewable" : verdict;
    return {
      backup: null,
      page: (
        <>
          {header}
          <Notice tone="plain" title={<RefusalText code={code} />} />
        </>
      ),
    };
  }
  return { backup, name, endsAt: expiresAt, header };
}
