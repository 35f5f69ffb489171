import { useTranslations } from "next-intl";
import { RefusalText } from "@/components/patterns/action-failure";
import { Notice } from "@/components/ui/notice";
import type { RestoreView } from "@/lib/domain/backups/restore-view";

/** What needs a reader's eyes before or after: a root key that is not here, why the work stands still, what comes next. */
export function RestoreNotices({ restore }: { restore: RestoreView }) {
  const t = useTranslations("backups.plan");
  const { state, rootKey, errorCode, counts, policies, quota } = restore;
  const tooMuch = quota.neededKeyUnits > quota.spareKeyUnits || quota.neededSecretUnits > quota.spareSecretUnits;
  return (
    <>
      {!rootKey.opens && (
        <Notice tone="danger" title={t("noRootKey")}>
          {t("noRootKeyBody", { generation: rootKey.generation })}
        </Notice>
      )}
      {state === "Failed" && (
        <Notice tone="danger" title={errorCode ? <RefusalText code={errorCode} /> : t("failedTitle")}>
          {t("failedBody")}
        </Notice>
      )}
      {state === "Stopped" && <Notice tone="warn" title={t("stoppedBody")} />}
      {state === "Planned" && tooMuch && <Notice tone="warn" title={t("tooMuch")} />}
      {state === "Planned" && counts.warned > 0 && (
        <Notice tone="warn" title={t("warned", { count: counts.warned })}>
          {t("warnedBody")}
        </Notice>
      )}
      {state === "Planned" && policies === "saved" && counts.restore > 0 && (
        <Notice tone="plain" title={t("policiesNotice")}>
          {t("policiesNoticeBody")}
        </Notice>
      )}
    </>
  );
}
