import { useTranslations } from "next-intl";
import { Tabs } from "@/components/ui/tabs";
import { type SecretTab, tabHref } from "./secret-query";

/** SEC-01: secrets by type, and where managed ones rotate. */
export function SecretTabs({ region, current }: { region: string; current: SecretTab | "targets" }) {
  const t = useTranslations("secrets.list");
  const tab = (name: SecretTab, label: string) => ({ href: tabHref(region, name), label, current: name === current });
  return (
    <Tabs
      label={t("types")}
      tabs={[
        tab("generic", t("generic")),
        tab("ram", t("ram")),
        tab("database", t("database")),
        tab("ecs", t("ecs")),
        { href: `/${region}/secrets/targets`, label: t("targets"), current: current === "targets" },
      ]}
    />
  );
}
