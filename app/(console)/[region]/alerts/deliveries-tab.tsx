import { getTranslations } from "next-intl/server";
import { TargetsTable } from "@/components/alerts/targets-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { NoPermissionPart } from "@/components/patterns/no-permission";
import { ButtonLink } from "@/components/ui/button";
import { consoleCtx } from "@/lib/auth/console-context";
import { listDeliveryTargets } from "@/lib/domain/deliveries/list-delivery-targets";
import { readable, Unreadable } from "../../readable";
import { OpenDialog } from "./open-dialog";

export async function DeliveriesTab({
  page,
  search,
}: {
  page: string;
  search: Record<string, string | string[] | undefined>;
}) {
  const [ctx, t] = await Promise.all([consoleCtx(), getTranslations("alerts")]);
  const targets = await readable(listDeliveryTargets(ctx, {}));
  if (targets instanceof Unreadable) return <NoPermissionPart lack={targets.lack} />;
  const create = (
    <ButtonLink href={`${page}&panel=create`} scroll={false} tone="primary">
      {t("create.title")}
    </ButtonLink>
  );
  return (
    <>
      {targets.length > 0 ? (
        <TargetsTable targets={targets} page={page} />
      ) : (
        <EmptyState title={t("target.emptyTitle")} actions={create}>
          {t("target.emptyBody")}
        </EmptyState>
      )}
      <OpenDialog targets={targets} search={search} closeHref={page} />
    </>
  );
}
