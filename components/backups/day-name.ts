import { useLocale } from "next-intl";

/** A day of the business calendar in words, as `style` says; it has no time and no zone. */
export function useDayName() {
  const locale = useLocale();
  return (day: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}
