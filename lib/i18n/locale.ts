/** The three languages of the console. The address holds none of them: a link means the same to everybody. */
export const LOCALES = ["en", "ja", "zh-CN"] as const;
export type Locale = (typeof LOCALES)[number];

export const LOCALE_NAMES: Record<Locale, string> = { en: "English", ja: "日本語", "zh-CN": "简体中文" };

export const LOCALE_COOKIE = "locale";

export function isLocale(value: unknown): value is Locale {
  return (LOCALES as readonly unknown[]).includes(value);
}

/** The chosen language; else the first one of Accept-Language that we speak; else English. */
export function negotiateLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(chosen)) return chosen;
  for (const language of preferredLanguages(acceptLanguage ?? "")) {
    if (language === "en" || language === "ja") return language;
    if (language === "zh") return "zh-CN";
  }
  return "en";
}

/** Primary subtags, the most wanted first; `q=0` means not at all. */
function preferredLanguages(header: string): string[] {
  return header
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
      return { language: tag.split("-")[0] ?? "", quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter((wanted) => wanted.quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map((wanted) => wanted.language);
}
