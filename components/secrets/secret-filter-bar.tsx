import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Field } from "@/components/patterns/field";
import { FilterBar } from "@/components/patterns/filter-bar";
import { FilterChips } from "@/components/patterns/filter-chips";
import { FilterMenu } from "@/components/patterns/filter-menu";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { listHref, type SecretQuery, TAB_TYPES } from "./secret-query";

export interface InstanceChoice {
  instanceId: string;
  name: string | null;
}

/** What has no place in the bar. */
const MENU = ["type", "tag", "key"] as const;

/** SEC-50: by instance first, then what ListSecrets can search by (SEC-54). */
export function SecretFilterBar({
  region,
  query,
  instances,
  count,
}: {
  region: string;
  query: SecretQuery;
  instances: readonly InstanceChoice[];
  count: ReactNode;
}) {
  const t = useTranslations("secrets");
  const keys = useTranslations("keys.list");
  const rotation = useTranslations("states.secretRotation");
  const types = TAB_TYPES[query.tab];
  const typed = MENU.filter((name) => query[name] !== "");
  const names = { type: t("field.type"), tag: t("field.tags"), key: t("field.encryptionKey") };
  const without = (name: (typeof MENU)[number]) => listHref(region, { ...query, [name]: "" }, []);
  return (
    <>
      <FilterBar
        search={{ name: "search", value: query.search, placeholder: t("list.searchPlaceholder") }}
        keep={query.tab === "generic" ? {} : { tab: query.tab }}
        count={count}
      >
        <Select
          name="instance"
          prefix={t("field.instanceId")}
          aria-label={t("field.instanceId")}
          defaultValue={query.instance}
          className="max-w-64 max-md:w-full max-md:max-w-none"
          options={[
            { value: "", label: t("list.allInstances") },
            ...instances.map(({ instanceId, name }) => ({
              value: instanceId,
              label: name ? `${name} · ${instanceId}` : instanceId,
            })),
          ]}
        />
        {query.tab !== "generic" && (
          <Select
            name="rotation"
            prefix={t("field.automaticRotation")}
            aria-label={t("field.automaticRotation")}
            defaultValue={query.rotation}
            className="max-md:w-full"
            options={[
              { value: "", label: t("list.allStates") },
              { value: "Enabled", label: rotation("Enabled") },
              { value: "Disabled", label: rotation("Disabled") },
              { value: "Invalid", label: rotation("Invalid") },
              { value: "Rotating", label: rotation("Rotating") },
            ]}
          />
        )}
        <Select
          name="state"
          prefix={t("field.status")}
          aria-label={t("field.status")}
          defaultValue={query.state}
          className="max-md:w-full"
          options={[
            { value: "", label: t("list.allStates") },
            { value: "Enabled", label: t("list.inUse") },
            { value: "PendingDeletion", label: t("list.pendingDeletion") },
          ]}
        />
        <FilterMenu
          label={keys("filters")}
          say={t("list.filtersSay")}
          apply={keys("applyFilters")}
          count={typed.length}
          state={MENU.map((name) => query[name]).join(" ")}
        >
          {types.length > 1 && (
            <Field label={names.type}>
              {(wiring) => (
                <Select
                  {...wiring}
                  name="type"
                  defaultValue={query.type}
                  options={[
                    { value: "", label: t("list.allStates") },
                    ...types.map((type) => ({ value: type, label: type })),
                  ]}
                />
              )}
            </Field>
          )}
          <Field label={names.tag} help={t("list.tagHelp")}>
            {(wiring) => (
              <Input {...wiring} name="tag" defaultValue={query.tag} autoComplete="off" spellCheck={false} />
            )}
          </Field>
          <Field label={names.key} help={t("list.keyHelp")}>
            {(wiring) => (
              <Input {...wiring} name="key" defaultValue={query.key} autoComplete="off" spellCheck={false} />
            )}
          </Field>
        </FilterMenu>
      </FilterBar>
      <FilterChips
        clearHref={listHref(region, { ...query, type: "", tag: "", key: "" }, [])}
        chips={typed.map((name) => ({
          label: keys("chip", { name: names[name], value: query[name] }),
          href: without(name),
        }))}
      />
    </>
  );
}
