import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FilterBar } from "@/components/patterns/filter-bar";
import { Select } from "@/components/ui/select";
import { ALERT_LEVELS, ALERT_NAMES } from "@/lib/domain/alerts/alert-rules";
import type { AlertQuery } from "./alert-query";
import { useAlertNames } from "./alert-words";

export function AlertsFilterBar({
  query,
  regions,
  count,
}: {
  query: AlertQuery;
  regions: readonly { id: string; name: string }[];
  count: ReactNode;
}) {
  const t = useTranslations("alerts.filter");
  const states = useTranslations("states.alert");
  const nameOf = useAlertNames();
  const levels = { INFO: states("INFO"), WARN: states("WARN"), CRITICAL: states("CRITICAL") };
  return (
    <FilterBar count={count}>
      <Select
        name="state"
        prefix={t("state")}
        aria-label={t("state")}
        defaultValue={query.state}
        className="max-md:w-full"
        options={[
          { value: "", label: t("allStates") },
          { value: "open", label: t("open") },
          { value: "acknowledged", label: t("acknowledged") },
          { value: "over", label: t("over") },
        ]}
      />
      <Select
        name="level"
        prefix={t("level")}
        aria-label={t("level")}
        defaultValue={query.level}
        className="max-md:w-full"
        options={[
          { value: "", label: t("allLevels") },
          ...[...ALERT_LEVELS].reverse().map((level) => ({ value: level, label: levels[level] })),
        ]}
      />
      <Select
        name="name"
        prefix={t("name")}
        aria-label={t("name")}
        defaultValue={query.name}
        className="max-w-80 max-md:w-full max-md:max-w-none"
        options={[
          { value: "", label: t("allNames") },
          ...ALERT_NAMES.map((name) => ({ value: name, label: nameOf(name) })),
        ]}
      />
      <Select
        name="in"
        prefix={t("region")}
        aria-label={t("region")}
        defaultValue={query.in}
        className="max-w-80 max-md:w-full max-md:max-w-none"
        options={[
          { value: "", label: t("allRegions") },
          ...regions.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </FilterBar>
  );
}
