import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button";

/** There are some, but none matches: `title` repeats the query; the filters stay in view above. */
export function NoMatches({ title, nearest, clearHref }: { title: string; nearest?: ReactNode; clearHref: string }) {
  const t = useTranslations("common.list");
  return (
    <div className="grid justify-items-center gap-3 px-6 py-12 text-center" role="status">
      <h2>{title}</h2>
      {nearest && <p className="max-w-120 text-sm text-text-2">{nearest}</p>}
      <ButtonLink href={clearHref} scroll={false}>
        {t("clearFilters")}
      </ButtonLink>
    </div>
  );
}
