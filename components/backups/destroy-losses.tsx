import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import type { ResetImpact } from "@/lib/domain/backups/describe-reset-impact";
import { Bytes } from "./bytes";
import { rangeText } from "./range-cell";

const lost = (text: ReactNode) => <strong className="font-bold text-danger">{text}</strong>;

/** BKP-113, BKP-114: what is lost, the worst last; what may be the last copies; then a way to keep one. */
export function DestroyLosses({
  impact,
  source,
  downloadHref,
}: {
  impact: ResetImpact;
  /** What the source instance is called. */
  source: string;
  /** Where a day can be kept as a file first. */
  downloadHref: string | undefined;
}) {
  const t = useTranslations("backups.reset");
  const { days, from, to, keys, secrets, bytes, lastCopies, alsoIn, sourceState } = impact;
  const only = lastCopies.keys + lastCopies.secrets;
  const others = alsoIn.map(({ alias, backupId }) => alias ?? backupId).join(", ");
  const isGone = sourceState === "expired" || sourceState === "released";
  return (
    <>
      <ul className="rounded-2 border border-danger-line text-sm *:border-b *:border-danger-line *:px-3 *:py-2 *:last:border-b-0">
        <li>{from && to ? t.rich("days", { count: days, range: rangeText({ from, to }), n: lost }) : t("noDays")}</li>
        <li>{t.rich("items", { keys, secrets, size: () => <Bytes count={bytes} />, n: lost })}</li>
        <li>
          {only > 0
            ? t.rich("nowhere", { keys: lastCopies.keys, secrets: lastCopies.secrets, n: lost })
            : t("noLastCopies")}
        </li>
      </ul>
      {isGone && (
        <Notice tone="danger" title={t("lastCopies", { source })}>
          {sourceState === "expired" ? t("sourceExpired") : t("sourceReleased")}
        </Notice>
      )}
      {alsoIn.length > 0 && <p className="text-sm text-text-2">{t("elsewhere", { source, others })}</p>}
      {downloadHref && (
        <Notice tone="plain" title={t("copyTitle")}>
          {t.rich("copyBody", {
            link: (text) => (
              <TextLink href={downloadHref} scroll={false} className="underline">
                {text}
              </TextLink>
            ),
          })}
        </Notice>
      )}
    </>
  );
}
