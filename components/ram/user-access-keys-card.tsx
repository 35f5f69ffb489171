import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { LockedAction } from "@/components/patterns/locked-action";
import { Moment } from "@/components/patterns/moment";
import { NoPermissionPart } from "@/components/patterns/no-permission";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { banIcon, circleCheckIcon } from "@/components/ui/icon-paths";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { AccessKeyView } from "@/lib/domain/accounts/list-access-keys";
import type { Lack } from "@/lib/domain/lack";
import { Offer } from "./offer";
import { withQuery } from "./ram-address";

export interface AccessKeyLacks {
  create: Lack | null;
  change: Lack | null;
  remove: Lack | null;
}

/** AccessKeys of a RAM user; `accessKeys` is what is missing to see them where they may not be seen. */
export function UserAccessKeysCard({
  accessKeys,
  page,
  lacks,
}: {
  accessKeys: readonly AccessKeyView[] | Lack;
  page: string;
  lacks: AccessKeyLacks;
}) {
  const t = useTranslations("ram.accessKey");
  const create = (
    <Offer lack={lacks.create} href={withQuery(page, { dialog: "create-access-key" })} size="sm">
      {t("create")}
    </Offer>
  );
  if ("action" in accessKeys) {
    return (
      <Card title={t("plural")} flush>
        <NoPermissionPart lack={accessKeys} />
      </Card>
    );
  }
  return (
    <Card title={t("plural")} actions={create} flush>
      <p className="max-w-prose p-3 text-sm text-text-2 md:px-4">{accessKeys.length > 0 ? t("lead") : t("none")}</p>
      {accessKeys.length > 0 && <Keys accessKeys={accessKeys} page={page} lacks={lacks} />}
    </Card>
  );
}

function Keys({
  accessKeys,
  page,
  lacks,
}: {
  accessKeys: readonly AccessKeyView[];
  page: string;
  lacks: AccessKeyLacks;
}) {
  const t = useTranslations("ram.accessKey");
  const columns: Column<AccessKeyView>[] = [
    { id: "id", label: t("id"), kind: "name", cell: ({ accessKeyId }) => <Mono>{accessKeyId}</Mono> },
    {
      id: "state",
      label: t("state"),
      kind: "state",
      cell: ({ state }) =>
        state === "Active" ? (
          <Badge tone="ok" icon={circleCheckIcon}>
            {t("active")}
          </Badge>
        ) : (
          <Badge tone="neutral" icon={banIcon}>
            {t("inactive")}
          </Badge>
        ),
    },
    { id: "created", label: t("createdAt"), leastNeeded: true, cell: (row) => <Moment at={row.createdAt} /> },
    { id: "used", label: t("used"), cell: (row) => (row.lastUsedAt ? <Moment at={row.lastUsedAt} /> : t("never")) },
    {
      id: "actions",
      label: t("actions"),
      kind: "actions",
      cell: (row) => <KeyActions row={row} page={page} lacks={lacks} />,
    },
  ];
  return <DataTable caption={t("plural")} columns={columns} rows={accessKeys} rowKey={(row) => row.accessKeyId} />;
}

function KeyActions({ row, page, lacks }: { row: AccessKeyView; page: string; lacks: AccessKeyLacks }) {
  const t = useTranslations("ram.accessKey");
  const act = (dialog: string, lack: Lack | null, verb: string) =>
    lack ? (
      <LockedAction lack={lack} asText>
        {verb}
      </LockedAction>
    ) : (
      <TextLink href={withQuery(page, { dialog, key: row.accessKeyId })} scroll={false}>
        {verb}
      </TextLink>
    );
  return (
    <span className="inline-flex gap-3">
      {row.state === "Active"
        ? act("disable-access-key", lacks.change, t("disable"))
        : act("enable-access-key", lacks.change, t("enable"))}
      {row.state === "Inactive" && act("delete-access-key", lacks.remove, t("delete"))}
    </span>
  );
}
