import { useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";
import { Mono } from "@/components/ui/mono";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import type { OrderView } from "@/lib/domain/billing/order-view";

/** What Pay came to, and the next step (BIL-01, INS-26). */
export function OrderResult({ order }: { order: OrderView }) {
  const t = useTranslations("billing.order");
  const { form, region, resourceId, resourceIds, state } = order;
  const instances = `/${region}/instances`;
  const backups = `/${region}/backups`;
  const id = () =>
    resourceId && (
      <TextLink href={`${instances}/${resourceId}`}>
        <Mono>{resourceId}</Mono>
      </TextLink>
    );
  switch (form.kind) {
    case "instance":
      return (
        <Notice
          tone="info"
          title={t("resultTitle")}
          actions={
            <>
              <ButtonLink href={instances}>{t("toInstances")}</ButtonLink>
              {resourceIds.length === 1 && (
                <ButtonLink href={`${instances}?panel=enable&instance=${resourceId}`} tone="primary">
                  {t("enable")}
                </ButtonLink>
              )}
            </>
          }
        >
          {resourceIds.length > 1
            ? t("resultBodySeveral", { count: resourceIds.length })
            : t.rich("resultBody", { id })}
        </Notice>
      );
    case "plan":
      return state === "Cancelled" ? (
        <Notice tone="warn" title={t("resultDuplicateTitle")}>
          {t("resultDuplicateBody")}
        </Notice>
      ) : (
        <Notice
          tone="info"
          title={t("resultTitle")}
          actions={<ButtonLink href={`/${region}/keys/default`}>{t("toDefaultKeys")}</ButtonLink>}
        >
          {t("resultPlanBody")}
        </Notice>
      );
    case "planRenewal":
      return (
        <Notice
          tone="info"
          title={t("resultTitle")}
          actions={<ButtonLink href={`/${region}/keys/default`}>{t("toDefaultKeys")}</ButtonLink>}
        >
          {t("resultPlanRenewalBody")}
        </Notice>
      );
    case "renewal":
    case "specification":
      return (
        <Notice
          tone="info"
          title={t("resultTitle")}
          actions={<ButtonLink href={`${instances}/${resourceId}`}>{t("toInstance")}</ButtonLink>}
        >
          {form.kind === "renewal" ? t.rich("resultRenewalBody", { id }) : t.rich("resultSpecificationBody", { id })}
        </Notice>
      );
    case "backup":
      return (
        <Notice
          tone="info"
          title={t("resultTitle")}
          actions={
            <>
              <ButtonLink href={backups}>{t("toBackups")}</ButtonLink>
              {resourceIds.length === 1 && (
                <ButtonLink href={`${backups}?panel=enable&backup=${resourceId}`} tone="primary">
                  {t("enable")}
                </ButtonLink>
              )}
            </>
          }
        >
          {t("resultBackupBody", { count: resourceIds.length })}
        </Notice>
      );
    case "backupRenewal":
    case "backupExtension":
      return (
        <Notice
          tone="info"
          title={t("resultTitle")}
          actions={
            <>
              <ButtonLink href={backups}>{t("toBackups")}</ButtonLink>
              <ButtonLink href={`${backups}/${resourceId}`}>{t("toBackup")}</ButtonLink>
            </>
          }
        >
          {form.kind === "backupRenewal"
            ? t("resultBackupRenewalBody")
            : t("resultBackupExtensionBody", { days: form.viewableDays })}
        </Notice>
      );
    case "refund":
      return null;
  }
}
