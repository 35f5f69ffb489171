import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import {
  type BackupsAddress,
  backupsAddressOf,
  backupsHref,
  isFiltered,
  matching,
  single,
  TYPES,
} from "@/components/backups/backups-address";
import { BackupsFilterBar } from "@/components/backups/backups-filter-bar";
import { BackupsNotice } from "@/components/backups/backups-notice";
import { BackupsReadout } from "@/components/backups/backups-readout";
import { BackupsTable } from "@/components/backups/backups-table";
import { UploadBackupLazy } from "@/components/backups/lazy";
import { awaitsFirstRun } from "@/components/backups/shown-state";
import { WhatABackupHolds } from "@/components/backups/what-a-backup-holds";
import { LookAgain } from "@/components/instances/look-again";
import { EmptyState } from "@/components/patterns/empty-state";
import { NoMatches } from "@/components/patterns/no-matches";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { uploadIcon } from "@/components/ui/icon-paths";
import { Stack } from "@/components/ui/stack";
import { Tabs } from "@/components/ui/tabs";
import { consoleCtx } from "@/lib/auth/console-context";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { backupCoverage } from "@/lib/domain/backups/backup-coverage";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { listBackups } from "@/lib/domain/backups/list-backups";
import type { Ctx } from "@/lib/domain/context";
import { firstLack } from "@/lib/domain/lack";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readable, Unreadable } from "../../readable";
import { namesOf, softwareInstances } from "./instance-names";
import { OpenBackup } from "./open-backup";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("backups") };
}

/** BKP-60..64: is data safe, since when, and which backup holds it? */
export default async function BackupsPage({ params, searchParams }: PageProps<"/[region]/backups">) {
  const [{ region }, search, ctx] = await Promise.all([params, searchParams, consoleCtx()]);
  const address = backupsAddressOf(search);
  const [t, common] = await Promise.all([getTranslations("backups.list"), getTranslations("common.label")]);
  // Both take the same permission.
  const read = await readable(Promise.all([listBackups(ctx, { region }), backupCoverage(ctx, { region })]));
  const actions = <Toolbar region={region} address={address} />;
  if (read instanceof Unreadable) {
    return (
      <>
        <PageHeader title={common("backups")} facts={t("facts")} actions={actions} />
        <NoPermissionPage lack={read.lack} />
      </>
    );
  }
  const [backups, coverage] = read;
  const instances = await softwareInstances(region);
  const names = namesOf(instances);
  const shown = matching(backups, address, names);
  const here = backupsHref(region, address);
  const opened = { panel: single(search.panel), dialog: single(search.dialog), backup: single(search.backup) };
  return (
    <>
      <PageHeader title={common("backups")} facts={t("facts")} actions={actions} />
      <Stack>
        <BackupsNotice backups={backups} now={ctx.now()} linked />
        <BackupsReadout backups={backups} coverage={coverage} now={ctx.now()} />
        <Card flush>
          <TypeTabs region={region} address={address} backups={backups} />
          {backups.length === 0 ? (
            <EmptyState title={t("emptyTitle")}>{t("emptyBody")}</EmptyState>
          ) : (
            <>
              <BackupsFilterBar address={address} sources={sourcesOf(backups, names)} count={shown.length} />
              {shown.length === 0 ? (
                <Nothing region={region} address={address} />
              ) : (
                <BackupsTable backups={shown} names={names} address={address} now={ctx.now()} />
              )}
            </>
          )}
        </Card>
        <WhatABackupHolds />
      </Stack>
      {backups.some(awaitsFirstRun) && <LookAgain />}
      <OpenBackup backups={backups} instances={instances} opened={opened} closeHref={here} doneHref={here} />
      {opened.panel === "upload" && !uploadLack(ctx, region) && (
        <UploadBackupLazy scope={await clientMessages("backups")} region={region} closeHref={here} />
      )}
    </>
  );
}

/** What of the file takes which permission; who lacks it is told so on the button (P10). */
const uploadLack = (ctx: Ctx, region: string) =>
  firstLack(ctx, { action: "kms:BeginBackupUpload", resource: containerArn(region, accountOf(ctx), "backup") });

/** BKP-61; the region is chosen in the head of every page. */
async function Toolbar({ region, address }: { region: string; address: BackupsAddress }) {
  const [ctx, t] = await Promise.all([consoleCtx(), getTranslations("backups.list")]);
  const resource = containerArn(region, accountOf(ctx), "backup");
  return (
    <>
      <OfferLink lack={uploadLack(ctx, region)} href={backupsHref(region, address, { panel: "upload" })} scroll={false}>
        <Icon path={uploadIcon} size="sm" />
        {t("upload")}
      </OfferLink>
      <OfferLink
        lack={firstLack(ctx, { action: "kms:CreateBackupOrder", resource })}
        href={`/${region}/backups/new`}
        tone="primary"
      >
        {t("create")}
      </OfferLink>
    </>
  );
}

async function TypeTabs({
  region,
  address,
  backups,
}: {
  region: string;
  address: BackupsAddress;
  backups: readonly BackupView[];
}) {
  const t = await getTranslations("backups");
  const labels = {
    "": t("list.allTypes"),
    SystemCreated: t("type.systemCreated"),
    Default: t("type.default"),
    Paid: t("type.paid"),
    Upload: t("type.upload"),
  };
  return (
    <Tabs
      label={t("column.type")}
      tabs={(["", ...TYPES] as const).map((type) => ({
        href: backupsHref(region, { ...address, type }),
        label: labels[type],
        count: String(backups.filter((backup) => type === "" || backup.type === type).length),
        current: address.type === type,
      }))}
    />
  );
}

/** Nothing of a type is not the same as nothing that matches. */
async function Nothing({ region, address }: { region: string; address: BackupsAddress }) {
  const t = await getTranslations("backups.list");
  if (!isFiltered(address)) {
    const texts = {
      SystemCreated: [t("noSystemTitle"), t("noSystemBody")],
      Paid: [t("noPaidTitle"), t("noPaidBody")],
      Upload: [t("noUploadTitle"), t("noUploadBody")],
      // Each region always has one (BKP-12).
      Default: [t("emptyTitle"), t("emptyBody")],
      "": [t("emptyTitle"), t("emptyBody")],
    } as const;
    const [title, body] = texts[address.type];
    return <EmptyState title={title}>{body}</EmptyState>;
  }
  const clearHref = backupsHref(region, { type: address.type, status: "", object: "", search: "" });
  const title = address.search ? t("noMatch", { search: address.search }) : t("noMatchFilter");
  return <NoMatches title={title} clearHref={clearHref} />;
}

function sourcesOf(backups: readonly BackupView[], names: ReadonlyMap<string, string>) {
  const ids = new Set(backups.flatMap(({ sourceInstanceId }) => sourceInstanceId ?? []));
  return [...ids].map((id) => ({ id, name: names.get(id) ?? id }));
}
