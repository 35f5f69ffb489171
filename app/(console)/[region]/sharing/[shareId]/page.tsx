import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CopyableId } from "@/components/patterns/copyable-id";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { withQuery } from "@/components/ram/ram-address";
import { failedOf } from "@/components/sharing/access-list";
import { FailedNotice } from "@/components/sharing/failed-notice";
import { ShareInstancesCard } from "@/components/sharing/share-instances-card";
import { SharePrincipalsCard } from "@/components/sharing/share-principals-card";
import { shareHref, sharingHref } from "@/components/sharing/sharing-address";
import { Card } from "@/components/ui/card";
import { consoleCtx } from "@/lib/auth/console-context";
import type { Lack } from "@/lib/domain/lack";
import { describeResourceShare } from "@/lib/domain/sharing/shares/describe-resource-share";
import type { ResourceShareView } from "@/lib/domain/sharing/shares/share-view";
import { orNotFound } from "../../../or-not-found";
import { readable, Unreadable } from "../../../readable";
import { OpenShareDialog } from "./open-share-dialog";

export async function generateMetadata({ params }: PageProps<"/[region]/sharing/[shareId]">): Promise<Metadata> {
  return { title: decodeURIComponent((await params).shareId) };
}

/** One share: its instances, whom it is for, and what came of it. */
export default async function SharePage({ params, searchParams }: PageProps<"/[region]/sharing/[shareId]">) {
  const [{ region, shareId: encoded }, search, ctx, t, nav] = await Promise.all([
    params,
    searchParams,
    consoleCtx(),
    getTranslations("sharing.share"),
    getTranslations("common.nav"),
  ]);
  const shareId = decodeURIComponent(encoded);
  const list = { label: nav("sharing"), href: sharingHref(region) };
  const share = await orNotFound(readable(describeResourceShare(ctx, { region, shareId })));
  if (share instanceof Unreadable) {
    return (
      <>
        <PageHeader title={shareId} crumbs={[list, { label: shareId }]} />
        <NoPermissionPage lack={share.lack} />
      </>
    );
  }
  const page = shareHref(region, shareId);
  const failed = new Set(failedOf(share.principals.flatMap(({ accounts }) => accounts)).map((one) => one.accountId))
    .size;
  const [add, remove] = [lackOf(share, "AssociateResourceShare"), lackOf(share, "DisassociateResourceShare")];
  return (
    <>
      <PageHeader
        title={<span className="break-words">{share.name}</span>}
        facts={<CopyableId id={shareId} what={t("id")} />}
        crumbs={[list, { label: share.name }]}
        actions={
          <>
            <OfferLink
              lack={lackOf(share, "UpdateResourceShare")}
              href={withQuery(page, { dialog: "rename" })}
              scroll={false}
            >
              {t("rename")}
            </OfferLink>
            <OfferLink
              lack={lackOf(share, "DeleteResourceShare")}
              href={withQuery(page, { dialog: "end" })}
              scroll={false}
            >
              {t("end")}
            </OfferLink>
          </>
        }
      />
      <div className="grid gap-4">
        {failed > 0 && <FailedNotice count={failed} />}
        <SharePrincipalsCard share={share} page={page} lack={{ add, remove }} />
        <ShareInstancesCard share={share} page={page} lack={{ add, remove }} />
        <Card title={t("facts")}>
          <KeyValue
            entries={[
              { label: t("permission"), value: <CopyableId id={share.permission} what={t("permission")} /> },
              { label: t("arn"), value: <CopyableId id={share.arn} what={t("arn")} /> },
              { label: t("created"), value: <Moment at={share.createdAt} /> },
            ]}
          />
        </Card>
      </div>
      <OpenShareDialog share={share} search={search} closeHref={page} goneHref={sharingHref(region)} />
    </>
  );
}

function lackOf({ arn, lacking }: ResourceShareView, call: ResourceShareView["lacking"][number]): Lack | null {
  return lacking.includes(call) ? { action: `kms:${call}`, resource: arn } : null;
}
