import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { backupAddressOf, backupHref } from "@/components/backups/backup-address";
import { BackupHead } from "@/components/backups/backup-head";
import { lackOf } from "@/components/backups/backup-offers";
import { backupsAddressOf, backupsHref, single } from "@/components/backups/backups-address";
import { BackupsNotice } from "@/components/backups/backups-notice";
import { HeadActions } from "@/components/backups/head-actions";
import { firstMoment } from "@/components/backups/moments";
import { isOpen } from "@/components/backups/proof-rules";
import { RunningRestores } from "@/components/backups/running-restores";
import { awaitsFirstRun, calledOf } from "@/components/backups/shown-state";
import { SourceNotice } from "@/components/backups/source-notice";
import { LookAgain } from "@/components/instances/look-again";
import { EmptyState } from "@/components/patterns/empty-state";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { Stack } from "@/components/ui/stack";
import { consoleCtx } from "@/lib/auth/console-context";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { listBackupReports } from "@/lib/domain/backups/list-backup-reports";
import { describeBackup, listBackups } from "@/lib/domain/backups/list-backups";
import { listRestores } from "@/lib/domain/backups/list-restores";
import { orNotFound } from "../../../or-not-found";
import { readable, readableOr, Unreadable } from "../../../readable";
import { namesOf, softwareInstances } from "../instance-names";
import { OpenBackup } from "../open-backup";
import { BackupDeck } from "./backup-deck";
import { Evidence } from "./evidence";
import { shownDay } from "./shown-day";

type Props = PageProps<"/[region]/backups/[backupId]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [ctx, named] = await Promise.all([consoleCtx(), params]);
  const backup = await orNotFound(readable(describeBackup(ctx, named)));
  return { title: backup instanceof Unreadable ? named.backupId : calledOf(backup) };
}

/** Details (BKP-80, BKP-81): time is the first control, then what the backup held then. */
export default async function BackupPage({ params, searchParams }: Props) {
  const [{ region, backupId }, search, ctx] = await Promise.all([params, searchParams, consoleCtx()]);
  const backup = await orNotFound(readable(describeBackup(ctx, { region, backupId })));
  if (backup instanceof Unreadable) return <BackupUnreadable region={region} backupId={backupId} backup={backup} />;
  const address = backupAddressOf(search);
  const instances = await softwareInstances(region);
  const here = backupHref(region, backupId, address);
  const source = backup.sourceInstanceId;
  const sourceName = source && (namesOf(instances).get(source) ?? source);
  const dialog = single(search.dialog);
  const shown = await shownDay(backup, address);
  const [reports, restores] = await Promise.all([
    listBackupReports(ctx, { region, backupId }),
    listRestores(ctx, { region, backupId }),
  ]);
  const moves = awaitsFirstRun(backup) || reports.some(isOpen) || restores.some(({ state }) => state === "Running");
  const from = shown && firstMoment(shown, ctx.deployment.timeZone);
  return (
    <>
      <BackupHead
        backup={backup}
        sourceName={sourceName}
        now={ctx.now()}
        actions={<HeadActions backup={backup} address={address} from={from ?? undefined} />}
      />
      <Stack>
        <BackupsNotice backups={[backup]} now={ctx.now()} linked={false} />
        <SourceNotice backup={backup} />
        {shown ? (
          <>
            <RunningRestores restores={restores} />
            <BackupDeck backup={backup} address={address} search={search} sourceName={sourceName ?? ""} shown={shown} />
            <Evidence
              backup={backup}
              reports={reports}
              restores={restores}
              address={address}
              dialog={dialog}
              at={shown.moment?.tick.at ?? null}
            />
          </>
        ) : (
          <NothingYet backup={backup} />
        )}
      </Stack>
      {moves && <LookAgain />}
      {dialog && (
        <OpenBackup
          // Who may see none but this one is told of no others.
          backups={await readableOr(listBackups(ctx, { region }), [backup])}
          instances={instances}
          day={shown?.day}
          opened={{ panel: "", dialog, backup: backupId }}
          closeHref={here}
          doneHref={`/${region}/backups`}
        />
      )}
    </>
  );
}

/** Not enabled (BKP-168), being reset, or enabled a moment ago (BKP-30). */
async function NothingYet({ backup }: { backup: BackupView }) {
  const t = await getTranslations("backups.nothing");
  const common = await getTranslations("common.label");
  const { region, backupId, state, actions } = backup;
  const texts = {
    Enabled: [t("firstTitle"), t("firstBody")],
    Disabled: [t("disabledTitle"), t("disabledBody")],
    Resetting: [t("resettingTitle"), t("resettingBody")],
    Expired: [t("disabledTitle"), t("expiredBody")],
  } as const;
  const [title, body] = texts[state];
  const enableHref = backupsHref(region, backupsAddressOf({}), { panel: "enable", backup: backupId });
  return (
    <Card>
      <EmptyState
        title={title}
        actions={
          actions.includes("enable") && (
            <OfferLink lack={lackOf(backup, "enable")} href={enableHref} tone="primary">
              {common("enable")}
            </OfferLink>
          )
        }
      >
        {body}
      </EmptyState>
    </Card>
  );
}

async function BackupUnreadable({
  region,
  backupId,
  backup,
}: {
  region: string;
  backupId: string;
  backup: Unreadable;
}) {
  const t = await getTranslations("common");
  return (
    <>
      <PageHeader
        title={<span className="font-mono text-lg break-all">{backupId}</span>}
        crumbs={[
          { label: t("nav.securityOperations") },
          { label: t("label.backups"), href: `/${region}/backups` },
          { label: backupId },
        ]}
      />
      <NoPermissionPage lack={backup.lack} />
    </>
  );
}
