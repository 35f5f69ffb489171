import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { deliveriesHref } from "@/components/alerts/alert-query";
import { DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import { secretHref } from "@/components/secrets/secret-addresses";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { refreshIcon } from "@/components/ui/icon-paths";
import { Mono } from "@/components/ui/mono";
import { Notice } from "@/components/ui/notice";
import { Stack } from "@/components/ui/stack";
import { TextLink } from "@/components/ui/text-link";
import { arnOf } from "@/lib/domain/arn";
import type { KeyAssociations } from "@/lib/domain/keys/describe-key-associations";

interface Row {
  id: string;
  name: ReactNode;
  kind: string;
  lastAt?: Date;
  calls?: number;
}

/** KEY-55: what uses the key and what holds it. It informs and never blocks. */
export function KeyAssociationsCard({
  associations,
  isServiceKey,
  region,
  at,
  againHref,
}: {
  associations: KeyAssociations;
  /** It is never deleted (KEY-91), so that no deletion is spoken of. */
  isServiceKey: boolean;
  region: string;
  at: Date;
  againHref: string;
}) {
  const t = useTranslations("keys.associations");
  const { secretsTotal, callersTotal, deliveries } = associations;
  const onlyDeliveries = secretsTotal + callersTotal === 0 && deliveries.length > 0;
  const used = secretsTotal + callersTotal + deliveries.length > 0;
  const heldBy = () => {
    if (associations.backups.length > 0) return t("backups", { count: associations.backups.length });
    return isServiceKey ? t("outsideBackups") : t("noBackups");
  };
  const inUse = () =>
    onlyDeliveries
      ? t("deliveries", { count: deliveries.length })
      : t("inUse", { callers: callersTotal, secrets: secretsTotal });
  const rows = rowsOf(associations, region, {
    secret: t("kindSecret"),
    caller: t("kindCaller"),
    backup: t("kindBackup"),
    instance: t("kindInstance"),
    delivery: t("kindDelivery"),
  });
  return (
    <Card
      flush
      title={t("title")}
      actions={
        <span className="flex flex-wrap items-center gap-3 text-xs text-muted">
          <span>{t.rich("run", { at: () => <Moment at={at} only="time" /> })}</span>
          <ButtonLink size="sm" href={againHref} scroll={false}>
            <Icon path={refreshIcon} size="xs" />
            {t("again")}
          </ButtonLink>
        </span>
      }
    >
      <div className="p-3 md:p-4">
        <Stack gap="sm">
          <Notice tone={used ? "warn" : "plain"} title={used ? inUse() : t("notInUse")}>
            {heldBy()}
          </Notice>
          {deliveries.length > 0 && !onlyDeliveries && (
            <p className="text-sm">{t("deliveries", { count: deliveries.length })}</p>
          )}
          {secretsTotal > associations.secrets.length && (
            <p className="text-xs text-muted">
              {t("secretsShown", { shown: associations.secrets.length, count: secretsTotal })}
            </p>
          )}
        </Stack>
      </div>
      {rows.length > 0 && (
        <DataTable
          caption={t("title")}
          rows={rows}
          rowKey={(row) => row.id}
          columns={[
            { id: "name", label: t("name"), kind: "name", cell: (row) => row.name },
            { id: "kind", label: t("kind"), cell: (row) => row.kind },
            {
              id: "last",
              label: t("lastUse"),
              cell: (row) => (row.lastAt ? <Moment at={row.lastAt} /> : <None />),
            },
            {
              id: "calls",
              label: t("calls"),
              kind: "number",
              cell: (row) => (row.calls === undefined ? <None /> : t("callCount", { count: row.calls })),
            },
          ]}
        />
      )}
    </Card>
  );
}

function rowsOf(
  { secrets, instances, deliveries, callers, backups }: KeyAssociations,
  region: string,
  kinds: Record<"secret" | "caller" | "backup" | "instance" | "delivery", string>,
): Row[] {
  return [
    ...secrets.map(({ name, accountId }) => ({
      id: `secret ${accountId} ${name}`,
      name: <TextLink href={secretHref(region, arnOf(region, accountId, "secret", name))}>{name}</TextLink>,
      kind: kinds.secret,
    })),
    ...instances.map(({ instanceId, name }) => ({
      id: `instance ${instanceId}`,
      name: <TextLink href={`/${region}/instances/${instanceId}`}>{name ?? instanceId}</TextLink>,
      kind: kinds.instance,
    })),
    ...deliveries.map(({ targetId, name }) => ({
      id: `delivery ${targetId}`,
      name: <TextLink href={deliveriesHref(region)}>{name}</TextLink>,
      kind: kinds.delivery,
    })),
    ...callers.map(({ actor, accessKeyId, calls, lastAt }) => ({
      id: `caller ${actor} ${accessKeyId}`,
      name: (
        <>
          <Mono>{actor}</Mono>
          {accessKeyId && (
            <Mono muted className="block!">
              {accessKeyId}
            </Mono>
          )}
        </>
      ),
      kind: kinds.caller,
      lastAt,
      calls,
    })),
    ...backups.map(({ backupId, alias }) => ({
      id: `backup ${backupId}`,
      name: <TextLink href={`/${region}/backups/${backupId}`}>{alias ?? backupId}</TextLink>,
      kind: kinds.backup,
    })),
  ];
}

function None() {
  return <span className="text-muted">–</span>;
}
