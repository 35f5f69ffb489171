import { useTranslations } from "next-intl";
import { Amount } from "@/components/billing/amount";
import type { InstanceDetails } from "@/lib/domain/instances/describe-instance";
import { refusalOfCall } from "@/lib/domain/instances/instance-call-rules";
import type { Lack } from "@/lib/domain/lack";
import { dialogHref } from "./instance-actions";
import { lackOf } from "./instance-lack";
import { type ListedKeys, ProtectedKeys } from "./protected-keys";
import { SettingAction, SettingRow, SettingRows } from "./setting-row";

/** Use, protection and end of the instance: the consequence beside each button; what cannot be done says why (INS-48..50, P10). */
export function InstanceChanges({
  instance,
  page,
  releaseSight,
  protectedKeys,
}: {
  instance: InstanceDetails;
  page: string;
  /** What the caller may not see of what a release destroys. */
  releaseSight: Lack | null;
  protectedKeys: ListedKeys | Lack;
}) {
  const t = useTranslations("instances");
  const { instanceId, isDefault, deletionProtection, deletionProtectionWhy } = instance;
  const href = (dialog: Parameters<typeof dialogHref>[1]) => dialogHref(page, dialog, instanceId);
  const defaultRefusal = isDefault ? null : refusalOfCall("SetDefaultInstance", instance);
  const protectionRefusal = refusalOfCall("SetInstanceDeletionProtection", instance);
  const ends = instance.chargeType === "PREPAY" ? "UnsubscribeInstance" : "ReleaseInstance";
  const endRefusal = refusalOfCall(ends, instance);
  const { refundMicros } = instance;
  return (
    <SettingRows>
      <SettingRow
        title={t("details.defaultTitle")}
        refusal={defaultRefusal}
        actions={
          <SettingAction
            refusal={defaultRefusal}
            lack={lackOf(instance, "SetDefaultInstance")}
            href={href(isDefault ? "unsetDefault" : "setDefault")}
            verb={isDefault ? t("call.unsetDefault") : t("call.setDefault")}
          />
        }
      >
        {isDefault ? t("details.defaultOn") : t("details.defaultOff")}
      </SettingRow>
      <SettingRow
        title={t("details.protectionTitle")}
        refusal={protectionRefusal}
        actions={
          <SettingAction
            refusal={protectionRefusal}
            lack={lackOf(instance, "SetInstanceDeletionProtection")}
            href={href(deletionProtection ? "unprotect" : "protect")}
            verb={deletionProtection ? t("call.disableProtection") : t("call.enableProtection")}
          />
        }
      >
        {deletionProtection ? t("details.protectionOn") : t("details.protectionOff")}
        {deletionProtection && deletionProtectionWhy && (
          <span className="block">{t("details.protectionWhy", { why: deletionProtectionWhy })}</span>
        )}
      </SettingRow>
      {instance.enabledAt && <ProtectedKeys instance={instance} page={page} keys={protectedKeys} />}
      {instance.chargeType === "PREPAY" ? (
        <SettingRow
          title={t("details.unsubscribeTitle")}
          refusal={endRefusal}
          params={{ ...instance.held }}
          actions={
            <SettingAction
              refusal={endRefusal}
              lack={lackOf(instance, "UnsubscribeInstance") ?? releaseSight}
              href={href("unsubscribe")}
              verb={t("call.unsubscribe")}
              tone="danger"
            />
          }
        >
          {t("details.unsubscribeSay")}
          {refundMicros !== null && (
            <span className="block">
              {t.rich("details.refundNow", { amount: () => <Amount micros={refundMicros} /> })}
            </span>
          )}
        </SettingRow>
      ) : (
        <SettingRow
          title={t("details.releaseTitle")}
          refusal={endRefusal}
          params={{ ...instance.held }}
          actions={
            <SettingAction
              refusal={endRefusal}
              lack={lackOf(instance, "ReleaseInstance") ?? releaseSight}
              href={href("release")}
              verb={t("call.release")}
              tone="danger"
            />
          }
        >
          {t("details.releaseSay")}
        </SettingRow>
      )}
    </SettingRows>
  );
}
