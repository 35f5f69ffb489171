import { type BackupAddress, backupHref } from "@/components/backups/backup-address";
import { BackupCalendar } from "@/components/backups/backup-calendar";
import type { SearchParams } from "@/components/backups/backups-address";
import { lastMonth, monthsUntil } from "@/components/backups/calendar-months";
import { DayFacts, lastFailureOf } from "@/components/backups/day-facts";
import { NoDayData } from "@/components/backups/no-day-data";
import { PastRibbon } from "@/components/backups/past-ribbon";
import { consoleCtx } from "@/lib/auth/console-context";
import { type BackupDay, backupCalendar, listBackupTicks } from "@/lib/domain/backups/backup-calendar";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { dayVerdict } from "@/lib/domain/backups/queryable-range-rules";
import { businessDayOf, daysBetween } from "@/lib/domain/calendar";
import { DayContents } from "./day-contents";

/** The calendar, the chosen day, and what that day holds; the newest day unless the address names another. */
export async function BackupDeck({
  backup,
  address,
  search,
  sourceName,
}: {
  backup: BackupView;
  address: BackupAddress;
  search: SearchParams;
  sourceName: string;
}) {
  const ctx = await consoleCtx();
  const { region, backupId, range, enabledAt } = backup;
  if (!range || !enabledAt) return null;
  const { timeZone } = ctx.deployment;
  const today = businessDayOf(ctx.now(), timeZone);
  const enabledDay = businessDayOf(enabledAt, timeZone);
  const calendar = await backupCalendar(ctx, { region, backupId });
  const chosen = address.day || range.to;
  const at = calendar.findIndex(({ day }) => day === chosen);
  const record = calendar[at];
  const verdict = dayVerdict(chosen, enabledDay, range);
  const last = lastMonth(address.month, chosen, range);
  const dayHref = (day: string) =>
    backupHref(region, backupId, { day: day === range.to ? "" : day, month: address.month, tab: address.tab });
  const hrefOf = (near: BackupDay | undefined) => near && dayHref(near.day);
  return (
    <>
      <section className="min-w-0 rounded-3 border border-line bg-surface">
        {chosen < range.to && (
          <PastRibbon
            day={chosen}
            daysAgo={daysBetween(chosen, today)}
            newest={{ day: range.to, href: backupHref(region, backupId, { tab: address.tab }) }}
          />
        )}
        <div className="grid grid-cols-1 lg:grid-cols-[minmax(0,1fr)_19rem]">
          <BackupCalendar
            months={monthsUntil(last, calendar, { range, enabledDay, today })}
            range={range}
            enabledDay={enabledDay}
            chosen={chosen}
            today={today}
            monthAsked={address.month !== ""}
            dayHref={dayHref}
            monthHref={(month) => backupHref(region, backupId, { day: address.day, month, tab: address.tab })}
          />
          <DayFacts
            day={chosen}
            record={record}
            failure={
              record?.failures ? lastFailureOf(await listBackupTicks(ctx, { region, backupId, day: chosen })) : null
            }
            previousHref={at > 0 ? hrefOf(calendar[at - 1]) : undefined}
            nextHref={at >= 0 ? hrefOf(calendar[at + 1]) : undefined}
          />
        </div>
      </section>
      {record?.lastAt ? (
        <DayContents backup={backup} address={address} day={chosen} search={search} sourceName={sourceName} />
      ) : (
        <NoDayData
          code={verdict === "OutOfQueryableRange" ? verdict : "NoBackupData"}
          extendable={backup.type === "Paid"}
          newestHref={backupHref(region, backupId, { tab: address.tab })}
        />
      )}
    </>
  );
}
