import { useTranslations } from "next-intl";
import { RefusalText } from "@/components/patterns/action-failure";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { Notice } from "@/components/ui/notice";
import type { ErrorCode } from "@/lib/domain/errors";
import type { InstanceDetails } from "@/lib/domain/instances/describe-instance";
import { refusalOfCall } from "@/lib/domain/instances/instance-call-rules";
import { renewHref } from "./instance-actions";
import { lackOf } from "./instance-lack";

/** The one thing about the instance that needs attention, if any. */
export function InstanceNotice({
  instance,
  stoppedKeys,
  enableHref,
}: {
  instance: InstanceDetails;
  /** How many keys an expired one holds; null where the reader may not know, or it holds none. */
  stoppedKeys: number | null;
  enableHref: string;
}) {
  const t = useTranslations("instances.details");
  const common = useTranslations("common.label");
  const call = useTranslations("instances.call");
  const { service, saleStatus, endsAt, releaseAt, release, image } = instance;
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
  if (saleStatus === "Expired" && endsAt && releaseAt) {
    const at = () => <Moment at={endsAt} />;
    return (
      <Notice
        tone="danger"
        title={stoppedKeys ? t.rich("expiredTitleKeys", { count: stoppedKeys, at }) : t.rich("expiredTitle", { at })}
        actions={
          refusalOfCall("CreateRenewalOrder", instance) === null && (
            <OfferLink lack={lackOf(instance, "CreateRenewalOrder")} href={renewHref(instance)} tone="primary">
              {call("renew")}
            </OfferLink>
          )
        }
      >
        {t.rich("expiredBody", { at: () => <Moment at={releaseAt} /> })}
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
  if (service === "connecting") {
    return (
      <Notice tone="info" title={t("connectingTitle")}>
        {t("connectingBody")}
      </Notice>
    );
  }
  if (image.upgrade?.state === "Running") {
    const { endsAt: about } = image.upgrade;
    return (
      <Notice tone="info" title={t.rich("upgradingTitle", { at: () => <Moment at={about} /> })}>
        {t("upgradingBody")}
      </Notice>
    );
  }
  // What others held in it (SHR-20) is said as it is now, and no longer once it is gone.
  const isMoot = release?.errorCode === "ResourceInUse" && !instance.held;
  if (release?.state === "Failed" && release.errorCode && !isMoot) {
    return (
      <Notice tone="danger" title={t.rich("refusedTitle", { at: () => <Moment at={release.requestedAt} /> })}>
        <Why code={release.errorCode} params={instance.held} /> {t("refusedBody")}
      </Notice>
    );
  }
  return null;
}

/** The job keeps one of our own codes (BKP-169). */
function Why({ code, params }: { code: string; params?: InstanceDetails["held"] }) {
  return <RefusalText code={code as ErrorCode} params={{ ...params }} />;
}
