import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PlanPurchase, Purchase } from "@/components/billing/lazy";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { Tabs } from "@/components/ui/tabs";
import { consoleCtx } from "@/lib/auth/console-context";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { describeKeyRotationPlan } from "@/lib/domain/billing/describe-key-rotation-plan";
import type { Ctx } from "@/lib/domain/context";
import { firstLack } from "@/lib/domain/lack";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readableOr } from "../../../readable";
import { regionNames } from "../../../region-names";
import { moneyNeeds, moneyOf } from "../money";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing.purchase");
  return { title: t("title") };
}

/** INS-20..24; `?category=plan` is the value-added plan (INS-21, INS-22). */
export default async function PurchasePage({ params, searchParams }: PageProps<"/[region]/instances/new">) {
  const [{ region }, { category }] = await Promise.all([params, searchParams]);
  const [ctx, t, nav, names, scope] = await Promise.all([
    consoleCtx(),
    getTranslations("billing"),
    getTranslations("common.nav"),
    regionNames(),
    clientMessages("billing"),
  ]);
  const isPlan = category === "plan";
  const here = `/${region}/instances/new`;
  const title = isPlan ? t("plan.title") : t("purchase.title");
  const header = (
    <>
      <PageHeader
        title={title}
        facts={t("purchase.facts")}
        crumbs={[{ label: nav("instances"), href: `/${region}/instances` }, { label: title }]}
      />
      <div className="mb-4">
        <Tabs
          label={t("purchase.category")}
          tabs={[
            { href: here, label: t("purchase.instances"), current: !isPlan },
            { href: `${here}?category=plan`, label: t("plan.name"), current: isPlan },
          ]}
        />
      </div>
    </>
  );
  const accountId = accountOf(ctx);
  const lack = firstLack(
    ctx,
    isPlan
      ? { action: "kms:CreatePlanOrder", resource: containerArn("*", accountId, "order") }
      : { action: "kms:CreateInstanceOrder", resource: containerArn(region, accountId, "keystore") },
    ...moneyNeeds(ctx),
  );
  if (lack) {
    return (
      <>
        {header}
        <NoPermissionPage lack={lack} act />
      </>
    );
  }
  const money = await moneyOf(ctx, region);
  const regions = ctx.deployment.regions.map(({ id, zones }) => ({ id, name: names[id] ?? id, zones }));
  return (
    <>
      {header}
      {isPlan ? (
        <PlanPurchase scope={scope} region={region} regions={await withPlans(ctx, regions)} money={money} />
      ) : (
        <Purchase scope={scope} region={region} regions={regions} money={money} />
      )}
    </>
  );
}

/** Until when each region's default key rotates already: a second plan would never take effect (KEY-06). */
function withPlans(ctx: Ctx, regions: readonly { id: string; name: string }[]) {
  return Promise.all(
    regions.map(async (region) => {
      const plan = await readableOr(describeKeyRotationPlan(ctx, { region: region.id }), null);
      return { ...region, inEffectUntil: plan?.isEffective ? plan.endsAt : null };
    }),
  );
}
