import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { Badge } from "@/components/ui/badge";
import { circleIcon } from "@/components/ui/icon-paths";
import type { KeyView } from "@/lib/domain/keys/key-view";
import type { DefaultKeys } from "@/lib/domain/keys/list-default-keys";
import type { Lack } from "@/lib/domain/lack";
import { defaultKeysHref } from "./default-keys-address";
import { KeyNews, KeyStatus } from "./key-status";
import { KeyName, KeyRowActions } from "./keys-table";
import { RotationCell } from "./rotation-cell";

/** Null: the default key before its first use (KEY-92). */
type Row = KeyView | null;

/** KEY-91: the default key, whether it is enabled yet or not, and the service keys. */
export function DefaultKeysTable({
  region,
  keys: { defaultKey, serviceKeys },
  now,
  enableLack,
}: {
  region: string;
  keys: DefaultKeys;
  now: Date;
  enableLack: Lack | null;
}) {
  const t = useTranslations("default-keys");
  const label = useTranslations("common.label");
  const columns: Column<Row>[] = [
    {
      id: "name",
      label: t("column.name"),
      kind: "name",
      cell: (key) => (key ? <KeyName view={key} /> : <strong className="font-medium">{t("defaultKey")}</strong>),
    },
    {
      id: "state",
      label: t("column.status"),
      kind: "state",
      cell: (key) =>
        key ? (
          <KeyStatus view={key} />
        ) : (
          <Badge tone="neutral" icon={circleIcon}>
            {t("notEnabled")}
          </Badge>
        ),
      news: (key) => key && <KeyNews view={key} instance={undefined} now={now} />,
    },
    {
      id: "usage",
      label: t("column.keyUsage"),
      cell: (key) => (key?.kind === "Service" ? t("serviceKey") : t("customerMasterKey")),
    },
    {
      id: "rotation",
      label: t("column.rotation"),
      cell: (key) => key && <RotationCell view={key} />,
    },
    {
      id: "created",
      label: t("column.createdAt"),
      cell: (key) => (key ? <Moment at={key.createdAt} only="date" /> : <span className="text-muted">–</span>),
    },
    {
      id: "actions",
      label: label("actions"),
      kind: "actions",
      cell: (key) =>
        key ? (
          <KeyRowActions view={key} openHref={(opened) => defaultKeysHref(region, opened)} />
        ) : (
          <OfferLink
            lack={enableLack}
            size="sm"
            href={defaultKeysHref(region, { dialog: "enableDefault" })}
            scroll={false}
          >
            {label("enable")}
          </OfferLink>
        ),
    },
  ];
  return (
    <DataTable
      caption={t("column.caption")}
      columns={columns}
      rows={[defaultKey, ...serviceKeys]}
      rowKey={(key) => key?.keyId ?? "default"}
      isReadOnly={(key) => key?.kind === "Service"}
    />
  );
}
