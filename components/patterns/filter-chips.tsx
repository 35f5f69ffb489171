import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { closeIcon } from "@/components/ui/icon-paths";
import { TextLink } from "@/components/ui/text-link";

/** What narrows the list, each with the way to take it away; and all at once. */
export function FilterChips({
  chips,
  clearHref,
}: {
  chips: readonly { label: string; href: string }[];
  clearHref: string;
}) {
  const t = useTranslations("common.list");
  if (chips.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-b border-line px-3 py-2 text-xs md:px-4">
      <ul aria-label={t("filtersSet")} className="contents">
        {chips.map(({ label, href }) => (
          <li key={label} className="max-w-full">
            <TextLink
              href={href}
              replace
              scroll={false}
              aria-label={t("removeFilter", { filter: label })}
              className="inline-flex min-h-6 max-w-full items-center gap-1 rounded-1 border border-line-strong bg-neutral-soft py-0.5 pr-1 pl-2 text-text hover:bg-hover hover:no-underline"
            >
              <span className="truncate">{label}</span>
              <Icon path={closeIcon} size="xs" className="text-text-2" />
            </TextLink>
          </li>
        ))}
      </ul>
      <TextLink href={clearHref} replace scroll={false} className="px-1">
        {t("clearFilters")}
      </TextLink>
    </div>
  );
}
