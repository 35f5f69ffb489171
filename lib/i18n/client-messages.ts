import "server-only";
import { getLocale, getMessages, getTimeZone } from "next-intl/server";
import type { Locale } from "./locale";
import type { Messages } from "./messages";

export interface ClientMessages {
  locale: Locale;
  timeZone: string;
  messages: Partial<Messages>;
}

/**
 * The texts for one panel or dialog that runs in the browser: what it names, and what every form needs.
 * Called only when it is open, so that a page without it sends none.
 */
export async function clientMessages(...nouns: readonly (keyof Messages)[]): Promise<ClientMessages> {
  const [locale, timeZone, all] = await Promise.all([getLocale(), getTimeZone(), getMessages()]);
  const wanted = new Set<string>(["common", "errors", ...nouns]);
  return { locale, timeZone, messages: Object.fromEntries(Object.entries(all).filter(([noun]) => wanted.has(noun))) };
}
