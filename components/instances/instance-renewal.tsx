import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { refusalOfCall } from "@/lib/domain/instances/instance-call-rules";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { dialogHref, renewHref, upgradeHref } from "./instance-actions";
import { lackOf } from "./instance-lack";
import { SettingAction, SettingRow, SettingRows } from "./setting-row";

/** The subscription: its end, how it goes on, and a larger specification (INS-24, INS-25, INS-48, INS-63). */
export function InstanceRenewal({ instance, page }: { instance: InstanceView; page: string }) {
  const t = useTranslations("instances.renewal");
  const call = useTranslations("instances.call");
  const { endsAt, releaseAt, saleStatus, renewalStatus, autoRenewalMonths } = instance;
  if (!endsAt || !releaseAt) return null;
  const ends = () => <Moment at={endsAt} />;
  const until = () => <Moment at={releaseAt} />;
  const renew = refusalOfCall("CreateRenewalOrder", instance);
  const update = refusalOfCall("UpdateInstanceRenewal", instance);
  const upgrade = refusalOfCall("CreateSpecificationOrder", instance);
  return (
    <SettingRows>
      <SettingRow
        title={t("end")}
        refusal={renew}
        actions={
          <SettingAction
            refusal={renew}
            lack={lackOf(instance, "CreateRenewalOrder")}
            href={renewHref(instance)}
            verb={call("renew")}
            scroll
          />
        }
      >
        {saleStatus === "Expired" ? t.rich("ended", { ends, until }) : t.rich("endsAt", { ends, until })}
      </SettingRow>
      <SettingRow
        title={t("status")}
        refusal={update}
        actions={
          <SettingAction
            refusal={update}
            lack={lackOf(instance, "UpdateInstanceRenewal")}
            href={dialogHref(page, "renewal", instance.instanceId)}
            verb={t("change")}
          />
        }
      >
        {renewalStatus === "AutoRenewal"
          ? t("autoSay", { count: autoRenewalMonths ?? 1 })
          : renewalStatus === "NotRenewal"
            ? t("notSay")
            : t("manualSay")}
      </SettingRow>
      <SettingRow
        title={t("specification")}
        refusal={upgrade}
        actions={
          <SettingAction
            refusal={upgrade}
            lack={lackOf(instance, "CreateSpecificationOrder")}
            href={upgradeHref(instance)}
            verb={call("upgrade")}
            scroll
          />
        }
      >
        {t("specificationSay")}
      </SettingRow>
    </SettingRows>
  );
}
