"use client";

import { useTranslations } from "next-intl";
import { KeyValue } from "@/components/patterns/key-value";
import { TextField } from "@/components/secrets/create/text-field";
import { Mono } from "@/components/ui/mono";
import { RadioCards } from "@/components/ui/radio-cards";
import { ADAPTERS_OF, TARGET_NAME_MAX, TARGET_SERVICES } from "@/lib/domain/secrets/targets/target-rules";
import { serving, speaking } from "./target-draft";
import type { TargetFormProps } from "./target-panel";
import { useTargetKinds } from "./target-words";

/** What it serves and speaks, and what it is called; only the name of a known one can be changed. */
export function IdentityFields({ draft, isKnown, set, propsOf }: TargetFormProps) {
  const t = useTranslations("targets");
  const { services, adapters } = useTargetKinds();
  const serves = {
    Rds: t("service.rdsSay"),
    PolarDB: t("service.polarDBSay"),
    Redis: t("service.redisSay"),
    ECS: t("service.ecsSay"),
  };
  const speaks = {
    PostgreSQL: t("adapter.postgreSQLSay"),
    MySQL: t("adapter.mySQLSay"),
    Redis: t("adapter.redisSay"),
    SSH: t("adapter.sshSay"),
    Webhook: t("adapter.webhookSay"),
  };
  const labels = {
    service: propsOf("service").label,
    adapter: propsOf("adapter").label,
    id: propsOf("targetId").label,
  };
  return (
    <>
      {isKnown ? (
        <KeyValue
          entries={[
            { label: labels.id, value: <Mono>{draft.targetId}</Mono> },
            { label: labels.service, value: services[draft.service] },
            { label: labels.adapter, value: adapters[draft.adapter] },
          ]}
        />
      ) : (
        <>
          <RadioCards
            legend={labels.service}
            name="service"
            value={draft.service}
            onChange={(to) => set(serving(draft, TARGET_SERVICES.find((known) => known === to) ?? draft.service))}
            cards={TARGET_SERVICES.map((value) => ({ value, label: services[value], consequence: serves[value] }))}
          />
          <RadioCards
            legend={labels.adapter}
            name="adapter"
            value={draft.adapter}
            onChange={(to) =>
              set(speaking(draft, ADAPTERS_OF[draft.service].find((known) => known === to) ?? draft.adapter))
            }
            cards={ADAPTERS_OF[draft.service].map((value) => ({
              value,
              label: adapters[value],
              consequence: speaks[value],
            }))}
          />
          <TextField
            {...propsOf("targetId")}
            help={t("field.targetIdHelp")}
            value={draft.targetId}
            onChange={(targetId) => set({ targetId })}
          />
        </>
      )}
      <TextField
        {...propsOf("name")}
        optional
        help={t("field.nameHelp", { limit: TARGET_NAME_MAX })}
        value={draft.name}
        onChange={(name) => set({ name })}
      />
    </>
  );
}
