import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { backupHref } from "@/components/backups/backup-address";
import { offersRestore } from "@/components/backups/backup-offers";
import { single } from "@/components/backups/backups-address";
import { type CompareAddress, compareAddressOf, compareHref } from "@/components/backups/compare-address";
import { CompareForm } from "@/components/backups/compare-form";
import { CompareList } from "@/components/backups/compare-list";
import { calledOf } from "@/components/backups/shown-state";
import { ActionFailure } from "@/components/patterns/action-failure";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { Stack } from "@/components/ui/stack";
import { runOperation } from "@/lib/actions/run-operation";
import { consoleCtx } from "@/lib/auth/console-context";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { compareBackup } from "@/lib/domain/backups/compare-backup";
import { describeBackup } from "@/lib/domain/backups/list-backups";
import { orNotFound } from "../../../../or-not-found";
import { readable, Unreadable } from "../../../../readable";
import { namesOf, softwareInstances } from "../../instance-names";
import { OpenPlan } from "../open-plan";
import { momentsAsked } from "./moments-asked";

type Props = PageProps<"/[region]/backups/[backupId]/compare">;

const PAGE_SIZE = 50;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, { backupId }] = await Promise.all([getTranslations("backups.compare"), params]);
  return { title: `${t("title")} · ${backupId}` };
}

/** Two moments of a backup, or one and now: what was added, deleted, rotated and changed between them. */
export default async function ComparePage({ params, searchParams }: Props) {
  const [{ region, backupId }, search, ctx, t, common] = await Promise.all([
    params,
    searchParams,
    consoleCtx(),
    getTranslations("backups.compare"),
    getTranslations("common.label"),
  ]);
  const backup = await orNotFound(readable(describeBackup(ctx, { region, backupId })));
  if (backup instanceof Unreadable) return <NoPermissionPage lack={backup.lack} />;
  const address = compareAddressOf(search);
  return (
    <>
      <PageHeader
        title={t("title")}
        crumbs={[
          { label: common("backups"), href: `/${region}/backups` },
          { label: calledOf(backup), href: backupHref(region, backupId) },
          { label: t("title") },
        ]}
        facts={t("facts")}
      />
      <Stack>
        <Card>
          <CompareForm address={address} range={backup.range} zone={ctx.deployment.timeZone} />
        </Card>
        {address.from ? (
          <Answer backup={backup} address={address} panel={single(search.panel)} />
        ) : (
          <Notice tone="plain" title={t("choose")} />
        )}
      </Stack>
    </>
  );
}

async function Answer({ backup, address, panel }: { backup: BackupView; address: CompareAddress; panel: string }) {
  const ctx = await consoleCtx();
  const { region, backupId, sourceInstanceId } = backup;
  const { from, to } = momentsAsked(address, ctx.deployment.timeZone);
  const { kind, change, search, trail } = address;
  const asked = { region, backupId, from, to };
  // In the gateway: which fields differ is read from the records, which it alone opens.
  const answer = await runOperation(compareBackup, {
    ...asked,
    kind,
    change: change || undefined,
    contains: search || undefined,
    size: PAGE_SIZE,
    after: trail.at(-1),
  });
  // A moment that holds nothing, or lies outside the range, is an answer in its place (BKP-149, BKP-150).
  if (!answer.ok) return <ActionFailure failure={answer} />;
  const source = sourceInstanceId ?? "";
  return (
    <>
      <CompareList
        backup={backup}
        address={address}
        asked={asked}
        page={answer.value}
        choosable={offersRestore(backup, kind)}
        href={(part) => compareHref(backup, { ...address, trail: [], ...part })}
      />
      {panel === "plan" && offersRestore(backup, kind) && (
        <OpenPlan
          backup={backup}
          at={from}
          all={false}
          held={{ keys: 0, secrets: 0 }}
          sourceName={namesOf(await softwareInstances(region)).get(source) ?? source}
          closeHref={compareHref(backup, address)}
        />
      )}
    </>
  );
}
