import { useTranslations } from "next-intl";

/** One page with an index instead of tabs, so that the browser's search finds everything. */
export function SectionIndex({ sections }: { sections: readonly { id: string; label: string }[] }) {
  const t = useTranslations("keys.details");
  return (
    <nav aria-label={t("sections")} className="sticky top-[calc(var(--shell-header)+1rem)] self-start max-lg:hidden">
      <ul className="border-l border-line text-sm">
        {sections.map(({ id, label }) => (
          <li key={id}>
            <a href={`#${id}`} className="block px-3 py-1.5 text-text-2 hover:bg-hover hover:no-underline">
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
