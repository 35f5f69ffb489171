import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/patterns/empty-state";
import { OfferLink } from "@/components/patterns/offer-link";
import type { Lack } from "@/lib/domain/lack";

/** A region without an instance: the way to the first encrypted data. */
export function FirstSteps({
  region,
  lack,
}: {
  region: string /** For want of which the caller can buy none (P10). */;
  lack: Lack | null;
}) {
  const t = useTranslations("overview.start");
  return (
    <EmptyState
      title={t("title")}
      actions={
        <OfferLink lack={lack} href={`/${region}/instances/new`} tone="primary">
          {t("action")}
        </OfferLink>
      }
    >
      <p>{t("body")}</p>
      <ol className="mt-2 grid list-decimal gap-1 pl-5 text-left marker:text-muted">
        <li>{t("buy")}</li>
        <li>{t("key")}</li>
        <li>{t("use")}</li>
      </ol>
    </EmptyState>
  );
}
