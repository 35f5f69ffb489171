import { useTranslations } from "next-intl";
import { FilterBar } from "@/components/patterns/filter-bar";
import { Select } from "@/components/ui/select";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { choiceName } from "./instance-choice";
import type { KeysAddress } from "./keys-address";

/** KEY-30, KEY-94; the search takes an id, the beginning of an alias, or a tag. */
export function KeysFilter({
  address,
  instances,
  count,
}: {
  address: KeysAddress;
  instances: readonly Pick<InstanceView, "instanceId" | "name">[];
  count: number;
}) {
  const t = useTranslations("keys.list");
  const column = useTranslations("keys.column");
  const states = useTranslations("states.key");
  return (
    <FilterBar
      search={{ name: "search", value: address.search, placeholder: t("searchPlaceholder") }}
      count={t("count", { count })}
    >
      <Select
        name="instance"
        key={`instance ${address.instance}`}
        prefix={t("instanceId")}
        aria-label={t("instanceId")}
        defaultValue={address.instance}
        className="max-w-80 max-md:w-full max-md:max-w-none"
        options={[
          { value: "", label: t("allInstances") },
          ...instances.map((instance) => ({ value: instance.instanceId, label: choiceName(instance) })),
        ]}
      />
      <Select
        name="state"
        key={`state ${address.state}`}
        prefix={column("status")}
        aria-label={column("status")}
        defaultValue={address.state}
        className="max-md:flex-1"
        options={[
          { value: "", label: t("allStates") },
          { value: "Enabled", label: states("Enabled") },
          { value: "Disabled", label: states("Disabled") },
          { value: "PendingDeletion", label: states("PendingDeletion") },
          { value: "Unavailable", label: states("Unavailable") },
        ]}
      />
    </FilterBar>
  );
}
