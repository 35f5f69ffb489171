import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { defaultKeysHref } from "@/components/keys/default-keys-address";
import { DefaultKeysTable } from "@/components/keys/default-keys-table";
import { IntegrationsCard } from "@/components/keys/integrations-card";
import { isKeyOffer } from "@/components/keys/key-offers";
import { single } from "@/components/keys/keys-address";
import { KeysTabs } from "@/components/keys/keys-tabs";
import { EnableDefaultKeyLazy, UseServiceKeyLazy } from "@/components/keys/lazy";
import { RotationPlanCard } from "@/components/keys/rotation-plan-card";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { Stack } from "@/components/ui/stack";
import { consoleCtx } from "@/lib/auth/console-context";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { describeKeyRotationPlan } from "@/lib/domain/billing/describe-key-rotation-plan";
import { listDefaultKeys } from "@/lib/domain/keys/list-default-keys";
import { PRODUCT_CODES, serviceAlias } from "@/lib/domain/keys/product-rules";
import { firstLack } from "@/lib/domain/lack";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readable, readableOr, Unreadable } from "../../../readable";
import { findKey } from "../find-key";
import { KeyOpening } from "../key-opening";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("keys.list");
  return { title: t("defaultKeys") };
}

/** KEY-30, KEY-91, KEY-92 */
export default async function DefaultKeysPage({ params, searchParams }: PageProps<"/[region]/keys/default">) {
  const [{ region }, query, ctx] = await Promise.all([params, searchParams, consoleCtx()]);
  const t = await getTranslations();
  const keys = await readable(listDefaultKeys(ctx, { region }));
  const header = <PageHeader title={t("common.nav.keys")} facts={t("default-keys.facts")} />;
  if (keys instanceof Unreadable) {
    return (
      <>
        {header}
        <NoPermissionPage lack={keys.lack} />
      </>
    );
  }
  const here = defaultKeysHref(region);
  const resource = containerArn(region, accountOf(ctx), "key");
  const orders = containerArn("*", accountOf(ctx), "order");
  const plan = await readable(describeKeyRotationPlan(ctx, { region }));
  const enableLack = firstLack(ctx, { action: "kms:EnableDefaultKey", resource });
  const useLack = firstLack(ctx, { action: "kms:EnableServiceKey", resource });
  const what = single(query.dialog) || single(query.panel);
  const about = isKeyOffer(what) ? await readableOr(findKey(ctx, region, single(query.key)), null) : null;
  const product = PRODUCT_CODES.find((code) => code === single(query.use));
  const isUsed = product && keys.serviceKeys.some(({ aliases }) => aliases.includes(serviceAlias(product)));
  return (
    <>
      {header}
      <Stack>
        <Card flush>
          <KeysTabs region={region} current="default" />
          <DefaultKeysTable region={region} keys={keys} now={ctx.now()} enableLack={enableLack} />
        </Card>
        {!(plan instanceof Unreadable) && (
          <RotationPlanCard
            region={region}
            plan={plan}
            buyLack={firstLack(ctx, { action: "kms:CreatePlanOrder", resource: orders })}
            renewLack={firstLack(ctx, { action: "kms:CreatePlanRenewalOrder", resource: orders })}
          />
        )}
        <IntegrationsCard
          region={region}
          defaultRegion={ctx.deployment.defaultRegion}
          serviceKeys={keys.serviceKeys}
          lack={useLack}
        />
      </Stack>
      {what === "enableDefault" && !keys.defaultKey && !enableLack && (
        <EnableDefaultKeyLazy scope={await clientMessages("default-keys")} region={region} closeHref={here} />
      )}
      {product && !isUsed && !useLack && (
        <UseServiceKeyLazy
          scope={await clientMessages("default-keys")}
          region={region}
          product={product}
          closeHref={here}
        />
      )}
      {about && isKeyOffer(what) && <KeyOpening ctx={ctx} view={about} what={what} alias="" closeHref={here} />}
    </>
  );
}
