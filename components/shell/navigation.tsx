import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";
import {
  archiveIcon,
  bellIcon,
  deploymentIcon,
  directoryIcon,
  instanceIcon,
  keyIcon,
  listIcon,
  moneyIcon,
  overviewIcon,
  peopleIcon,
  personIcon,
  policyIcon,
  roleIcon,
  secretIcon,
  shareIcon,
} from "@/components/ui/icon-paths";
import { NavigationLink } from "./navigation-link";

export const NAVIGATION_ID = "navigation";

/** Left navigation by UI-01: what exists, and nothing else. A drawer on a phone, with the pulse in its head. */
export function Navigation({
  region,
  operator,
  pulse,
}: {
  region: string;
  /** Whether the reader operates the deployment (decisions 6). */
  operator: boolean;
  pulse: ReactNode;
}) {
  const t = useTranslations("common.nav");
  return (
    <nav
      id={NAVIGATION_ID}
      popover="auto"
      aria-label={t("label")}
      className="slides inset-y-0 left-0 m-0 h-dvh w-64 flex-col overflow-auto bg-ground px-2 py-3 text-sm text-text backdrop:bg-scrim max-md:open:flex md:sticky md:top-header md:flex md:h-[calc(100vh-var(--shell-header))] md:w-auto print:hidden!"
    >
      <NavigationLink href={`/${region}`} exact>
        <Icon path={overviewIcon} />
        {t("overview")}
      </NavigationLink>
      <Group title={t("resource")}>
        <NavigationLink href={`/${region}/keys`}>
          <Icon path={keyIcon} />
          {t("keys")}
        </NavigationLink>
        <NavigationLink href={`/${region}/secrets`}>
          <Icon path={secretIcon} />
          {t("secrets")}
        </NavigationLink>
        <NavigationLink href={`/${region}/instances`}>
          <Icon path={instanceIcon} />
          {t("instances")}
        </NavigationLink>
      </Group>
      <Group title={t("securityOperations")}>
        <NavigationLink href={`/${region}/backups`}>
          <Icon path={archiveIcon} />
          {t("backups")}
        </NavigationLink>
        <NavigationLink href={`/${region}/alerts`}>
          <Icon path={bellIcon} />
          {t("alerts")}
        </NavigationLink>
        <NavigationLink href={`/${region}/audit`}>
          <Icon path={listIcon} />
          {t("audit")}
        </NavigationLink>
      </Group>
      <Group title={t("accessControl")}>
        <NavigationLink href={`/${region}/ram/users`}>
          <Icon path={personIcon} />
          {t("users")}
        </NavigationLink>
        <NavigationLink href={`/${region}/ram/groups`}>
          <Icon path={peopleIcon} />
          {t("groups")}
        </NavigationLink>
        <NavigationLink href={`/${region}/ram/roles`}>
          <Icon path={roleIcon} />
          {t("roles")}
        </NavigationLink>
        <NavigationLink href={`/${region}/ram/policies`}>
          <Icon path={policyIcon} />
          {t("policies")}
        </NavigationLink>
        <NavigationLink href={`/${region}/sharing`}>
          <Icon path={shareIcon} />
          {t("sharing")}
        </NavigationLink>
        <NavigationLink href={`/${region}/directory`}>
          <Icon path={directoryIcon} />
          {t("directory")}
        </NavigationLink>
      </Group>
      <Group title={t("settings")}>
        <NavigationLink href={`/${region}/orders`} also={[`/${region}/bills`, `/${region}/statement`]}>
          <Icon path={moneyIcon} />
          {t("expenses")}
        </NavigationLink>
        {operator && (
          <NavigationLink href={`/${region}/deployment`}>
            <Icon path={deploymentIcon} />
            {t("deployment")}
          </NavigationLink>
        )}
      </Group>
      <div className="max-md:order-first max-md:mb-3 max-md:border-b md:mt-auto md:border-t border-line px-2 py-3">
        {pulse}
      </div>
    </nav>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="px-2 pt-4 pb-1 text-xs text-muted">{title}</h2>
      {children}
    </section>
  );
}
