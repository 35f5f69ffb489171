import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { octagonXIcon, shieldCheckIcon } from "@/components/ui/icon-paths";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { RestoreView } from "@/lib/domain/backups/restore-view";
import { QuotaBar } from "./quota-bar";

/** From where, to where, with which root key (P1), under whose policies (BKP-105), and whether it fits (BKP-92). */
export function RestoreFactsCard({
  restore,
  sourceName,
  regionNames,
  zone,
}: {
  restore: RestoreView;
  sourceName: ReactNode;
  regionNames: Readonly<Record<string, string>>;
  zone: string;
}) {
  const t = useTranslations("backups.plan");
  const { destination, quota, rootKey, policies, at, region, state } = restore;
  const isPlan = state === "Planned";
  return (
    <Card>
      <div className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
        <KeyValue
          entries={[
            {
              label: t("moment"),
              value: (
                <>
                  <Moment at={at} /> <span className="text-muted">{zone}</span>
                </>
              ),
            },
            { label: t("from"), value: <Place name={sourceName} region={regionNames[region] ?? region} /> },
            {
              label: t("to"),
              value: (
                <Place
                  name={
                    <TextLink href={`/${destination.region}/instances/${destination.instanceId}`}>
                      {destination.name ?? <Mono>{destination.instanceId}</Mono>}
                    </TextLink>
                  }
                  region={regionNames[destination.region] ?? destination.region}
                />
              ),
            },
            { label: t("policies"), value: policies === "saved" ? t("policiesSaved") : t("policiesDefault") },
            { label: t("rootKey"), value: <RootKey {...rootKey} /> },
          ]}
        />
        {isPlan && (
          <div className="grid content-start gap-3">
            <QuotaBar label={t("keyUnits")} needed={quota.neededKeyUnits} spare={quota.spareKeyUnits} />
            <QuotaBar label={t("secretUnits")} needed={quota.neededSecretUnits} spare={quota.spareSecretUnits} />
          </div>
        )}
      </div>
    </Card>
  );
}

function Place({ name, region }: { name: ReactNode; region: string }) {
  return (
    <>
      <strong className="font-bold">{name}</strong> <span className="text-text-2">{region}</span>
    </>
  );
}

/** P1: which root key sealed the backup, and whether this deployment holds it, before anything changes. */
function RootKey({ generation, opens }: RestoreView["rootKey"]) {
  const t = useTranslations("backups.plan");
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      <Mono>{generation}</Mono>
      <span className={`inline-flex items-center gap-1 ${opens ? "text-ok" : "text-danger"}`}>
        <Icon path={opens ? shieldCheckIcon : octagonXIcon} size="sm" />
        {opens ? t("opens") : t("doesNotOpen")}
      </span>
    </span>
  );
}
