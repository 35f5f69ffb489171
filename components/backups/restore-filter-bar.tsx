import { useTranslations } from "next-intl";
import { FilterBar } from "@/components/patterns/filter-bar";
import { Select } from "@/components/ui/select";
import type { RestoreView } from "@/lib/domain/backups/restore-view";
import type { RestoreAddress, Show } from "./restore-address";

/** Which of the items: by what becomes of them, by kind, by name. */
export function RestoreFilterBar({ restore, address }: { restore: RestoreView; address: RestoreAddress }) {
  const t = useTranslations("backups.plan");
  const { counts, state } = restore;
  const shows: { value: Show; label: string }[] =
    state === "Planned"
      ? [
          { value: "all", label: t("showAll", { count: counts.items }) },
          { value: "restore", label: t("showRestore", { count: counts.restore }) },
          { value: "added", label: t("showAdded", { count: counts.added }) },
          { value: "blocked", label: t("showBlocked", { count: counts.blocked }) },
          { value: "warned", label: t("showWarned", { count: counts.warned }) },
        ]
      : [
          { value: "all", label: t("showAll", { count: counts.items }) },
          { value: "restored", label: t("showRestored", { count: counts.restored }) },
          { value: "failed", label: t("showFailed", { count: counts.failed }) },
          { value: "blocked", label: t("showBlocked", { count: counts.blocked }) },
          { value: "added", label: t("showAdded", { count: counts.added }) },
          { value: "warned", label: t("showWarned", { count: counts.warned }) },
        ];
  return (
    <FilterBar
      key={`${address.show} ${address.kind} ${address.search}`}
      search={{ name: "search", value: address.search, placeholder: t("search") }}
    >
      <Select
        name="show"
        prefix={t("show")}
        aria-label={t("show")}
        defaultValue={address.show === "all" ? "" : address.show}
        options={shows.map((option) => ({ ...option, value: option.value === "all" ? "" : option.value }))}
      />
      <Select
        name="kind"
        prefix={t("kind")}
        aria-label={t("kind")}
        defaultValue={address.kind}
        options={[
          { value: "", label: t("allKinds") },
          { value: "key", label: t("keys") },
          { value: "secret", label: t("secrets") },
        ]}
      />
    </FilterBar>
  );
}
