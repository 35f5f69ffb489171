import { useTranslations } from "next-intl";

/** What is needed against what is spare; red where it does not fit. The numbers stand beside it. */
export function QuotaBar({ label, needed, spare }: { label: string; needed: number; spare: number }) {
  const t = useTranslations("backups.plan");
  const fits = needed <= spare;
  const whole = Math.max(1, needed, spare);
  return (
    <div>
      <p className="mb-1 flex flex-wrap justify-between gap-x-3 text-sm">
        <span className="text-muted">{label}</span>
        <strong className={fits ? "font-bold" : "font-bold text-danger"}>
          {fits ? t("fits", { needed, spare }) : t("doesNotFit", { needed, spare, missing: needed - spare })}
        </strong>
      </p>
      <svg aria-hidden="true" className="block h-2 w-full rounded-1 bg-data-soft">
        <rect width={`${(Math.min(needed, spare) / whole) * 100}%`} height="100%" rx="2" className="fill-data" />
        {!fits && (
          <rect
            x={`${(spare / whole) * 100}%`}
            width={`${((needed - spare) / whole) * 100}%`}
            height="100%"
            className="fill-danger-mark"
          />
        )}
      </svg>
    </div>
  );
}
