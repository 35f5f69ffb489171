import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Renewal } from "@/components/billing/lazy";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { consoleCtx } from "@/lib/auth/console-context";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { describeKeyRotationPlan } from "@/lib/domain/billing/describe-key-rotation-plan";
import { nextPeriod } from "@/lib/domain/instances/extend-instance";
import { RENEWAL_MONTHS } from "@/lib/domain/instances/instance-rules";
import { firstLack } from "@/lib/domain/lack";
import { clientMessages } from "@/lib/i18n/client-messages";
import { regionNames } from "../../../../region-names";
import { moneyNeeds, moneyOf } from "../../../instances/money";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing.planRenewal");
  return { title: t("title") };
}

/** Renewal of the region's plan for default key rotation (INS-22, KEY-06). */
export default async function RenewPlanPage({ params }: PageProps<"/[region]/keys/default/renew">) {
  const { region } = await params;
  const [ctx, t, nav, keys, names] = await Promise.all([
    consoleCtx(),
    getTranslations("billing.planRenewal"),
    getTranslations("common.nav"),
    getTranslations("keys.list"),
    regionNames(),
  ]);
  const orders = containerArn("*", accountOf(ctx), "order");
  const lack = firstLack(
    ctx,
    { action: "kms:DescribeKeyRotationPlan", resource: orders },
    { action: "kms:CreatePlanRenewalOrder", resource: orders },
    ...moneyNeeds(ctx),
  );
  const header = (
    <PageHeader
      title={t("title")}
      facts={names[region] ?? region}
      crumbs={[
        { label: nav("keys"), href: `/${region}/keys` },
        { label: keys("defaultKeys"), href: `/${region}/keys/default` },
        { label: t("title") },
      ]}
    />
  );
  if (lack) {
    return (
      <>
        {header}
        <NoPermissionPage lack={lack} act />
      </>
    );
  }
  const plan = await describeKeyRotationPlan(ctx, { region });
  if (!plan) notFound();
  const { planId, endsAt, isEffective } = plan;
  const now = ctx.now();
  return (
    <>
      {header}
      <Renewal
        scope={await clientMessages("billing")}
        region={region}
        renewed={{ kind: "plan", planId }}
        endsAt={endsAt}
        isExpired={!isEffective}
        ends={RENEWAL_MONTHS.map((months) => ({
          months,
          endsAt: nextPeriod(endsAt, now, months, ctx.deployment.timeZone).endsAt,
        }))}
        money={await moneyOf(ctx, region)}
      />
    </>
  );
}
