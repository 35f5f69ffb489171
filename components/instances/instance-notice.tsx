import { useTranslations } from "next-intl";
import { RefusalText } from "@/components/patterns/action-failure";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { Notice } from "@/components/ui/notice";
import type { ErrorCode } from "@/lib/domain/errors";
import type { InstanceDetails } from "@/lib/domain/instances/describe-instance";
import { lackOf } from "./instance-lack";

/** The one thing about the instance that needs attention, if any. `releaseDueAt`: when an expired one is released. */
export function InstanceNotice({
  instance,
  releaseDueAt,
  enableHref,
}: {
  instance: InstanceDetails;
  releaseDueAt: Date | null;
  enableHref: string;
}) {
  const t = useTranslations("instances.details");
  const common = useTranslations("common.label");
  const { service, saleStatus, endsAt, release } = instance;
  if (service === "releasing" && release) {
    const since = () => <Moment at={release.requestedAt} />;
    return (
      <Notice tone={release.errorCode ? "danger" : "info"} title={t.rich("releasingTitle", { at: since })}>
        {t("releasingBody")}
        {release.errorCode && (
          <span className="mt-2 block">
            {t("heldTitle")} <Why code={release.errorCode} />
          </span>
        )}
      </Notice>
    );
  }
  if (saleStatus === "Expired" && endsAt && releaseDueAt) {
    return (
      <Notice tone="danger" title={t.rich("expiredTitle", { at: () => <Moment at={endsAt} /> })}>
        {t.rich("expiredBody", { at: () => <Moment at={releaseDueAt} /> })}
      </Notice>
    );
  }
  if (service === "unavailable") {
    return (
      <Notice tone="danger" title={t("unavailableTitle")}>
        {t("unavailableBody")}
      </Notice>
    );
  }
  if (service === "uninitialized") {
    return (
      <Notice
        tone="warn"
        title={t("notEnabledTitle")}
        actions={
          <OfferLink lack={lackOf(instance, "EnableInstance")} href={enableHref} scroll={false} tone="primary">
            {common("enable")}
          </OfferLink>
        }
      >
        {t("notEnabledBody")}
      </Notice>
    );
  }
  if (release?.state === "Failed" && release.errorCode) {
    return (
      <Notice tone="danger" title={t.rich("refusedTitle", { at: () => <Moment at={release.requestedAt} /> })}>
        <Why code={release.errorCode} /> {t("refusedBody")}
      </Notice>
    );
  }
  return null;
}

/** The job keeps one of our own codes (BKP-169). */
function Why({ code }: { code: string }) {
  return <RefusalText code={code as ErrorCode} />;
}
