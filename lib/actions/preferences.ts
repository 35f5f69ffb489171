"use server";

import { revalidatePath } from "next/cache";
import { cookies } from "next/headers";
import { consoleAddress } from "@/lib/auth/console-address";
import { DENSITIES, DENSITY_COOKIE, THEME_COOKIE, THEMES } from "@/lib/i18n/appearance";
import { isLocale, LOCALE_COOKIE } from "@/lib/i18n/locale";

const YEAR_SECONDS = 365 * 24 * 3600;

/**
 * How this browser shows the console: language, theme, density. Nothing of it is of interest to anybody else, so it
 * needs no session and is no event; a value that is not on the list changes nothing.
 */
export async function setPreferenceAction(form: FormData): Promise<void> {
  const locale = form.get("locale");
  const theme = form.get("theme");
  const density = form.get("density");
  if (isLocale(locale)) await remember(LOCALE_COOKIE, locale);
  if (isOneOf(THEMES, theme)) await remember(THEME_COOKIE, theme);
  if (isOneOf(DENSITIES, density)) await remember(DENSITY_COOKIE, density);
  revalidatePath("/", "layout");
}

function isOneOf<T extends string>(values: readonly T[], value: unknown): value is T {
  return (values as readonly unknown[]).includes(value);
}

async function remember(name: string, value: string) {
  const jar = await cookies();
  const { secure } = consoleAddress();
  jar.set(name, value, { path: "/", sameSite: "lax", httpOnly: true, secure, maxAge: YEAR_SECONDS });
}
