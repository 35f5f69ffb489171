import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/patterns/empty-state";
import { ButtonLink } from "@/components/ui/button";
import { TextLink } from "@/components/ui/text-link";
import type { Region } from "@/lib/domain/instances/regions";

/** No key in this region: what it needs, and where else there are some. */
export function NoKeys({
  region,
  hasInstance,
  create,
  elsewhere,
}: {
  region: string;
  /** One that serves. */
  hasInstance: boolean;
  create: ReactNode;
  elsewhere: readonly { region: Region; total: number }[];
}) {
  const t = useTranslations("keys.list");
  const locale = useLocale();
  return (
    <EmptyState
      title={t("emptyTitle")}
      actions={hasInstance ? create : <ButtonLink href={`/${region}/instances`}>{t("toInstances")}</ButtonLink>}
      otherRegions={
        elsewhere.length > 0 && (
          <span className="inline-flex flex-wrap gap-x-2">
            {elsewhere.map(({ region: other, total }) => (
              <TextLink key={other.id} href={`/${other.id}/keys`}>
                {t("otherRegion", { region: other.names[locale], count: total })}
              </TextLink>
            ))}
          </span>
        )
      }
    >
      {hasInstance ? t("emptyBody") : t("emptyNeedsInstance")}
    </EmptyState>
  );
}
