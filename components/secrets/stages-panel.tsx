"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useClosing } from "@/components/keys/use-closing";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { Mono } from "@/components/ui/mono";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { updateSecretVersionStageAction } from "@/lib/actions/secrets";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { customStages, type StagedVersion, type StageWay, stageChange, stageOutcome } from "./stage-change";
import { StageOutcomeText } from "./stage-outcome";

interface StagesProps {
  region: string;
  /** Its name, or its ARN where it is another account's. */
  secret: string;
  name: string;
  /** Newest first. */
  versions: readonly StagedVersion[];
  closeHref: string;
}

export default function StagesInScope({ scope, ...props }: StagesProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <StagesPanel {...props} />
    </ClientScope>
  );
}

/** Stages of a Generic secret (SEC-23): a label is added, moved or taken away, and what follows is said before. */
function StagesPanel({ region, secret, name, versions, closeHref }: StagesProps) {
  const t = useTranslations("secrets.stages");
  const field = useTranslations("secrets.field");
  const { closeWith } = useClosing(closeHref);
  const [way, setWay] = useState<StageWay>(versions.length > 1 ? "move" : "add");
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState("ACSCurrent");
  const [target, setTarget] = useState("");
  const [judged, setJudged] = useState(false);
  const custom = customStages(versions);
  const labels = way === "remove" ? custom : versions.flatMap(({ stages }) => stages).sort();
  const stage = way === "add" ? typed.trim() : labels.includes(chosen) ? chosen : (labels[0] ?? "");
  const holder = versions.find(({ stages }) => stages.includes(stage))?.versionId;
  const takers = versions.map(({ versionId }) => versionId).filter((id) => way === "add" || id !== holder);
  const moveTo = takers.includes(target) ? target : (takers[0] ?? "");
  const change = stageChange(way, stage, { holder, moveTo });
  const outcome = stageOutcome(versions, change, way);
  const write = useAction(updateSecretVersionStageAction, { onSuccess: () => closeWith(t("done", { stage, name })) });
  const wrong = way === "add" && judged && outcome.fault;

  function save() {
    setJudged(true);
    if (outcome.fault === null) write.run({ region, secret, ...change });
  }

  return (
    <SidePanel
      title={t("title")}
      closeHref={closeHref}
      submit={way === "add" ? t("add") : way === "move" ? t("move") : t("remove")}
      disabled={way !== "add" && outcome.fault !== null}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onSubmit={save}
      say={t("say")}
    >
      <p className="text-sm">
        <Mono>{name}</Mono>
      </p>
      <RadioCards
        legend={t("way")}
        name="way"
        columns={1}
        value={way}
        onChange={(to) => {
          setWay(to as StageWay); // the cards' own values
          setJudged(false);
        }}
        cards={[
          {
            value: "move",
            label: t("move"),
            consequence: versions.length > 1 ? t("moveSay") : t("moveNone"),
            disabled: versions.length < 2,
          },
          { value: "add", label: t("add"), consequence: t("addSay") },
          {
            value: "remove",
            label: t("remove"),
            consequence: custom.length > 0 ? t("removeSay") : t("removeNone"),
            disabled: custom.length === 0,
          },
        ]}
      />
      {way === "add" ? (
        <Field
          label={t("stage")}
          error={wrong && (wrong === "taken" ? t("taken", { version: holder ?? "–" }) : t("wrong"))}
          help={t("stageHelp")}
        >
          {(wiring) => (
            <Input
              {...wiring}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              value={typed}
              onChange={({ target: input }) => setTyped(input.value)}
              onBlur={() => typed.trim() && setJudged(true)}
            />
          )}
        </Field>
      ) : (
        <Field label={t("stage")}>
          {(wiring) => (
            <Select
              {...wiring}
              value={stage}
              onChange={({ target: select }) => setChosen(select.value)}
              options={labels.map((label) => ({ value: label, label }))}
            />
          )}
        </Field>
      )}
      {way !== "remove" && (
        <Field label={way === "add" ? field("version") : t("moveTo")}>
          {(wiring) => (
            <Select
              {...wiring}
              value={moveTo}
              onChange={({ target: select }) => setTarget(select.value)}
              options={takers.map((versionId) => ({ value: versionId, label: versionId }))}
            />
          )}
        </Field>
      )}
      {outcome.fault === null && <StageOutcomeText stage={stage} outcome={outcome} />}
    </SidePanel>
  );
}
