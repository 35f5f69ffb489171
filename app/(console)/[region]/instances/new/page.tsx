import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Purchase } from "@/components/billing/lazy";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { consoleCtx } from "@/lib/auth/console-context";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { describeBalance } from "@/lib/domain/billing/describe-balance";
import { listPrices } from "@/lib/domain/billing/list-prices";
import { firstLack } from "@/lib/domain/lack";
import { clientMessages } from "@/lib/i18n/client-messages";
import { regionNames } from "../../../region-names";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing.purchase");
  return { title: t("title") };
}

export default async function PurchasePage({ params }: PageProps<"/[region]/instances/new">) {
  const { region } = await params;
  const [ctx, t, nav, names, scope] = await Promise.all([
    consoleCtx(),
    getTranslations("billing.purchase"),
    getTranslations("common.nav"),
    regionNames(),
    clientMessages("billing"),
  ]);
  const accountId = accountOf(ctx);
  const orders = containerArn("*", accountId, "order");
  const lack = firstLack(
    ctx,
    { action: "kms:CreateInstanceOrder", resource: containerArn(region, accountId, "keystore") },
    { action: "kms:ListPrices", resource: orders },
    { action: "kms:DescribeBalance", resource: orders },
  );
  const header = (
    <PageHeader
      title={t("title")}
      facts={t("facts")}
      crumbs={[{ label: nav("instances"), href: `/${region}/instances` }, { label: t("title") }]}
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
  const [prices, { balanceMicros }] = await Promise.all([listPrices(ctx, {}), describeBalance(ctx, {})]);
  return (
    <>
      {header}
      <Purchase
        scope={scope}
        region={region}
        regions={Object.entries(names).map(([id, name]) => ({ id, name }))}
        prices={prices}
        balanceMicros={balanceMicros}
        page={ctx.newId()}
      />
    </>
  );
}
