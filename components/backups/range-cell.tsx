import { useTranslations } from "next-intl";
import { RangeBar } from "@/components/patterns/range-bar";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { daysIn, type QueryableRange } from "@/lib/domain/backups/queryable-range-rules";

/** FAQ-11, BKP-40: the days allowed, how much of them holds data, and which days those are. */
export function RangeCell({ backup }: { backup: Pick<BackupView, "viewableDays" | "range" | "state"> }) {
  const t = useTranslations("backups.range");
  const { viewableDays, range, state } = backup;
  const without = {
    Enabled: t("firstRun"),
    Disabled: t("afterFirstRun"),
    Resetting: t("afterFirstRun"),
    Expired: t("afterRenewal"),
  };
  return (
    <span className="block max-w-32">
      <span className="block font-medium">{t("days", { count: viewableDays })}</span>
      <span className="block py-1">
        <RangeBar held={range ? daysIn(range).length : 0} allowed={viewableDays} />
      </span>
      <span className="block text-xs whitespace-nowrap text-muted">{range ? rangeText(range) : without[state]}</span>
    </span>
  );
}

/** `2026-08-25 – 11-22`: the year of the end only where it is another. */
export function rangeText({ from, to }: QueryableRange): string {
  if (from === to) return from;
  return `${from} – ${from.slice(0, 4) === to.slice(0, 4) ? to.slice(5) : to}`;
}
