import { clsx } from "clsx";
import type { Column } from "./data-table";

/** The rows of a `DataTable` on a phone: name, state at the top right with its news beneath, labels, then buttons. */
export function DataCards<Row>({
  caption,
  columns,
  rows,
  rowKey,
  isReadOnly,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  isReadOnly?: ((row: Row) => boolean) | undefined;
}) {
  const name = columns.find((column) => column.kind === "name");
  const state = columns.find((column) => column.kind === "state");
  const actions = columns.find((column) => column.kind === "actions");
  const facts = columns.filter((column) => !column.notOnPhone && ![name, state, actions].includes(column));
  return (
    <ul aria-label={caption} className="text-sm md:hidden">
      {rows.map((row) => (
        <li
          key={rowKey(row)}
          data-row
          className={clsx(
            "grid grid-cols-1 gap-1.5 border-b border-line p-3 last:border-b-0",
            isReadOnly?.(row) && "hatched-edge",
          )}
        >
          <div className="flex items-start justify-between gap-3">
            <div className="min-w-0 text-md">{name?.cell(row)}</div>
            <div className="flex-none">{state?.cell(row)}</div>
          </div>
          {state?.news && <p className="text-xs text-text-2 empty:hidden">{state.news(row)}</p>}
          <dl className="grid grid-cols-[7.25rem_minmax(0,1fr)] gap-x-2 gap-y-1">
            {facts.map((column) => (
              <div key={column.id} className="contents">
                <dt className="pt-0.5 text-xs leading-[1.3] text-muted">{column.label}</dt>
                <dd className="min-w-0">
                  {column.cell(row)}
                  {column.news && <span className="block text-xs text-muted">{column.news(row)}</span>}
                </dd>
              </div>
            ))}
          </dl>
          {actions && <div className="row-actions-large mt-1.5">{actions.cell(row)}</div>}
        </li>
      ))}
    </ul>
  );
}
