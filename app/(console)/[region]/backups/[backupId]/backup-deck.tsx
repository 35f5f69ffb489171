import { type BackupAddress, backupHref } from "@/components/backups/backup-address";
import { BackupCalendar } from "@/components/backups/backup-calendar";
import type { SearchParams } from "@/components/backups/backups-address";
import { lastMonth, monthsUntil } from "@/components/backups/calendar-months";
import { DayFacts, lastFailureOf } from "@/components/backups/day-facts";
import { MomentPicker } from "@/components/backups/moment-picker";
import { timeOf } from "@/components/backups/moments";
import { NoDayData } from "@/components/backups/no-day-data";
import { PastRibbon } from "@/components/backups/past-ribbon";
import { consoleCtx } from "@/lib/auth/console-context";
import type { BackupDay } from "@/lib/domain/backups/backup-calendar";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { dayVerdict } from "@/lib/domain/backups/queryable-range-rules";
import { businessDayOf, daysBetween } from "@/lib/domain/calendar";
import { DayContents } from "./day-contents";
import type { ShownDay } from "./shown-day";

/** The calendar, the chosen day and moment, and what was held then; the newest day unless the address names another. */
export async function BackupDeck({
  backup,
  address,
  search,
  sourceName,
  shown,
}: {
  backup: BackupView;
  address: BackupAddress;
  search: SearchParams;
  sourceName: string;
  shown: ShownDay;
}) {
  const ctx = await consoleCtx();
  const { region, backupId, range, enabledAt } = backup;
  if (!range || !enabledAt) return null;
  const { timeZone } = ctx.deployment;
  const { calendar, day: chosen, record, ticks, moment } = shown;
  const today = businessDayOf(ctx.now(), timeZone);
  const enabledDay = businessDayOf(enabledAt, timeZone);
  const at = calendar.findIndex(({ day }) => day === chosen);
  const verdict = dayVerdict(chosen, enabledDay, range);
  const last = lastMonth(address.month, chosen, range);
  const { tab, month, view } = address;
  const dayHref = (day: string) => backupHref(region, backupId, { day: day === range.to ? "" : day, month, tab, view });
  const hrefOf = (near: BackupDay | undefined) => near && dayHref(near.day);
  const isPast = chosen < range.to || (moment?.next !== undefined && moment !== null);
  return (
    <>
      <section className="min-w-0 rounded-3 border border-line bg-surface">
        {isPast && (
          <PastRibbon
            day={chosen}
            time={moment ? timeOf(moment.tick, ticks, timeZone) : ""}
            daysAgo={daysBetween(chosen, today)}
            newest={{ day: range.to, href: backupHref(region, backupId, { tab, view }) }}
          />
        )}
        <div className="grid grid-cols-1 lg:grid-cols-[minmax(0,1fr)_19rem]">
          <BackupCalendar
            months={monthsUntil(last, calendar, { range, enabledDay, today })}
            range={range}
            enabledDay={enabledDay}
            chosen={chosen}
            today={today}
            monthAsked={month !== ""}
            dayHref={dayHref}
            monthHref={(turned) => backupHref(region, backupId, { ...address, month: turned, trail: [], search: "" })}
            table={view === "table"}
            viewHref={(asked) => backupHref(region, backupId, { ...address, view: asked })}
          />
          <DayFacts
            day={chosen}
            record={record}
            failure={record?.failures ? lastFailureOf(ticks) : null}
            moment={moment?.tick}
            previousHref={at > 0 ? hrefOf(calendar[at - 1]) : undefined}
            nextHref={at >= 0 ? hrefOf(calendar[at + 1]) : undefined}
          />
        </div>
        {record && (
          <MomentPicker
            backup={backup}
            address={address}
            day={chosen}
            ticks={ticks}
            moment={moment}
            timeZone={timeZone}
          />
        )}
      </section>
      {record?.lastAt ? (
        <DayContents backup={backup} address={address} shown={shown} search={search} sourceName={sourceName} />
      ) : (
        <NoDayData
          code={verdict === "OutOfQueryableRange" ? verdict : "NoBackupData"}
          extendable={backup.type === "Paid"}
          newestHref={backupHref(region, backupId, { tab })}
        />
      )}
    </>
  );
}
