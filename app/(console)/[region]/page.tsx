import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AttentionNotice } from "@/components/overview/attention-notice";
import { attentionOf, protectionOf } from "@/components/overview/attention-rules";
import { FirstSteps } from "@/components/overview/first-steps";
import { OverviewInstances } from "@/components/overview/overview-instances";
import { OverviewReadout } from "@/components/overview/overview-readout";
import { NoPermissionPage, NoPermissionPart } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import { consoleCtx } from "@/lib/auth/console-context";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { backupCoverage } from "@/lib/domain/backups/backup-coverage";
import { listBackups } from "@/lib/domain/backups/list-backups";
import { listInstances } from "@/lib/domain/instances/list-instances";
import { countKeys } from "@/lib/domain/keys/count-keys";
import { firstLack, isLack, type Lack } from "@/lib/domain/lack";
import { listSecrets } from "@/lib/domain/secrets/list-secrets";
import { readable, Unreadable } from "../readable";
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
    seen(countKeys(ctx, { region })),
    seen(backupCoverage(ctx, { region })),
    seen(listSecrets(ctx, { region, page: { size: 1 }, filter: {}, classic: true })),
    seen(listBackups(ctx, { region })),
    seen(listInstances(ctx, { region, shared: false, page: { size: 20 } })),
  ]);
  const header = <PageHeader title={nav("overview")} facts={t("facts", { region: names[region] ?? region })} />;
  if (isLack(keys) && isLack(secrets) && isLack(backups) && isLack(instances)) {
    return (
      <>
        {header}
        <NoPermissionPage lack={[keys, secrets, instances, backups]} />
      </>
    );
  }
  // Nothing is said of what the caller may not see.
  const attention = attentionOf({
    backups: isLack(backups) ? [] : backups,
    instances: isLack(instances) ? [] : instances.rows,
    unprotectedKeys: isLack(keys) ? 0 : keys.inNoBackup,
  });
  const figures = {
    keys,
    keysInNoBackup: isLack(coverage) ? coverage : coverage.inNoBackup,
    secrets: isLack(secrets) ? secrets : secrets.total,
    instances: isLack(instances) ? instances : instances.total,
    protection: isLack(backups) ? backups : protectionOf(backups),
  };
  return (
    <>
      {header}
      <div className="grid gap-4">
        {attention && <AttentionNotice attention={attention} region={region} />}
        <OverviewReadout region={region} figures={figures} now={ctx.now()} />
        {isLack(instances) ? (
          <Card flush title={t("instances.title")}>
            <NoPermissionPart lack={instances} />
          </Card>
        ) : instances.total > 0 ? (
          <Card
            flush
            title={t("instances.title")}
            actions={
              <TextLink href={`/${region}/instances`} className="text-sm">
                {t("instances.all")}
              </TextLink>
            }
          >
            <OverviewInstances instances={instances.rows} backups={backups} now={ctx.now()} />
          </Card>
        ) : (
          <Card flush>
            <FirstSteps
              region={region}
              lack={firstLack(ctx, {
                action: "kms:CreateInstanceOrder",
                resource: containerArn(region, accountOf(ctx), "keystore"),
              })}
            />
          </Card>
        )}
      </div>
    </>
  );
}

/** What was read, or the permission that it takes. */
async function seen<T>(read: Promise<T>): Promise<T | Lack> {
  const answer = await readable(read);
  return answer instanceof Unreadable ? answer.lack : answer;
}
