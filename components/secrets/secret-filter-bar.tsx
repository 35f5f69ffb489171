import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FilterBar } from "@/components/patterns/filter-bar";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { SecretQuery } from "./secret-query";

export interface InstanceChoice {
  instanceId: string;
  name: string | null;
}

/** SEC-50: by instance first, then what ListSecrets can search by (SEC-54). */
export function SecretFilterBar({
  query,
  instances,
  count,
}: {
  query: SecretQuery;
  instances: readonly InstanceChoice[];
  count: ReactNode;
}) {
  const t = useTranslations("secrets");
  return (
    <FilterBar search={{ name: "search", value: query.search, placeholder: t("list.searchPlaceholder") }} count={count}>
      <Select
        name="instance"
        prefix={t("field.instanceId")}
        aria-label={t("field.instanceId")}
        defaultValue={query.instance}
        className="max-w-80 max-md:w-full max-md:max-w-none"
        options={[
          { value: "", label: t("list.allInstances") },
          ...instances.map(({ instanceId, name }) => ({
            value: instanceId,
            label: name ? `${name} · ${instanceId}` : instanceId,
          })),
        ]}
      />
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
      <Input
        name="tag"
        defaultValue={query.tag}
        placeholder={t("list.tagPlaceholder")}
        aria-label={t("field.tags")}
        className="max-w-44 max-md:max-w-none"
        spellCheck={false}
      />
    </FilterBar>
  );
}
