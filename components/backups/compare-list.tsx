import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { FilterBar } from "@/components/patterns/filter-bar";
import { NoMatches } from "@/components/patterns/no-matches";
import { SelectAllBox, SelectBox } from "@/components/patterns/select-boxes";
import { Card } from "@/components/ui/card";
import { Mono } from "@/components/ui/mono";
import { Select } from "@/components/ui/select";
import { Tabs } from "@/components/ui/tabs";
import { CHOSEN_MAX, choiceName } from "@/lib/domain/backups/choice-rules";
import type { ComparedItem, Comparison } from "@/lib/domain/backups/compare-backup";
import { ChooseItems } from "./choose-items";
import { CHANGES, type CompareAddress, compareHref } from "./compare-address";
import { ChangeBadge, ChangedFields, Standing } from "./compare-cells";

/** The totals as tabs, and the rows of the open one; what was deleted can be chosen to be restored. */
export function CompareList({
  backup,
  address,
  asked,
  page,
  choosable,
  href,
}: {
  backup: { region: string; backupId: string };
  address: CompareAddress;
  asked: { region: string; backupId: string; from: Date; to: Date | null };
  page: Comparison;
  choosable: boolean;
  href: (part: Partial<CompareAddress>) => string;
}) {
  const t = useTranslations("backups.compare");
  const select = useTranslations("backups.select");
  const { kind, change, search, trail, from, to } = address;
  const all = CHANGES.reduce((sum, name) => sum + page.totals[name], 0);
  const labels = { Added: t("added"), Deleted: t("deleted"), Rotated: t("rotated"), Changed: t("changed") };
  const isDeleted = change === "Deleted" && choosable;
  const rows = (
    <CompareRows
      rows={page.rows}
      kind={kind}
      choosable={isDeleted}
      pager={{
        summary: t("count", { count: page.total }),
        previousHref: trail.length > 0 ? href({ trail: trail.slice(0, -1) }) : undefined,
        nextHref: page.next ? href({ trail: [...trail, page.next] }) : undefined,
      }}
    />
  );
  return (
    <Card flush>
      <Tabs
        label={t("changes")}
        tabs={[
          { href: href({ change: "" }), label: t("all"), count: t("number", { count: all }), current: change === "" },
          ...CHANGES.map((name) => ({
            href: href({ change: name }),
            label: labels[name],
            count: t("number", { count: page.totals[name] }),
            current: change === name,
          })),
        ]}
      />
      <FilterBar
        key={`${kind} ${change} ${search}`}
        search={{ name: "search", value: search, placeholder: kind === "key" ? t("searchKeys") : t("searchSecrets") }}
        keep={Object.fromEntries(Object.entries({ from, to, change }).filter(([, value]) => value))}
      >
        <Select
          name="kind"
          prefix={t("kind")}
          aria-label={t("kind")}
          defaultValue={kind}
          options={[
            { value: "key", label: t("keys") },
            { value: "secret", label: t("secrets") },
          ]}
        />
      </FilterBar>
      {page.total === 0 ? (
        search ? (
          <NoMatches title={t("noMatch", { search })} clearHref={href({ search: "" })} />
        ) : (
          <EmptyState title={kind === "key" ? t("noneKeys") : t("noneSecrets")} />
        )
      ) : isDeleted ? (
        <ChooseItems
          place={`${backup.backupId} ${asked.from.toISOString()}`}
          planHref={compareHref(backup, address, { panel: "plan" })}
          whole={{ total: page.total, asked: { of: "deleted", ...asked, kind, contains: search || undefined } }}
          words={{
            bar: select("bar"),
            selected: select("selected"),
            restore: select("restore"),
            all: select("all", { count: page.total }),
            tooMany: select("tooMany", { limit: CHOSEN_MAX }),
            failed: select("failed"),
            clear: select("clear"),
          }}
        >
          {rows}
        </ChooseItems>
      ) : (
        rows
      )}
    </Card>
  );
}

function CompareRows({
  rows,
  kind,
  choosable,
  pager,
}: {
  rows: readonly ComparedItem[];
  kind: "key" | "secret";
  choosable: boolean;
  pager: NonNullable<Parameters<typeof DataTable>[0]["pager"]>;
}) {
  const t = useTranslations("backups.compare");
  const columns: Column<ComparedItem>[] = [
    {
      id: "item",
      label: t("item"),
      kind: "name",
      before: choosable && <SelectAllBox label={t("chooseAll")} />,
      cell: (row) => (
        <div className="flex items-start gap-2.5">
          {choosable && (
            <SelectBox
              value={choiceName(row)}
              label={t("chooseOne", { name: row.aliases[0] ?? row.id })}
              disabled={false}
            />
          )}
          <div className="min-w-0">
            <span className="block font-medium break-all">{row.aliases[0] ?? row.id}</span>
            {row.aliases[0] && <Mono muted>{row.id}</Mono>}
          </div>
        </div>
      ),
    },
    { id: "change", label: t("change"), kind: "state", cell: (row) => <ChangeBadge change={row.change} /> },
    { id: "spec", label: kind === "key" ? t("spec") : t("type"), leastNeeded: true, cell: ({ spec }) => spec },
    { id: "what", label: t("what"), cell: (row) => <ChangedFields fields={row.fields} /> },
    { id: "before", label: t("before"), cell: (row) => <Standing kind={kind} of={row.before} /> },
    { id: "after", label: t("after"), cell: (row) => <Standing kind={kind} of={row.after} /> },
  ];
  return (
    <DataTable
      caption={t("changes")}
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.change}:${choiceName(row)}`}
      pager={pager}
    />
  );
}
