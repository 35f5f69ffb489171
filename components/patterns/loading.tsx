import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { Stack } from "@/components/ui/stack";
import { PageHeader } from "./page-header";

/** A list on its way: the final layout with its real title and column labels, and grey bars for what is not known. */
export function ListLoading({ title, labels, rows = 8 }: { title: string; labels: readonly string[]; rows?: number }) {
  const t = useTranslations("common");
  return (
    <div aria-busy="true">
      <PageHeader title={title} facts={<Skeleton className="w-full max-w-72" />} />
      <p role="status" className="sr-only">
        {t("loading")}
      </p>
      <Card flush>
        <div className="border-b border-line p-3 md:px-4">
          <Skeleton className="my-0 h-control w-full max-w-72 rounded-2" />
        </div>
        <div className="table-head hidden gap-4 border-b border-line bg-sunken px-4 py-[7px] text-xs font-medium text-text-2 md:flex">
          {labels.map((label) => (
            <span key={label} className="flex-1">
              {label}
            </span>
          ))}
        </div>
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity and never move
          <div key={row} className="flex gap-4 border-b border-line px-4 py-row-y last:border-b-0">
            {labels.map((label, column) => (
              <span key={label} className={column > 1 ? "hidden flex-1 md:block" : "flex-1"}>
                <Skeleton tall className="w-4/5" />
                <Skeleton className="w-1/2" />
              </span>
            ))}
          </div>
        ))}
      </Card>
    </div>
  );
}

/** A details page on its way: the header, then cards. */
export function DetailsLoading({ cards = 2 }: { cards?: number }) {
  const t = useTranslations("common");
  return (
    <div aria-busy="true">
      <PageHeader
        title={
          <>
            <Skeleton tall className="my-1.5 w-64" />
            <span className="sr-only">{t("loading")}</span>
          </>
        }
        facts={<Skeleton className="w-full max-w-80" />}
      />
      <p role="status" className="sr-only">
        {t("loading")}
      </p>
      <Stack>
        {Array.from({ length: cards }, (_, card) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity and never move
          <Card key={card}>
            <Skeleton tall className="w-40" />
            <Skeleton className="w-2/3" />
            <Skeleton className="w-1/2" />
          </Card>
        ))}
      </Stack>
    </div>
  );
}
