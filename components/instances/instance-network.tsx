import { useTranslations } from "next-intl";
import { CopyableId } from "@/components/patterns/copyable-id";
import { Moment } from "@/components/patterns/moment";
import { Mono } from "@/components/ui/mono";
import type { CaCertificate } from "@/lib/domain/installation/get-ca-certificate";
import { refusalOfCall } from "@/lib/domain/instances/instance-call-rules";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { CaDownload } from "./ca-download";
import { dialogHref } from "./instance-actions";
import { lackOf } from "./instance-lack";
import { SettingAction, SettingRow } from "./setting-row";

export interface Addresses {
  http: string;
  /** Null where the gateway serves none. */
  https: string | null;
}

/** Where programs reach the instance, and which networks may (INS-42, REG-05). */
export function InstanceNetwork({
  instance,
  page,
  addresses,
  authority,
}: {
  instance: InstanceView;
  page: string;
  addresses: Addresses;
  /** Null until a gateway has made one. */
  authority: CaCertificate | null;
}) {
  const t = useTranslations("instances.network");
  const { instanceId, boundVpcs } = instance;
  const refusal = refusalOfCall("UpdateInstanceBindVpcs", instance);
  return (
    <>
      <SettingRow title={t("endpoints")}>
        <span className="grid justify-items-start gap-0.5">
          <CopyableId id={addresses.http} what={t("http")} />
          {addresses.https && <CopyableId id={addresses.https} what={t("https")} />}
        </span>
        <span className="block">{t("endpointsSay")}</span>
      </SettingRow>
      <SettingRow
        title={t("certificate")}
        actions={
          authority && (
            <CaDownload
              file={`PrivateKmsCA_${instanceId}.pem`}
              certificate={authority.certificate}
              label={t("download")}
            />
          )
        }
      >
        {authority
          ? t.rich("certificateSay", { at: () => <Moment at={authority.expiresAt} only="date" /> })
          : t("certificateNone")}
        {authority && (
          <span className="block">
            {t.rich("fingerprint", {
              // Whole, on as many lines as it takes: it is there to be compared.
              value: () => <span className="font-mono text-xs break-all">{authority.fingerprint}</span>,
            })}
          </span>
        )}
      </SettingRow>
      <SettingRow
        title={t("boundVpcs")}
        refusal={refusal}
        actions={
          <SettingAction
            refusal={refusal}
            lack={lackOf(instance, "UpdateInstanceBindVpcs")}
            href={dialogHref(page, "vpcs", instanceId)}
            verb={t("edit")}
          />
        }
      >
        {boundVpcs.length === 0 ? (
          t("boundNone")
        ) : (
          <ul className="grid gap-0.5">
            {boundVpcs.map(({ vpcId, vswitchId }) => (
              <li key={vpcId}>
                <Mono>{vpcId}</Mono> · <Mono>{vswitchId}</Mono>
              </li>
            ))}
          </ul>
        )}
      </SettingRow>
    </>
  );
}
