import { useTranslations } from "next-intl";
import { Tabs } from "@/components/ui/tabs";

/** The three lists of what the account spends. */
export function MoneyTabs({ region, current }: { region: string; current: "orders" | "bills" | "statement" }) {
  const t = useTranslations("billing");
  const tab = (name: typeof current, label: string) => ({
    href: `/${region}/${name}`,
    label,
    current: name === current,
  });
  return (
    <Tabs
      label={t("tabs")}
      tabs={[tab("orders", t("orders.title")), tab("bills", t("bills.title")), tab("statement", t("statement.title"))]}
    />
  );
}
