import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { Field } from "@/components/patterns/field";
import { FilterForm } from "@/components/patterns/filter-form";
import { Button, ButtonLink } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { type AuditQuery, auditHref, isFiltered } from "./audit-address";

const OUTCOMES = ["", "Success", "refused"];

/** Every filter of the trail, in the address; the rarer ones are folded until one of them is used. */
export function AuditFilterBar({
  region,
  query,
  regions,
  zone,
}: {
  region: string;
  query: AuditQuery;
  regions: readonly { id: string; name: string }[];
  zone: string;
}) {
  const t = useTranslations("audit.field");
  const list = useTranslations("audit.list");
  const source = useTranslations("audit.source");
  const outcome = useTranslations("audit.outcome");
  const rarer = [query.actor, query.ip, query.request, query.source, query.in].some(Boolean);
  return (
    <FilterForm className="grid gap-3 border-b border-line p-3 md:px-4">
      <div className="grid grid-cols-1 items-end gap-3 sm:grid-cols-2 lg:grid-cols-[auto_auto_1fr_1fr_auto]">
        <Filter
          label={list("from", { zone })}
          name="from"
          type="datetime-local"
          step={1}
          key={`from ${query.from}`}
          defaultValue={query.from}
        />
        <Filter
          label={list("to", { zone })}
          name="to"
          type="datetime-local"
          step={1}
          key={`to ${query.to}`}
          defaultValue={query.to}
        />
        <Filter
          label={t("event")}
          name="event"
          type="search"
          key={`event ${query.event}`}
          defaultValue={query.event}
          placeholder="DisableKey, EnableKey"
        />
        <Filter
          label={t("resource")}
          name="resource"
          key={`resource ${query.resource}`}
          defaultValue={query.resource}
          placeholder={list("resourcePlaceholder")}
        />
        <Field label={t("outcome")}>
          {(wiring) => (
            <Select
              {...wiring}
              name="outcome"
              key={`outcome ${query.outcome}`}
              defaultValue={query.outcome}
              options={[
                { value: "", label: outcome("all") },
                { value: "Success", label: outcome("success") },
                { value: "refused", label: outcome("refused") },
                ...(OUTCOMES.includes(query.outcome) ? [] : [{ value: query.outcome, label: query.outcome }]),
              ]}
            />
          )}
        </Field>
      </div>
      <details open={rarer} className="text-sm">
        <summary className="w-fit cursor-pointer text-accent">{list("moreFilters")}</summary>
        <div className="mt-3 grid grid-cols-1 items-end gap-3 sm:grid-cols-2 lg:grid-cols-3">
          <Filter label={t("actor")} name="actor" key={`actor ${query.actor}`} defaultValue={query.actor} />
          <Filter label={t("sourceIp")} name="ip" key={`ip ${query.ip}`} defaultValue={query.ip} />
          <Filter label={t("requestId")} name="request" key={`request ${query.request}`} defaultValue={query.request} />
          <Field label={t("source")}>
            {(wiring) => (
              <Select
                {...wiring}
                name="source"
                key={`source ${query.source}`}
                defaultValue={query.source}
                options={[
                  { value: "", label: outcome("all") },
                  { value: "ConsoleOperation", label: source("console") },
                  { value: "ApiCall", label: source("api") },
                  { value: "AliyunServiceEvent", label: source("service") },
                  { value: "OperatorCommand", label: source("operator") },
                ]}
              />
            )}
          </Field>
          <Field label={t("region")}>
            {(wiring) => (
              <Select
                {...wiring}
                name="in"
                key={`in ${query.in}`}
                defaultValue={query.in}
                options={[
                  { value: "", label: list("allRegions") },
                  ...regions.map(({ id, name }) => ({ value: id, label: name })),
                ]}
              />
            )}
          </Field>
        </div>
      </details>
      <div className="flex flex-wrap gap-2">
        <Button type="submit">{list("apply")}</Button>
        {isFiltered(query) && (
          <ButtonLink tone="quiet" href={auditHref(region, {})} scroll={false}>
            {list("clear")}
          </ButtonLink>
        )}
      </div>
    </FilterForm>
  );
}

function Filter({ label, ...input }: { label: string } & Omit<ComponentProps<typeof Input>, "prefix">) {
  return (
    <Field label={label}>{(wiring) => <Input {...wiring} autoComplete="off" spellCheck={false} {...input} />}</Field>
  );
}
