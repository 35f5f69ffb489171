import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";
import { chevronLeftIcon, chevronRightIcon } from "@/components/ui/icon-paths";
import { TextLink } from "@/components/ui/text-link";

export interface PagerLinks {
  /** Such as "614 keys". A keyset page does not know its number (decisions, section 18). */
  summary: ReactNode;
  previousHref?: string | undefined;
  nextHref?: string | undefined;
}

export function Pager({ summary, previousHref, nextHref }: PagerLinks) {
  const t = useTranslations("common.list");
  return (
    <div className="flex flex-wrap items-center gap-3 border-t border-line px-3 py-2 text-xs text-muted md:px-4">
      <span>{summary}</span>
      {(previousHref || nextHref) && (
        <nav aria-label={t("pages")} className="ml-auto flex gap-1">
          <Step href={previousHref} rel="prev">
            <Icon path={chevronLeftIcon} size="xs" />
            {t("previous")}
          </Step>
          <Step href={nextHref} rel="next">
            {t("next")}
            <Icon path={chevronRightIcon} size="xs" />
          </Step>
        </nav>
      )}
    </div>
  );
}

const stepClass =
  "inline-flex min-h-control-sm items-center gap-1 rounded-2 border px-2 font-medium hover:no-underline";

function Step({ href, rel, children }: { href: string | undefined; rel: "prev" | "next"; children: ReactNode }) {
  if (!href) {
    return (
      <span aria-disabled="true" className={`${stepClass} border-neutral-line bg-neutral-soft text-muted`}>
        {children}
      </span>
    );
  }
  return (
    <TextLink href={href} rel={rel} className={`${stepClass} border-line-strong bg-surface text-text hover:bg-hover`}>
      {children}
    </TextLink>
  );
}
