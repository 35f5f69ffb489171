import type { Metadata, Viewport } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { FailureTextsProvider } from "@/components/shell/failure-texts";
import { readAppearance } from "@/lib/i18n/read-appearance";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.shell");
  return { title: { template: t("title", { page: "%s" }), default: t("product") }, robots: { index: false } };
}

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

/** Language, theme and density come from cookies, so the first paint is right and needs no script. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, { theme, density }, t, copy] = await Promise.all([
    getLocale(),
    readAppearance(),
    getTranslations("common.failure"),
    getTranslations("common.copy"),
  ]);
  const texts = {
    title: t("pageTitle"),
    body: t("pageBody"),
    retry: t("retry"),
    code: t("code"),
    requestId: t("requestId"),
    time: t("time"),
    copyRequestId: copy("copy", { what: t("requestId") }),
    copied: copy("copied"),
  };
  return (
    <html lang={locale} data-theme={theme === "system" ? undefined : theme} data-density={density}>
      <body>
        <FailureTextsProvider texts={texts}>{children}</FailureTextsProvider>
      </body>
    </html>
  );
}
