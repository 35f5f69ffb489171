import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { BlankBitting } from "@/components/ui/brand";

/** Nothing is here yet: what belongs here, what it needs, how to make one, and where else there are some. */
export function EmptyState({
  title,
  children,
  actions,
  otherRegions,
}: {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** Links to the other regions that have some. */
  otherRegions?: ReactNode;
}) {
  const t = useTranslations("common.list");
  return (
    <div className="grid justify-items-center gap-3 px-6 py-12 text-center">
      <BlankBitting />
      <h2>{title}</h2>
      {children && <div className="max-w-120 text-sm text-pretty text-text-2">{children}</div>}
      {actions && <div className="flex flex-wrap justify-center gap-2">{actions}</div>}
      {otherRegions && (
        <p className="text-xs text-muted">
          {t("otherRegions")} {otherRegions}
        </p>
      )}
    </div>
  );
}
