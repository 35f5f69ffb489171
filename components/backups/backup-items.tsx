import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { RowActions } from "@/components/patterns/row-actions";
import { SelectAllBox, SelectBox } from "@/components/patterns/select-boxes";
import { StateBadge } from "@/components/patterns/state-badge";
import { STATES, type StateOf } from "@/components/patterns/state-table";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import { choiceName } from "@/lib/domain/backups/choice-rules";
import type { BackupItem } from "@/lib/domain/backups/list-backup-items";

/** The rows of a tab (BKP-81). */
export function BackupItems({
  items,
  kind,
  caption,
  sourceName,
  ownAccountId,
  restoreHref,
  choosable,
  pager,
}: {
  items: readonly BackupItem[];
  kind: "key" | "secret";
  caption: string;
  sourceName: string;
  ownAccountId: string;
  /** Absent where nothing may be restored (BKP-51). */
  restoreHref: ((item: BackupItem) => string) | undefined;
  /** With boxes, within a `ChooseItems`. */
  choosable: boolean;
  pager: PagerLinks;
}) {
  const t = useTranslations("backups.item");
  const common = useTranslations("common.label");
  const columns: Column<BackupItem>[] = [
    {
      id: "name",
      label: kind === "key" ? t("keyName") : t("secretName"),
      kind: "name",
      before: choosable && <SelectAllBox label={t("chooseAll")} />,
      cell: (item) =>
        choosable ? (
          <div className="flex items-start gap-2.5">
            <SelectBox
              value={choiceName(item)}
              label={t("choose", { name: item.aliases[0] ?? item.id })}
              disabled={false}
            />
            <div className="min-w-0">
              <ItemName item={item} />
            </div>
          </div>
        ) : (
          <ItemName item={item} />
        ),
    },
    { id: "spec", label: kind === "key" ? t("spec") : t("type"), cell: ({ spec }) => spec },
    { id: "state", label: t("state"), kind: "state", cell: (item) => <ItemState item={item} /> },
    { id: "versions", label: t("versions"), kind: "number", cell: ({ versions }) => <Count count={versions} /> },
    { id: "source", label: t("source"), leastNeeded: true, notOnPhone: true, cell: () => sourceName },
    {
      id: "creator",
      label: t("creator"),
      cell: ({ accountId }) => <Creator accountId={accountId} own={accountId === ownAccountId} />,
    },
    { id: "at", label: t("at"), cell: ({ at }) => <Moment at={at} /> },
  ];
  if (restoreHref) {
    columns.push({
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: (item) => (
        <RowActions name={item.id}>
          <TextLink href={restoreHref(item)} scroll={false}>
            {t("restore")}
          </TextLink>
        </RowActions>
      ),
    });
  }
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={items}
      rowKey={({ accountId, id }) => `${accountId}:${id}`}
      pager={pager}
    />
  );
}

function ItemName({ item }: { item: BackupItem }) {
  const t = useTranslations("backups.item");
  const [alias] = item.aliases;
  if (item.kind === "secret") return <span className="font-medium break-all">{item.id}</span>;
  return (
    <>
      <span className="block font-medium break-all">
        {alias ?? <span className="font-normal text-muted">{t("noAlias")}</span>}
      </span>
      <Mono muted>{item.id}</Mono>
    </>
  );
}

/** As it was then, whatever it is now (BKP-96). */
function ItemState({ item: { kind, state } }: { item: BackupItem }): ReactNode {
  if (!(state in STATES[kind])) return null; // a record of a kind that says no state
  return kind === "key" ? (
    <StateBadge of="key" state={state as StateOf<"key">} />
  ) : (
    <StateBadge of="secret" state={state as StateOf<"secret">} />
  );
}

function Count({ count }: { count: number }) {
  const t = useTranslations("backups.item");
  return t("count", { count });
}

function Creator({ accountId, own }: { accountId: string; own: boolean }) {
  const t = useTranslations("backups.item");
  return own ? t.rich("you", { id: () => <Mono>{accountId}</Mono> }) : <Mono>{accountId}</Mono>;
}
