import { getTranslations } from "next-intl/server";
import { lackOf } from "@/components/instances/instance-lack";
import { NoPermissionPart } from "@/components/patterns/no-permission";
import { AccessCard } from "@/components/sharing/access-card";
import { Card } from "@/components/ui/card";
import type { Ctx } from "@/lib/domain/context";
import { refusalOfCall } from "@/lib/domain/instances/instance-call-rules";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import type { InstanceAccess } from "@/lib/domain/sharing/shares/describe-instance-access";
import { listResourceShares } from "@/lib/domain/sharing/shares/list-resource-shares";
import { readableOr, Unreadable } from "../../readable";
import { shareOffer } from "./share-offer";

/** Access management of an instance, on its page. */
export async function AccessPart({
  ctx,
  instance,
  access,
  page,
}: {
  ctx: Ctx;
  instance: InstanceView;
  access: InstanceAccess | Unreadable;
  page: string;
}) {
  const { region, instanceId } = instance;
  const [shares, t] = await Promise.all([
    readableOr(listResourceShares(ctx, { region, instanceId, page: { size: 100 } }), { rows: [] }),
    getTranslations("sharing.access"),
  ]);
  if (access instanceof Unreadable) {
    return (
      <Card title={t("title")} flush>
        <NoPermissionPart lack={access.lack} />
      </Card>
    );
  }
  return (
    <AccessCard
      region={region}
      instanceId={instanceId}
      access={access}
      shares={shares.rows}
      page={page}
      offers={{
        share: shareOffer(ctx, instance),
        mode: {
          refusal: refusalOfCall("SetInstanceSharingMode", instance),
          lack: lackOf(instance, "SetInstanceSharingMode"),
        },
      }}
    />
  );
}
