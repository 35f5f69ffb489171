import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { RowActions } from "@/components/patterns/row-actions";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import type { GroupRow } from "@/lib/domain/ram/groups/list-groups";
import { ramHref, withQuery } from "./ram-address";

export function GroupsTable({
  region,
  groups,
  page,
  mayDelete,
  pager,
}: {
  region: string;
  groups: readonly GroupRow[];
  page: string;
  /** Whether the caller has the permission; what it needs is on the details page. */
  mayDelete: (name: string) => boolean;
  pager: PagerLinks;
}) {
  const t = useTranslations("ram");
  const common = useTranslations("common.label");
  const columns: Column<GroupRow>[] = [
    {
      id: "name",
      label: t("group.name"),
      kind: "name",
      cell: ({ groupName }) => (
        <TextLink href={ramHref(region, "groups", groupName)} className="font-medium break-all">
          {groupName}
        </TextLink>
      ),
    },
    { id: "comments", label: t("comments"), leastNeeded: true, cell: ({ comments }) => comments || "–" },
    { id: "members", label: t("group.members"), kind: "number", cell: ({ members }) => members },
    { id: "policies", label: t("policy.plural"), kind: "number", cell: ({ policies }) => policies },
    { id: "created", label: t("createdAt"), leastNeeded: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: ({ groupName, members, policies }) => (
        <RowActions
          name={groupName}
          more={
            members + policies === 0 &&
            mayDelete(groupName) && (
              <TextLink
                href={withQuery(page, { dialog: "delete", name: groupName })}
                scroll={false}
                className={menuItemClass({ danger: true })}
              >
                {t("group.delete")}
              </TextLink>
            )
          }
        >
          <TextLink href={ramHref(region, "groups", groupName)}>{common("details")}</TextLink>
        </RowActions>
      ),
    },
  ];
  return (
    <DataTable
      caption={t("group.caption")}
      columns={columns}
      rows={groups}
      rowKey={({ groupName }) => groupName}
      pager={pager}
    />
  );
}
