import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { env } from "@/lib/env";
import { LOCALE_COOKIE, negotiateLocale } from "./locale";
import { loadMessages } from "./messages";

/** Language by cookie, else by the browser; all times are business time. */
export default getRequestConfig(async () => {
  const [jar, sent] = await Promise.all([cookies(), headers()]);
  const locale = negotiateLocale(jar.get(LOCALE_COOKIE)?.value, sent.get("accept-language"));
  return { locale, timeZone: env().timeZone, messages: await loadMessages(locale) };
});
