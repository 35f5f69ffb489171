import { useTranslations } from "next-intl";
import { Tabs } from "@/components/ui/tabs";

/** KEY-30: the two tabs of the Keys page, each with how many it holds where the page knows. */
export function KeysTabs({
  region,
  current,
  counts = {},
}: {
  region: string;
  current: "customer" | "default";
  counts?: Partial<Record<"customer" | "default", number>>;
}) {
  const t = useTranslations("keys.list");
  const tab = (name: "customer" | "default", href: string, label: string) => {
    const count = counts[name];
    return { href, label, current: name === current, ...(count !== undefined && { count: t("figure", { count }) }) };
  };
  return (
    <Tabs
      label={t("tabs")}
      tabs={[
        tab("customer", `/${region}/keys`, t("customerMasterKeys")),
        tab("default", `/${region}/keys/default`, t("defaultKeys")),
      ]}
    />
  );
}
