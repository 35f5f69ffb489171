"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { createRestorePlanAction } from "@/lib/actions/restores";
import { itemOfName } from "@/lib/domain/backups/choice-rules";
import type { RestoreDestination } from "@/lib/domain/backups/list-restore-destinations";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { useChosen } from "./chosen-items";
import { InstanceCards, NoInstance } from "./instance-cards";
import { PoliciesChoice, type PoliciesChosen } from "./policies-choice";
import { restoreHref } from "./restore-address";

interface PlanProps {
  region: string;
  backupId: string;
  sourceName: string;
  sourceInstanceId: string;
  /** The moment whose state is restored. */
  at: Date;
  zone: string;
  /** What the backup held then; what is chosen when it is not everything. */
  held: { keys: number; secrets: number };
  place: string;
  all: boolean;
  regions: readonly { id: string; name: string }[];
  destinations: readonly RestoreDestination[];
  closeHref: string;
}

export function RestorePlanPanel({ scope, ...props }: PlanProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <PlanForm {...props} />
    </ClientScope>
  );
}

/** Where to and under whose policies; then the plan is made, which changes nothing and says of each item what would be. */
function PlanForm({ region, backupId, at, all, place, regions, destinations, closeHref, ...facts }: PlanProps) {
  const t = useTranslations("backups.select");
  const common = useTranslations("common.label");
  const router = useRouter();
  const items = useChosen(place).flatMap((name) => itemOfName(name) ?? []);
  const [there, setThere] = useState(region);
  const [chosenId, setChosenId] = useState("");
  const [policies, setPolicies] = useState<PoliciesChosen>("saved");
  const here = destinations.filter((option) => option.region === there);
  const usable = here.filter(({ refusal }) => refusal === null);
  const destination = usable.find(({ instanceId }) => instanceId === chosenId) ?? usable[0];
  const nothing = !all && items.length === 0;
  const write = useAction(createRestorePlanAction, {
    onSuccess: ({ restoreId }) => router.push(restoreHref({ region, backupId, restoreId })),
  });
  return (
    <SidePanel
      title={all ? t("titleAll") : t("titleSelected")}
      closeHref={closeHref}
      submit={t("plan")}
      pending={write.pending || write.value !== undefined}
      disabled={!destination || nothing}
      failure={write.failure}
      onSubmit={() =>
        destination &&
        write.run({
          region,
          backupId,
          at,
          scope: all ? { kind: "all" } : { kind: "items", items },
          destination: { region: destination.region, instanceId: destination.instanceId },
          policies,
        })
      }
      say={destination ? t("say") : t("sayNone")}
    >
      {nothing && <Notice tone="warn" title={t("nothing")} />}
      <KeyValue
        entries={[
          {
            label: t("what"),
            value: all
              ? t("whatAll", facts.held)
              : t("whatSelected", {
                  keys: items.filter(({ kind }) => kind === "key").length,
                  secrets: items.filter(({ kind }) => kind === "secret").length,
                }),
          },
          { label: t("source"), value: facts.sourceName },
          {
            label: t("asOf"),
            value: (
              <>
                <Moment at={at} /> <span className="text-muted">{facts.zone}</span>
              </>
            ),
          },
        ]}
      />
      <Field label={common("region")} help={t("regionHelp")}>
        {(wiring) => (
          <Select
            {...wiring}
            name="region"
            value={there}
            onChange={(event) => setThere(event.target.value)}
            options={regions.map(({ id, name }) => ({ value: id, label: `${name} · ${id}` }))}
          />
        )}
      </Field>
      {here.length > 0 ? (
        <InstanceCards
          destinations={here}
          chosen={destination?.instanceId ?? ""}
          onChange={setChosenId}
          sourceInstanceId={facts.sourceInstanceId}
        />
      ) : (
        <NoInstance region={there} />
      )}
      <PoliciesChoice value={policies} onChange={setPolicies} />
      <Notice tone="plain" title={t("howTitle")}>
        <ul className="grid list-disc gap-1 pl-4">
          <li>{t("howKeys")}</li>
          <li>{t("howExisting")}</li>
          <li>{t("howCheck")}</li>
        </ul>
      </Notice>
    </SidePanel>
  );
}
