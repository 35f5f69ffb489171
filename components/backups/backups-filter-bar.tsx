import { useTranslations } from "next-intl";
import { FilterBar } from "@/components/patterns/filter-bar";
import { Select } from "@/components/ui/select";
import { type BackupsAddress, STATUSES } from "./backups-address";

export function BackupsFilterBar({
  address,
  sources,
  count,
}: {
  address: BackupsAddress;
  /** Source instances that a backup has, by ID. */
  sources: readonly { id: string; name: string }[];
  count: number;
}) {
  const t = useTranslations("backups");
  const state = useTranslations("states.backup");
  const words = {
    Enabled: state("Enabled"),
    Available: state("Available"),
    Late: state("Late"),
    RunFailed: state("RunFailed"),
    Damaged: state("Damaged"),
    DrillFailed: state("DrillFailed"),
    Expired: state("Expired"),
    Disabled: state("Disabled"),
    Resetting: state("Resetting"),
  };
  const all = { value: "", label: t("filter.all") };
  return (
    <FilterBar
      key={JSON.stringify(address)}
      search={{ name: "search", value: address.search, placeholder: t("filter.search") }}
      keep={address.type ? { type: address.type } : {}}
      count={t("list.count", { count })}
    >
      <Select
        name="status"
        prefix={t("column.status")}
        aria-label={t("column.status")}
        defaultValue={address.status}
        options={[all, ...STATUSES.map((status) => ({ value: status, label: words[status] }))]}
        className="max-md:flex-1"
      />
      <Select
        name="object"
        prefix={t("column.object")}
        aria-label={t("column.object")}
        defaultValue={address.object}
        options={[all, ...sources.map(({ id, name }) => ({ value: id, label: name }))]}
        className="max-md:flex-1"
      />
    </FilterBar>
  );
}
