import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { backupHref } from "@/components/backups/backup-address";
import { single } from "@/components/backups/backups-address";
import {
  type RestoreAddress,
  type RestoreDialog,
  restoreAddressOf,
  restoreHref,
} from "@/components/backups/restore-address";
import { RestoreFactsCard } from "@/components/backups/restore-facts-card";
import { RestoreFilterBar } from "@/components/backups/restore-filter-bar";
import { RestoreHead } from "@/components/backups/restore-head";
import { RestoreDialogLazy } from "@/components/backups/restore-lazy";
import { RestoreNotices } from "@/components/backups/restore-notices";
import { RestoreOutcome } from "@/components/backups/restore-outcome";
import { RestoreRows } from "@/components/backups/restore-rows";
import { RestoreStartBar } from "@/components/backups/restore-start-bar";
import { LookAgain } from "@/components/instances/look-again";
import { NoMatches } from "@/components/patterns/no-matches";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { Card } from "@/components/ui/card";
import { Stack } from "@/components/ui/stack";
import { consoleCtx } from "@/lib/auth/console-context";
import { describeRestore } from "@/lib/domain/backups/describe-restore";
import { describeBackup } from "@/lib/domain/backups/list-backups";
import { listRestoreItems } from "@/lib/domain/backups/list-restore-items";
import type { RestoreView } from "@/lib/domain/backups/restore-view";
import { clientMessages } from "@/lib/i18n/client-messages";
import { orNotFound } from "../../../../../or-not-found";
import { readable, readableOr, Unreadable } from "../../../../../readable";
import { regionNames } from "../../../../../region-names";
import { namesOf, softwareInstances } from "../../../instance-names";

type Props = PageProps<"/[region]/backups/[backupId]/restores/[restoreId]">;

const PAGE_SIZE = 50;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, { restoreId }] = await Promise.all([getTranslations("backups.plan"), params]);
  return { title: t("pageTitle", { restoreId }) };
}

/** One restore of many items at one address: its plan, then its progress, then its report (BKP-101). */
export default async function RestorePage({ params, searchParams }: Props) {
  const [{ region, restoreId }, search, ctx] = await Promise.all([params, searchParams, consoleCtx()]);
  const restore = await orNotFound(readable(describeRestore(ctx, { region, restoreId })));
  if (restore instanceof Unreadable) return <NoPermissionPage lack={restore.lack} />;
  const address = restoreAddressOf(search);
  const { timeZone } = ctx.deployment;
  return (
    <>
      <RestoreHead restore={restore} address={address} />
      <Stack>
        <RestoreNotices restore={restore} />
        <RestoreFactsCard
          restore={restore}
          sourceName={await sourceNameOf(restore)}
          regionNames={await regionNames()}
          zone={timeZone}
        />
        <RestoreOutcome restore={restore} address={address} now={ctx.now()} />
        <Items restore={restore} address={address} />
        {restore.state === "Planned" && <RestoreStartBar restore={restore} address={address} />}
      </Stack>
      {restore.state === "Running" && <LookAgain />}
      <OpenDecision restore={restore} address={address} asked={single(search.dialog)} />
    </>
  );
}

async function sourceNameOf({ region, backupId }: RestoreView): Promise<string> {
  const backup = await readableOr(describeBackup(await consoleCtx(), { region, backupId }), null).catch(() => null);
  const source = backup?.sourceInstanceId;
  return source ? (namesOf(await softwareInstances(region)).get(source) ?? source) : backupId;
}

async function Items({ restore, address }: { restore: RestoreView; address: RestoreAddress }) {
  const t = await getTranslations("backups.plan");
  const { region, restoreId } = restore;
  const { show, kind, search, trail } = address;
  const page = await listRestoreItems(await consoleCtx(), {
    region,
    restoreId,
    show,
    kind: kind || undefined,
    contains: search || undefined,
    size: PAGE_SIZE,
    after: trail.at(-1),
  });
  return (
    <Card flush>
      <RestoreFilterBar restore={restore} address={address} />
      {page.total === 0 ? (
        <NoMatches title={t("noMatch")} clearHref={restoreHref(restore)} />
      ) : (
        <RestoreRows
          restore={restore}
          items={page.rows}
          pager={{
            summary: t("count", { count: page.total }),
            previousHref:
              trail.length > 0 ? restoreHref(restore, { ...address, trail: trail.slice(0, -1) }) : undefined,
            nextHref: page.next ? restoreHref(restore, { ...address, trail: [...trail, page.next] }) : undefined,
          }}
        />
      )}
    </Card>
  );
}

/** The decision that the address names, where the state allows it; nothing for one that is out of date. */
async function OpenDecision({
  restore,
  address,
  asked,
}: {
  restore: RestoreView;
  address: RestoreAddress;
  asked: string;
}) {
  const { region, backupId, restoreId, destination, counts, state, actions } = restore;
  const counted: Record<RestoreDialog, { possible: boolean; count: number }> = {
    start: { possible: actions.includes("start"), count: counts.restore },
    stop: { possible: actions.includes("stop"), count: counts.restored },
    resume: {
      possible: actions.includes("resume"),
      count: counts.items - counts.restored - counts.skipped - counts.failed,
    },
    discard: { possible: actions.includes("discard"), count: 0 },
    again: { possible: state === "Planned", count: counts.items },
    retry: { possible: state === "Done" && counts.failed > 0, count: counts.failed },
  };
  const act = asked in counted ? (asked as RestoreDialog) : null;
  if (!act || !counted[act].possible) return null;
  return (
    <RestoreDialogLazy
      key={act}
      scope={await clientMessages("backups")}
      act={act}
      region={region}
      backupId={backupId}
      restoreId={restoreId}
      into={destination.name ?? destination.instanceId}
      count={counted[act].count}
      blocked={counts.blocked}
      planned={state === "Planned"}
      closeHref={restoreHref(restore, address)}
      goneHref={backupHref(region, backupId)}
    />
  );
}
