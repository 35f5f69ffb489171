import { getTranslations } from "next-intl/server";
import { type TargetLacks, TargetsTable } from "@/components/alerts/targets-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { NoPermissionPart } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { consoleCtx } from "@/lib/auth/console-context";
import { accountOf } from "@/lib/domain/authorize";
import type { Ctx } from "@/lib/domain/context";
import { listDeliveryTargets } from "@/lib/domain/deliveries/list-delivery-targets";
import { targetArn, targetsArn } from "@/lib/domain/deliveries/target-rules";
import { firstLack } from "@/lib/domain/lack";
import { readable, Unreadable } from "../../readable";
import { OpenDialog } from "./open-dialog";

export async function DeliveriesTab({
  region,
  page,
  search,
}: {
  region: string;
  page: string;
  search: Record<string, string | string[] | undefined>;
}) {
  const [ctx, t] = await Promise.all([consoleCtx(), getTranslations("alerts")]);
  const targets = await readable(listDeliveryTargets(ctx, {}));
  if (targets instanceof Unreadable) return <NoPermissionPart lack={targets.lack} />;
  return (
    <>
      {targets.length > 0 ? (
        <TargetsTable targets={targets} page={page} lacks={(targetId) => lacksOn(ctx, targetId)} />
      ) : (
        <EmptyState title={t("target.emptyTitle")} actions={<CreateTarget page={page} />}>
          {t("target.emptyBody")}
        </EmptyState>
      )}
      <OpenDialog region={region} targets={targets} search={search} closeHref={page} />
    </>
  );
}

/** The way to a new target, here and in the head of the page; locked without the permission (P10). */
export async function CreateTarget({ page }: { page: string }) {
  const [ctx, t] = await Promise.all([consoleCtx(), getTranslations("alerts")]);
  const lack = firstLack(ctx, { action: "kms:CreateDeliveryTarget", resource: targetsArn(accountOf(ctx)) });
  return (
    <OfferLink lack={lack} href={`${page}&panel=create`} scroll={false} tone="primary">
      {t("create.title")}
    </OfferLink>
  );
}

function lacksOn(ctx: Ctx, targetId: string): TargetLacks {
  const resource = targetArn(accountOf(ctx), targetId);
  const lack = (call: string) => firstLack(ctx, { action: `kms:${call}`, resource });
  return {
    test: lack("TestDeliveryTarget"),
    update: lack("UpdateDeliveryTarget"),
    skip: lack("SkipToNow"),
    remove: lack("DeleteDeliveryTarget"),
  };
}
