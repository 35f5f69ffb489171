"use client";

import { useTranslations } from "next-intl";
import { RadioCards } from "@/components/ui/radio-cards";
import { type EcsDraft, hostsOf } from "./ecs-draft";
import { type Judged, judgedProps } from "./judged";
import type { TargetChoice } from "./target-choice";
import { TargetField } from "./target-field";
import { TextField } from "./text-field";

/** Managed Instance, Managed User and Initial Secret Value (SEC-14, SEC-16, SEC-52). */
export function EcsFields({
  draft,
  targets,
  region,
  judged,
  onChange,
}: {
  draft: EcsDraft;
  targets: readonly TargetChoice[];
  region: string;
  judged: Judged;
  onChange: (draft: EcsDraft) => void;
}) {
  const t = useTranslations("secrets.managed.ecs");
  const set = (part: Partial<EcsDraft>) => onChange({ ...draft, ...part });
  const gives = draft.source === "give";
  return (
    <>
      <TargetField
        targets={hostsOf(targets)}
        service="ECS"
        region={region}
        chosen={draft.targetId}
        help={t("instanceHelp")}
        judged={judged}
        onChoose={(targetId) => set({ targetId })}
      />
      <TextField
        {...judgedProps(judged, "account")}
        help={t("userHelp")}
        value={draft.userName}
        onChange={(userName) => set({ userName })}
      />
      <RadioCards
        legend={t("value")}
        name="ecsForm"
        value={draft.form}
        onChange={(form) => set({ form: form === "SSHKey" ? "SSHKey" : "Password" })}
        cards={[
          { value: "Password", label: t("password"), consequence: t("passwordSay") },
          { value: "SSHKey", label: t("keyPair"), consequence: t("keyPairSay") },
        ]}
      />
      <RadioCards
        legend={t("source")}
        name="ecsSource"
        value={draft.source}
        onChange={(source) => set({ source: source === "give" ? "give" : "make" })}
        cards={[
          {
            value: "make",
            label: t("make"),
            consequence: draft.form === "Password" ? t("makePasswordSay") : t("makeKeyPairSay"),
          },
          { value: "give", label: t("give"), consequence: t("giveSay") },
        ]}
      />
      {gives && draft.form === "Password" && (
        <TextField
          {...judgedProps(judged, "password")}
          concealed
          value={draft.password}
          onChange={(password) => set({ password })}
        />
      )}
      {gives && draft.form === "SSHKey" && (
        <>
          <TextField
            {...judgedProps(judged, "publicKey")}
            help={t("publicKeyHelp")}
            rows={2}
            value={draft.publicKey}
            onChange={(publicKey) => set({ publicKey })}
          />
          <TextField
            {...judgedProps(judged, "privateKey")}
            help={t("privateKeyHelp")}
            concealed
            rows={5}
            value={draft.privateKey}
            onChange={(privateKey) => set({ privateKey })}
          />
        </>
      )}
    </>
  );
}
