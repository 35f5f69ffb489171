import type { ReactNode } from "react";
import { EmptyState } from "@/components/patterns/empty-state";
import { FilterBar } from "@/components/patterns/filter-bar";
import { NoMatches } from "@/components/patterns/no-matches";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";

/** A list of identities or policies: header, search, then rows, or nothing yet, or nothing that matches. */
export function RamList({
  title,
  facts,
  create,
  tabs,
  search,
  keep,
  total,
  count,
  everything,
  noMatch,
  empty,
  children,
}: {
  title: string;
  facts: string;
  create: ReactNode;
  tabs?: ReactNode;
  search: { value: string; placeholder: string };
  keep?: Readonly<Record<string, string>>;
  total: number;
  count: string;
  /** The address without the search. */
  everything: string;
  noMatch: string;
  empty: { title: string; body: string };
  /** The table. */
  children: ReactNode;
}) {
  const isFiltered = search.value !== "";
  return (
    <>
      <PageHeader title={title} facts={facts} actions={create} />
      <Card flush>
        {tabs}
        {(total > 0 || isFiltered) && <FilterBar search={{ name: "search", ...search }} keep={keep} count={count} />}
        {total > 0 && children}
        {total === 0 && isFiltered && <NoMatches title={noMatch} clearHref={everything} />}
        {total === 0 && !isFiltered && (
          <EmptyState title={empty.title} actions={create}>
            {empty.body}
          </EmptyState>
        )}
      </Card>
    </>
  );
}
