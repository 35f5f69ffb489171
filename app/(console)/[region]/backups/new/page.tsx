import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BackupPurchase } from "@/components/backups/lazy";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { consoleCtx } from "@/lib/auth/console-context";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { endOfPeriod } from "@/lib/domain/calendar";
import { SUBSCRIPTION_MONTHS } from "@/lib/domain/instances/instance-rules";
import { firstLack } from "@/lib/domain/lack";
import { clientMessages } from "@/lib/i18n/client-messages";
import { regionNames } from "../../../region-names";
import { moneyNeeds, moneyOf } from "../../instances/money";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("backups.purchase");
  return { title: t("title") };
}

/** BKP-70..72 */
export default async function BackupPurchasePage({ params }: PageProps<"/[region]/backups/new">) {
  const { region } = await params;
  const [ctx, t, nav, names] = await Promise.all([
    consoleCtx(),
    getTranslations("backups.purchase"),
    getTranslations("common.nav"),
    regionNames(),
  ]);
  const header = (
    <PageHeader
      title={t("title")}
      facts={t("facts")}
      crumbs={[{ label: nav("backups"), href: `/${region}/backups` }, { label: t("title") }]}
    />
  );
  const order = { action: "kms:CreateBackupOrder", resource: containerArn(region, accountOf(ctx), "backup") };
  const lack = firstLack(ctx, order, ...moneyNeeds(ctx));
  if (lack) {
    return (
      <>
        {header}
        <NoPermissionPage lack={lack} act />
      </>
    );
  }
  const { regions, timeZone } = ctx.deployment;
  return (
    <>
      {header}
      <BackupPurchase
        scope={await clientMessages("backups", "billing")}
        region={region}
        regions={regions.map(({ id }) => ({ id, name: names[id] ?? id }))}
        ends={SUBSCRIPTION_MONTHS.map((months) => ({ months, endsAt: endOfPeriod(ctx.now(), months, timeZone) }))}
        money={await moneyOf(ctx, region)}
      />
    </>
  );
}
