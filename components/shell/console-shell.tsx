import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Toaster } from "@/components/ui/toast";
import { AccountMenu, type AccountMenuProps } from "./account-menu";
import { AlertsBell, type OpenAlertCounts } from "./alerts-bell";
import { AppearanceMenu } from "./appearance-menu";
import { LanguageMenu } from "./language-menu";
import { Navigation } from "./navigation";
import { Pulse, type PulseProps } from "./pulse";
import { RegionMenu, type RegionOption } from "./region-menu";
import { BrandLink, OpenNavigation } from "./shell-header";

export interface ConsoleShellProps {
  account: AccountMenuProps;
  /** Whether the reader operates the deployment: its page is in the navigation then. */
  operator: boolean;
  regions: readonly RegionOption[];
  /** The region of the page; on a page without one (the account's), the region to go back to. */
  region: string;
  pulse: PulseProps;
  /** Absent for one who may not see alerts. */
  alerts: OpenAlertCounts | null;
  children: ReactNode;
}

/** Header, navigation and the page between them. Everything comes by props: the shell asks nobody anything. */
export function ConsoleShell({ account, operator, regions, region, pulse, alerts, children }: ConsoleShellProps) {
  const t = useTranslations("common");
  return (
    <>
      <a
        href="#content"
        className="fixed top-1 left-1 z-40 -translate-y-16 rounded-2 bg-accent-solid px-3 py-2 text-on-accent focus:translate-y-0 print:hidden"
      >
        {t("shell.skip")}
      </a>
      <header className="sticky top-0 z-20 flex h-header items-center gap-0.5 border-b border-line bg-surface px-2 md:gap-3 md:px-4 print:hidden">
        <OpenNavigation />
        <BrandLink href={`/${region}`} />
        <RegionMenu label={t("label.region")} regions={regions} region={region} />
        <div className="flex-1" />
        {alerts && <AlertsBell region={region} open={alerts} />}
        <LanguageMenu className="max-md:hidden" />
        <AppearanceMenu />
        <AccountMenu {...account} />
      </header>
      <div className="min-h-[calc(100vh-var(--shell-header))] md:grid md:grid-cols-[var(--shell-nav)_minmax(0,1fr)] print:block! print:min-h-0">
        <Navigation region={region} operator={operator} pulse={<Pulse {...pulse} />} />
        <main
          id="content"
          tabIndex={-1}
          className="w-full max-w-[105rem] min-w-0 px-gutter pt-3 pb-12 outline-none md:border-l md:border-line md:pt-4 print:border-0! print:p-0!"
        >
          {children}
        </main>
      </div>
      <Toaster />
    </>
  );
}
