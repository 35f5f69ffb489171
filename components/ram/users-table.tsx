import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { RowActions } from "@/components/patterns/row-actions";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import type { UserView } from "@/lib/domain/ram/users/user-view";
import { LoginBadge } from "./login-badge";
import { ramHref, withQuery } from "./ram-address";

export function UsersTable({
  region,
  users,
  page,
  mayDelete,
  pager,
}: {
  region: string;
  users: readonly UserView[];
  /** The address of the list as it is shown now. */
  page: string;
  /** Whether the caller has the permission; what it needs is on the details page. */
  mayDelete: (name: string) => boolean;
  pager: PagerLinks;
}) {
  const t = useTranslations("ram");
  const common = useTranslations("common.label");
  const columns: Column<UserView>[] = [
    {
      id: "name",
      label: t("user.name"),
      kind: "name",
      cell: ({ userName }) => (
        <TextLink href={ramHref(region, "users", userName)} className="font-medium break-all">
          {userName}
        </TextLink>
      ),
      news: ({ displayName }) => displayName,
    },
    { id: "login", label: t("login.title"), kind: "state", cell: (user) => <LoginBadge user={user} /> },
    {
      id: "factor",
      label: t("login.factor"),
      cell: ({ secondFactorSince }) => (secondFactorSince ? t("login.factorOn") : t("login.factorOff")),
    },
    { id: "comments", label: t("comments"), leastNeeded: true, cell: ({ comments }) => comments || "–" },
    { id: "created", label: t("createdAt"), leastNeeded: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: ({ userName }) => (
        <RowActions
          name={userName}
          more={
            mayDelete(userName) && (
              <TextLink
                href={withQuery(page, { dialog: "delete", name: userName })}
                scroll={false}
                className={menuItemClass({ danger: true })}
              >
                {t("user.delete")}
              </TextLink>
            )
          }
        >
          <TextLink href={ramHref(region, "users", userName)}>{common("details")}</TextLink>
        </RowActions>
      ),
    },
  ];
  return (
    <DataTable
      caption={t("user.caption")}
      columns={columns}
      rows={users}
      rowKey={({ userName }) => userName}
      pager={pager}
    />
  );
}
