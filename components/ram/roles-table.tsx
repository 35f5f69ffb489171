import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { RowActions } from "@/components/patterns/row-actions";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import type { RoleRow } from "@/lib/domain/ram/roles/list-roles";
import { ramHref, withQuery } from "./ram-address";
import { ServiceBadge } from "./service-badge";
import { TokenTime } from "./token-time";

export function RolesTable({
  region,
  roles,
  page,
  mayDelete,
  pager,
}: {
  region: string;
  roles: readonly RoleRow[];
  page: string;
  /** Whether the caller has the permission; what it needs is on the details page. */
  mayDelete: (name: string) => boolean;
  pager: PagerLinks;
}) {
  const t = useTranslations("ram");
  const common = useTranslations("common.label");
  const columns: Column<RoleRow>[] = [
    {
      id: "name",
      label: t("role.name"),
      kind: "name",
      cell: ({ roleName, service }) => (
        <span className="inline-flex flex-wrap items-center gap-2">
          <TextLink href={ramHref(region, "roles", roleName)} className="font-medium break-all">
            {roleName}
          </TextLink>
          {service && <ServiceBadge />}
        </span>
      ),
    },
    { id: "description", label: common("description"), leastNeeded: true, cell: (role) => role.description || "–" },
    { id: "time", label: t("role.tokenTime"), cell: (role) => <TokenTime seconds={role.maxTokenSeconds} /> },
    { id: "policies", label: t("policy.plural"), kind: "number", cell: ({ policies }) => policies },
    { id: "created", label: t("createdAt"), leastNeeded: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: ({ roleName, service, policies }) => (
        <RowActions
          name={roleName}
          more={
            !service &&
            policies === 0 &&
            mayDelete(roleName) && (
              <TextLink
                href={withQuery(page, { dialog: "delete", name: roleName })}
                scroll={false}
                className={menuItemClass({ danger: true })}
              >
                {t("role.delete")}
              </TextLink>
            )
          }
        >
          <TextLink href={ramHref(region, "roles", roleName)}>{common("details")}</TextLink>
        </RowActions>
      ),
    },
  ];
  return (
    <DataTable
      caption={t("role.caption")}
      columns={columns}
      rows={roles}
      rowKey={({ roleName }) => roleName}
      isReadOnly={({ service }) => service}
      pager={pager}
    />
  );
}
