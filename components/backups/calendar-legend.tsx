import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** What the marks of a day mean, in words. */
export function CalendarLegend() {
  const t = useTranslations("backups.legend");
  return (
    <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1.5 text-xs text-text-2">
      <Entry label={t("few")}>
        <rect width="16" height="16" rx="2" className="fill-sunken" />
        <rect x="2" y="13" width="12" height="1" className="fill-data" />
      </Entry>
      <Entry label={t("many")}>
        <rect width="16" height="16" rx="2" className="fill-sunken" />
        <rect x="2" y="5" width="12" height="9" className="fill-data" />
      </Entry>
      <Entry label={t("failed")}>
        <rect width="16" height="16" rx="2" className="fill-sunken" />
        <path d="M8 0h8v8z" className="fill-danger-mark" />
      </Entry>
      <Entry label={t("none")}>
        <path d="M0 5 5 0M0 11 11 0M0 16 16 0M5 16 16 5M11 16l5-5" className="stroke-line-strong" />
      </Entry>
      <Entry label={t("hidden")}>
        <rect
          x=".5"
          y=".5"
          width="15"
          height="15"
          rx="2"
          strokeDasharray="3 2"
          className="fill-none stroke-line-strong"
        />
      </Entry>
      <Entry label={t("today")}>
        <path d="M2 13h12" className="stroke-current stroke-2" />
      </Entry>
    </ul>
  );
}

function Entry({ label, children }: { label: string; children: ReactNode }) {
  return (
    <li className="flex items-center gap-1.5">
      <svg aria-hidden="true" viewBox="0 0 16 16" className="size-4 flex-none">
        {children}
      </svg>
      {label}
    </li>
  );
}
