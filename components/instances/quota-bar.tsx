import { clsx } from "clsx";
import { useTranslations } from "next-intl";

const NEARLY_FULL = 0.9;

/** How much of a quota is used, in figures and as a bar; nearly full stands out (INS-08, INS-09). */
export function QuotaBar({ used, quota, wide }: { used: number; quota: number; wide?: boolean }) {
  const t = useTranslations("instances.value");
  const share = quota > 0 ? Math.min(1, used / quota) : 0;
  return (
    <span className={clsx("grid gap-1", wide ? "w-full" : "w-32")}>
      <span className="flex justify-between gap-3 whitespace-nowrap">
        {t("usedOf", { used, quota })}
        {wide && <span className="text-muted">{t("free", { count: Math.max(0, quota - used) })}</span>}
      </span>
      {/* Attributes, not styles: the content security policy allows no inline style. */}
      <svg aria-hidden="true" className="block h-1 w-full rounded-1 bg-data-soft">
        <rect
          width={`${share * 100}%`}
          height="100%"
          rx="2"
          className={share >= NEARLY_FULL ? "fill-warn-mark" : "fill-data"}
        />
      </svg>
    </span>
  );
}
