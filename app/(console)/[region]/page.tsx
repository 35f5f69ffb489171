import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AttentionNotice } from "@/components/overview/attention-notice";
import { attentionOf, protectionOf } from "@/components/overview/attention-rules";
import { FirstSteps } from "@/components/overview/first-steps";
import { OverviewInstances } from "@/components/overview/overview-instances";
import { OverviewReadout } from "@/components/overview/overview-readout";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import { consoleCtx } from "@/lib/auth/console-context";
import { backupCoverage } from "@/lib/domain/backups/backup-coverage";
import { listBackups } from "@/lib/domain/backups/list-backups";
import { listInstances } from "@/lib/domain/instances/list-instances";
import { countKeys } from "@/lib/domain/keys/count-keys";
import { listSecrets } from "@/lib/domain/secrets/list-secrets";
import { regionNames } from "../region-names";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("overview") };
}

/** Is anything wrong, is data safe, since when, how sure; then which instance (look, the first questions). */
export default async function OverviewPage({ params }: PageProps<"/[region]">) {
  const { region } = await params;
  const [ctx, t, nav, names] = await Promise.all([
    consoleCtx(),
    getTranslations("overview"),
    getTranslations("common.nav"),
    regionNames(),
  ]);
  const [keys, coverage, secrets, backups, instances] = await Promise.all([
    countKeys(ctx, { region }),
    backupCoverage(ctx, { region }),
    listSecrets(ctx, { region, page: { size: 1 }, filter: {}, classic: true }),
    listBackups(ctx, { region }),
    listInstances(ctx, { region, page: { size: 20 } }),
  ]);
  const attention = attentionOf({ backups, instances: instances.rows, unprotectedKeys: keys.inNoBackup });
  const figures = {
    keys,
    keysInNoBackup: coverage.inNoBackup,
    secrets: secrets.total,
    instances: instances.total,
    protection: protectionOf(backups),
  };
  return (
    <>
      <PageHeader title={nav("overview")} facts={t("facts", { region: names[region] ?? region })} />
      <div className="grid gap-4">
        {attention && <AttentionNotice attention={attention} region={region} />}
        <OverviewReadout region={region} figures={figures} now={ctx.now()} />
        {instances.total > 0 ? (
          <Card
            flush
            title={t("instances.title")}
            actions={
              <TextLink href={`/${region}/instances`} className="text-sm">
                {t("instances.all")}
              </TextLink>
            }
          >
            <OverviewInstances instances={instances.rows} backups={backups} />
          </Card>
        ) : (
          <Card flush>
            <FirstSteps region={region} />
          </Card>
        )}
      </div>
    </>
  );
}
