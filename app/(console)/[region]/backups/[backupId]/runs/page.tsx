import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { backupHref, belowHref, isDay } from "@/components/backups/backup-address";
import { single } from "@/components/backups/backups-address";
import { timeOf } from "@/components/backups/moments";
import { RunList } from "@/components/backups/run-list";
import { calledOf } from "@/components/backups/shown-state";
import { FilterBar } from "@/components/patterns/filter-bar";
import { NoMatches } from "@/components/patterns/no-matches";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { consoleCtx } from "@/lib/auth/console-context";
import { listBackupTicks } from "@/lib/domain/backups/backup-calendar";
import { describeBackup } from "@/lib/domain/backups/list-backups";
import { orNotFound } from "../../../../or-not-found";
import { readable, Unreadable } from "../../../../readable";

type Props = PageProps<"/[region]/backups/[backupId]/runs">;

const SHOWS = ["all", "changes", "failed"] as const;
const PAGE_SIZE = 100;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, { backupId }] = await Promise.all([getTranslations("backups.runs"), params]);
  return { title: `${t("title")} · ${backupId}` };
}

/** The runs of one day, the newest first: each a moment that can be looked at and restored. */
export default async function RunsPage({ params, searchParams }: Props) {
  const [{ region, backupId }, search, ctx, t, common] = await Promise.all([
    params,
    searchParams,
    consoleCtx(),
    getTranslations("backups.runs"),
    getTranslations("common.label"),
  ]);
  const backup = await orNotFound(readable(describeBackup(ctx, { region, backupId })));
  if (backup instanceof Unreadable) return <NoPermissionPage lack={backup.lack} />;
  const asked = single(search.day);
  const newest = backup.range?.to ?? "";
  const day = isDay(asked) ? asked : newest;
  const show = SHOWS.find((known) => known === single(search.show)) ?? "all";
  const inRange = backup.range !== null && day >= backup.range.from && day <= newest;
  const all = inRange ? (await listBackupTicks(ctx, { region, backupId, day })).toReversed() : [];
  const runs = all.filter(({ state, changes }) =>
    show === "failed" ? state === "Failed" : show === "changes" ? changes > 0 : true,
  );
  const from = Math.max(0, Math.floor(Number(single(search.from)) || 0));
  const href = (part: { from: number }) =>
    belowHref(region, backupId, "runs", { day, show, from: part.from > 0 ? String(part.from) : "" });
  return (
    <>
      <PageHeader
        title={t("title")}
        crumbs={[
          { label: common("backups"), href: `/${region}/backups` },
          { label: calledOf(backup), href: backupHref(region, backupId, { day: day === newest ? "" : day }) },
          { label: t("title") },
        ]}
        facts={t("facts", { day, zone: ctx.deployment.timeZone })}
      />
      <Card flush>
        <FilterBar key={`${day} ${show}`} count={t("count", { count: runs.length })}>
          <span className="w-44 flex-none">
            <Input
              type="date"
              name="day"
              defaultValue={day}
              min={backup.range?.from}
              max={newest}
              required
              aria-label={t("day")}
            />
          </span>
          <Select
            name="show"
            prefix={t("show")}
            aria-label={t("show")}
            defaultValue={show}
            options={[
              { value: "all", label: t("showAll", { count: all.length }) },
              { value: "changes", label: t("showChanges") },
              { value: "failed", label: t("showFailed") },
            ]}
          />
        </FilterBar>
        {runs.length === 0 ? (
          <NoMatches
            title={all.length === 0 ? t("none", { day }) : t("noMatch")}
            clearHref={belowHref(region, backupId, "runs", { day: all.length === 0 ? "" : day })}
          />
        ) : (
          <RunList
            runs={runs.slice(from, from + PAGE_SIZE)}
            timeOf={(run) => timeOf(run, all, ctx.deployment.timeZone)}
            momentHref={(time) => backupHref(region, backupId, { day, time, tab: "fullKeys" })}
            pager={{
              summary: t("page", { from: from + 1, to: Math.min(from + PAGE_SIZE, runs.length), count: runs.length }),
              previousHref: from > 0 ? href({ from: Math.max(0, from - PAGE_SIZE) }) : undefined,
              nextHref: from + PAGE_SIZE < runs.length ? href({ from: from + PAGE_SIZE }) : undefined,
            }}
          />
        )}
      </Card>
    </>
  );
}
