import { useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { FilterBar } from "@/components/patterns/filter-bar";
import { FilterChips } from "@/components/patterns/filter-chips";
import { FilterMenu } from "@/components/patterns/filter-menu";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { choiceName } from "./instance-choice";
import {
  CHOICES,
  type FilterName,
  filtersOf,
  type KeysAddress,
  keysAddressOf,
  keysHref,
  TYPED,
  unfiltered,
  without,
} from "./keys-address";
import { usageText } from "./usage-text";

/** KEY-30, KEY-94; the search takes an id, the beginning of an alias, or a tag. */
export function KeysFilter({
  region,
  address,
  instances,
  count,
}: {
  region: string;
  address: KeysAddress;
  instances: readonly Pick<InstanceView, "instanceId" | "name">[];
  count: string;
}) {
  const t = useTranslations("keys.list");
  const words = useFilterWords();
  const set = filtersOf(address);
  return (
    <>
      <FilterBar search={{ name: "search", value: address.search, placeholder: t("searchPlaceholder") }} count={count}>
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
        <FilterMenu
          label={t("filters")}
          say={t("filtersSay")}
          apply={t("applyFilters")}
          count={set.length}
          state={keysHref("", { ...address, trail: [] })}
        >
          <Boxes address={address} />
          <Fields address={address} />
        </FilterMenu>
      </FilterBar>
      <FilterChips
        clearHref={keysHref(region, set.length > 0 ? unfiltered(address) : keysAddressOf({}))}
        chips={set.map((one) => ({
          label: t("chip", { name: words.name[one.name], value: words.value(one) }),
          href: keysHref(region, without(address, one)),
        }))}
      />
    </>
  );
}

/** Of one group any, of all groups each. */
function Boxes({ address }: { address: KeysAddress }) {
  const words = useFilterWords();
  const names = ["state", "spec", "usage", "level"] as const;
  return names.map((name) => (
    <fieldset key={name} className="grid content-start gap-1">
      <legend className="mb-1 font-bold">{words.name[name]}</legend>
      {CHOICES[name].map((value) => (
        <Checkbox
          key={value}
          name={name}
          value={value}
          defaultChecked={address[name].some((chosen) => chosen === value)}
        >
          {words.value({ name, value })}
        </Checkbox>
      ))}
    </fieldset>
  ));
}

function Fields({ address }: { address: KeysAddress }) {
  const t = useTranslations("keys.list");
  const words = useFilterWords();
  return (
    <div className="grid gap-2 md:col-span-2 md:grid-cols-2">
      {TYPED.map((name) => (
        <Field key={name} label={words.name[name]}>
          {(wiring) => (
            <Input
              {...wiring}
              name={name}
              defaultValue={address[name].join(", ")}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
      ))}
      <p className="self-end text-xs text-muted">{t("commas")}</p>
    </div>
  );
}

function useFilterWords() {
  const t = useTranslations("keys.filter");
  const column = useTranslations("keys.column");
  const states = useTranslations("states.key");
  const state: Record<string, string> = {
    Enabled: states("Enabled"),
    Disabled: states("Disabled"),
    PendingDeletion: states("PendingDeletion"),
    PendingImport: states("PendingImport"),
    Unavailable: states("Unavailable"),
  };
  const name: Record<FilterName, string> = {
    state: column("status"),
    spec: t("spec"),
    usage: t("usage"),
    level: t("level"),
    aliasPrefix: t("aliasPrefix"),
    keyId: t("keyId"),
    tag: t("tag"),
    tagValue: t("tagValue"),
    creator: t("creator"),
  };
  const value = (one: { name: FilterName; value: string }) => {
    if (one.name === "state") return state[one.value] ?? one.value;
    return one.name === "usage" ? usageText(one.value) : one.value;
  };
  return { name, value };
}
