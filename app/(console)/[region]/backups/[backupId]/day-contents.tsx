import { type BackupAddress, backupHref, TABS } from "@/components/backups/backup-address";
import { offersRestore, restoreLack } from "@/components/backups/backup-offers";
import { type SearchParams, single } from "@/components/backups/backups-address";
import { DayItems } from "@/components/backups/day-items";
import { consoleCtx, requireSession } from "@/lib/auth/console-context";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { type BackupTab, listBackupItems } from "@/lib/domain/backups/list-backup-items";
import { OpenRestore } from "./open-restore";

const PAGE_SIZE = 20;

/** The tabs of a day that has data, and the Restore Data panel over one of its rows. */
export async function DayContents({
  backup,
  address,
  day,
  search,
  sourceName,
}: {
  backup: BackupView;
  address: BackupAddress;
  day: string;
  search: SearchParams;
  sourceName: string;
}) {
  const [ctx, session] = await Promise.all([consoleCtx(), requireSession()]);
  const { region, backupId } = backup;
  const asked = { region, backupId, day };
  const totals = await Promise.all(
    TABS.map(async (name) => (await listBackupItems(ctx, { ...asked, tab: name, size: 1 })).total),
  );
  const counts = Object.fromEntries(TABS.map((name, index) => [name, totals[index] ?? 0])) as Record<BackupTab, number>;
  // On the day of the enabling the full is often empty, and what matters is in the increments.
  const tab = address.tab || (TABS.find((name) => counts[name] > 0) ?? "fullKeys");
  const kind = tab.endsWith("Keys") ? "key" : "secret";
  const { search: contains, trail } = address;
  const page = await listBackupItems(ctx, {
    ...asked,
    tab,
    size: PAGE_SIZE,
    contains: contains || undefined,
    after: trail.at(-1),
  });
  return (
    <>
      <DayItems
        backup={{ region, backupId }}
        restore={{ possible: backup.actions.includes("restore"), lack: restoreLack(backup, kind) }}
        address={address}
        tab={tab}
        counts={counts}
        page={page}
        sourceName={sourceName}
        ownAccountId={session.actor.accountId}
      />
      {search.panel === "restore" && offersRestore(backup, kind) && (
        <OpenRestore
          backup={backup}
          items={page.rows}
          named={single(search.item)}
          sourceName={sourceName}
          closeHref={backupHref(region, backupId, address)}
        />
      )}
    </>
  );
}
