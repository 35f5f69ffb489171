import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { QuotaBar } from "./quota-bar";

/** INS-08, INS-09: what is used of each quota; performance is a rate, so it has no use. */
export function InstanceQuotas({
  instance,
  accessUsed,
}: {
  instance: InstanceView;
  /** Null where the reader may not know it. */
  accessUsed: number | null;
}) {
  const t = useTranslations("instances");
  return (
    <dl className="grid gap-5 text-sm md:grid-cols-2">
      <Quota label={t("details.quotaKeys")} help={t("details.quotaKeysHelp")}>
        <QuotaBar wide used={instance.keyVersionsUsed} quota={instance.keyQuota} />
      </Quota>
      <Quota label={t("details.quotaSecrets")} help={t("details.quotaSecretsHelp")}>
        <QuotaBar wide used={instance.secretsUsed} quota={instance.secretQuota} />
      </Quota>
      <Quota label={t("details.quotaAccess")} help={t("details.quotaAccessHelp")}>
        {accessUsed === null ? (
          t("value.quotaOf", { quota: instance.accessQuota })
        ) : (
          <QuotaBar wide used={accessUsed} quota={instance.accessQuota} />
        )}
      </Quota>
      <Quota label={t("details.performance")} help={t("details.performanceHelp")}>
        {t("value.qps", { qps: instance.qps })}
      </Quota>
    </dl>
  );
}

function Quota({ label, help, children }: { label: string; help: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-1">
      <dt className="font-bold">{label}</dt>
      <dd>{children}</dd>
      <dd className="text-xs text-muted">{help}</dd>
    </div>
  );
}
