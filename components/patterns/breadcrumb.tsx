import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { chevronRightIcon } from "@/components/ui/icon-paths";
import { TextLink } from "@/components/ui/text-link";

export interface Crumb {
  label: string;
  href?: string;
}

export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  const t = useTranslations("common.list");
  return (
    <nav aria-label={t("breadcrumb")} className="mb-1.5 text-xs text-muted">
      <ol className="flex flex-wrap items-center gap-1.5">
        {crumbs.map((crumb, index) => (
          <li key={crumb.label} className="flex items-center gap-1.5">
            {index > 0 && <Icon path={chevronRightIcon} size="xs" />}
            {crumb.href ? (
              <TextLink href={crumb.href} className="text-text-2">
                {crumb.label}
              </TextLink>
            ) : (
              <span>{crumb.label}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
