import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";
import { arrowDownIcon, arrowUpIcon } from "@/components/ui/icon-paths";
import { TextLink } from "@/components/ui/text-link";
import { DataCards } from "./data-cards";
import { Pager, type PagerLinks } from "./pager";
import { TableKeys } from "./table-keys";

export interface Column<Row> {
  id: string;
  label: string;
  /** Before the label in the head. */
  before?: ReactNode;
  cell: (row: Row) => ReactNode;
  /** `name` is the row's header (a link over its ID), `state` its badge, `actions` stick to the right edge. */
  kind?: "name" | "state" | "number" | "actions";
  /** The one line that a second row of the state cell may carry. */
  news?: (row: Row) => ReactNode;
  sort?: { href: string; direction?: "ascending" | "descending" | undefined };
  /** Goes first when there is less room than 1280 px; `below1440`, `below1600` in a table that needs all of that. */
  leastNeeded?: boolean | "below1440" | "below1600";
  /** Left out of the cards of a phone. */
  notOnPhone?: boolean;
}

/**
 * A list of rows, drawn on the server; filter, sort and page are links. On a phone the same definitions make cards.
 * The page scrolls, not a box within it, so the head sticks under the header; where columns do not fit (below 1280 px)
 * the table slides sideways beneath its actions instead.
 */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  isReadOnly,
  pager,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  isReadOnly?: (row: Row) => boolean;
  pager?: PagerLinks;
}) {
  return (
    <TableKeys>
      <div className="max-lg:overflow-x-auto max-md:hidden">
        <table className="w-full border-separate border-spacing-0 text-sm">
          <caption className="sr-only">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <HeadCell key={column.id} column={column} />
              ))}
            </tr>
          </thead>
          <tbody className="[&>tr:last-child>*]:border-b-0">
            {rows.map((row) => (
              <BodyRow key={rowKey(row)} row={row} columns={columns} readOnly={isReadOnly?.(row) ?? false} />
            ))}
          </tbody>
        </table>
      </div>
      <DataCards caption={caption} columns={columns} rows={rows} rowKey={rowKey} isReadOnly={isReadOnly} />
      {pager && <Pager {...pager} />}
    </TableKeys>
  );
}

function goesAt<Row>({ leastNeeded }: Column<Row>) {
  if (leastNeeded === "below1600") return "max-[1600px]:hidden";
  return leastNeeded === "below1440" ? "max-[1440px]:hidden" : leastNeeded && "max-lg:hidden";
}

const edges = "first:pl-4 last:pr-4";

function HeadCell<Row>({ column }: { column: Column<Row> }) {
  const t = useTranslations("common.list");
  const { sort } = column;
  return (
    <th
      scope="col"
      aria-sort={sort?.direction}
      className={clsx(
        "border-b border-line bg-sunken px-cell-x py-[7px] align-bottom text-xs leading-[1.3] font-medium text-text-2 lg:sticky lg:top-header lg:z-[1]",
        edges,
        column.kind === "number" ? "text-right" : "text-left",
        column.kind === "actions" && "sticky right-0 whitespace-nowrap lg:z-[2]",
        goesAt(column),
      )}
    >
      {sort ? (
        <TextLink
          href={sort.href}
          scroll={false}
          title={t("sortBy", { column: column.label })}
          className="inline-flex items-center gap-1 text-text-2"
        >
          {column.label}
          {sort.direction && <Icon path={sort.direction === "ascending" ? arrowUpIcon : arrowDownIcon} size="xs" />}
        </TextLink>
      ) : column.before ? (
        <span className="flex items-center gap-2.5">
          {column.before}
          {column.label}
        </span>
      ) : (
        column.label
      )}
    </th>
  );
}

function BodyRow<Row>({ row, columns, readOnly }: { row: Row; columns: readonly Column<Row>[]; readOnly: boolean }) {
  return (
    <tr className="group/row">
      {columns.map((column, index) => {
        const Cell = column.kind === "name" ? "th" : "td";
        return (
          <Cell
            key={column.id}
            {...(column.kind === "name" ? { scope: "row" } : {})}
            className={clsx(
              "border-b border-line px-cell-x py-row-y align-top leading-[1.4] font-normal group-hover/row:bg-hover",
              edges,
              column.kind === "number" ? "text-right" : "text-left",
              column.kind === "actions" && "sticky right-0 whitespace-nowrap",
              column.kind === "state" && "min-w-29",
              readOnly ? (index === 0 ? "hatched-edge" : "bg-ground") : "bg-surface",
              goesAt(column),
            )}
          >
            {column.cell(row)}
            {column.news && <span className="block text-xs text-muted">{column.news(row)}</span>}
          </Cell>
        );
      })}
    </tr>
  );
}
