import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { LockedAction } from "@/components/patterns/locked-action";
import { Moment } from "@/components/patterns/moment";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { Lack } from "@/lib/domain/lack";
import type { GroupDetails } from "@/lib/domain/ram/groups/get-group";
import { Offer } from "./offer";
import { ramHref, withQuery } from "./ram-address";

type Member = GroupDetails["members"][number];

export function GroupMembersCard({
  region,
  members,
  page,
  lack,
}: {
  region: string;
  members: readonly Member[];
  page: string;
  lack: { add: Lack | null; remove: Lack | null };
}) {
  const t = useTranslations("ram");
  const columns: Column<Member>[] = [
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
    { id: "since", label: t("group.since"), leastNeeded: true, cell: ({ since }) => <Moment at={since} /> },
    {
      id: "actions",
      label: t("attach.actions"),
      kind: "actions",
      cell: ({ userName }) =>
        lack.remove ? (
          <LockedAction lack={lack.remove} asText>
            {t("group.remove")}
          </LockedAction>
        ) : (
          <TextLink
            href={withQuery(page, { dialog: "remove", user: userName })}
            scroll={false}
            aria-label={t("group.removeOne", { name: userName })}
          >
            {t("group.remove")}
          </TextLink>
        ),
    },
  ];
  const add = (
    <Offer lack={lack.add} href={withQuery(page, { panel: "members" })} size="sm">
      {t("group.add")}
    </Offer>
  );
  return (
    <Card title={t("group.members")} actions={add} flush>
      {members.length > 0 ? (
        <DataTable caption={t("group.members")} columns={columns} rows={members} rowKey={({ userName }) => userName} />
      ) : (
        <p className="p-3 text-sm text-text-2 md:px-4">{t("group.noMembers")}</p>
      )}
    </Card>
  );
}
