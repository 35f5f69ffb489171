import { type BackupAddress, backupHref, TABS } from "@/components/backups/backup-address";
import { offersRestore, planLack, restoreLack } from "@/components/backups/backup-offers";
import { type SearchParams, single } from "@/components/backups/backups-address";
import { DayItems } from "@/components/backups/day-items";
import { consoleCtx, requireSession } from "@/lib/auth/console-context";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { type BackupTab, listBackupItems } from "@/lib/domain/backups/list-backup-items";
import { OpenPlan } from "./open-plan";
import { OpenRestore } from "./open-restore";
import type { ShownDay } from "./shown-day";

const PAGE_SIZE = 20;

/** The tabs of a day that has data, or of a moment of it, and the panels over their rows. */
export async function DayContents({
  backup,
  address,
  shown: { day, record, moment },
  search,
  sourceName,
}: {
  backup: BackupView;
  address: BackupAddress;
  shown: ShownDay;
  search: SearchParams;
  sourceName: string;
}) {
  const [ctx, session] = await Promise.all([consoleCtx(), requireSession()]);
  const { region, backupId } = backup;
  const lastAt = moment?.tick.at ?? record?.lastAt;
  if (!record?.fullAt || !record.lastAt || !lastAt) return null;
  // What was held at the moment stands in the full tabs; the others are about the day.
  const shownOf = (tab: BackupTab) => ({ day, at: tab.startsWith("full") ? moment?.tick.at : undefined });
  const asked = (tab: BackupTab) => ({ region, backupId, tab, ...shownOf(tab) });
  const totals = await Promise.all(
    TABS.map(async (name) => (await listBackupItems(ctx, { ...asked(name), size: 1 })).total),
  );
  const counts = Object.fromEntries(TABS.map((name, index) => [name, totals[index] ?? 0])) as Record<BackupTab, number>;
  // On the day of the enabling the full is often empty, and what matters is in the increments.
  const tab = address.tab || (TABS.find((name) => counts[name] > 0) ?? "fullKeys");
  const kind = tab.endsWith("Keys") ? "key" : "secret";
  const { search: contains, trail } = address;
  const page = await listBackupItems(ctx, {
    ...asked(tab),
    size: PAGE_SIZE,
    contains: contains || undefined,
    after: trail.at(-1),
  });
  const rowsAt = tab.startsWith("full") ? (moment?.tick.at ?? record.fullAt) : record.lastAt;
  const isSelected = single(search.scope) === "selected";
  const mayPlan = isSelected ? offersRestore(backup, kind) : backup.actions.includes("restore") && !planLack(backup);
  const closeHref = backupHref(region, backupId, address);
  return (
    <>
      <DayItems
        backup={{ region, backupId }}
        restore={{ possible: backup.actions.includes("restore"), lack: restoreLack(backup, kind) }}
        choosable={offersRestore(backup, kind)}
        address={{ ...address, tab }}
        tab={tab}
        counts={counts}
        page={page}
        planAt={rowsAt}
        shown={shownOf(tab)}
        sourceName={sourceName}
        ownAccountId={session.actor.accountId}
      />
      {search.panel === "restore" && offersRestore(backup, kind) && (
        <OpenRestore
          backup={backup}
          items={page.rows}
          named={single(search.item)}
          sourceName={sourceName}
          closeHref={closeHref}
        />
      )}
      {search.panel === "plan" && mayPlan && (
        <OpenPlan
          backup={backup}
          at={isSelected ? rowsAt : lastAt}
          all={!isSelected}
          held={moment?.tick ?? record}
          sourceName={sourceName}
          closeHref={closeHref}
        />
      )}
    </>
  );
}
