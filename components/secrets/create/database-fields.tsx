"use client";

import { useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { ImportedAccounts, MadeAccounts } from "./account-fields";
import {
  DATABASES,
  type DatabaseDraft,
  type DatabaseType,
  isDoubleOnly,
  managing,
  serviceOf,
  targetsFor,
} from "./database-draft";
import type { Judged } from "./judged";
import type { TargetChoice } from "./target-choice";
import { TargetField } from "./target-field";

/** Above the name. */
export function DatabaseTypeField({
  draft,
  onChange,
}: {
  draft: DatabaseDraft;
  onChange: (draft: DatabaseDraft) => void;
}) {
  const t = useTranslations("secrets.managed.database");
  const words: Record<DatabaseType, string> = {
    RdsMySQL: t("rdsMySQL"),
    RdsPostgreSQL: t("rdsPostgreSQL"),
    PolarDB: t("polarDB"),
    Redis: t("redis"),
    RdsOther: t("rdsOther"),
  };
  return (
    <Field label={t("type")} help={draft.database === "RdsOther" && t("rdsOtherHelp")}>
      {(wiring) => (
        <Select
          {...wiring}
          name="database"
          value={draft.database}
          onChange={({ target }) =>
            onChange({ ...draft, database: DATABASES.find((known) => known === target.value) ?? "RdsMySQL" })
          }
          options={DATABASES.map((value) => ({ value, label: words[value] }))}
        />
      )}
    </Field>
  );
}

/** The instance and Account Management (SEC-10..12, SEC-15, SEC-52). */
export function DatabaseFields({
  draft,
  targets,
  region,
  judged,
  onChange,
}: {
  draft: DatabaseDraft;
  targets: readonly TargetChoice[];
  region: string;
  judged: Judged;
  onChange: (draft: DatabaseDraft) => void;
}) {
  const t = useTranslations("secrets.managed.database");
  const set = (part: Partial<DatabaseDraft>) => onChange({ ...draft, ...part });
  const { double, imports } = managing(draft);
  const limited = isDoubleOnly(draft.database);
  return (
    <>
      <TargetField
        targets={targetsFor(draft.database, targets)}
        service={serviceOf(draft.database)}
        region={region}
        chosen={draft.targetId}
        help={t("instanceHelp")}
        judged={judged}
        onChoose={(targetId) => set({ targetId })}
      />
      <RadioCards
        legend={t("management")}
        name="users"
        value={double ? "DoubleUsers" : "SingleUser"}
        onChange={(users) => set({ users: users === "SingleUser" ? "SingleUser" : "DoubleUsers" })}
        cards={[
          { value: "DoubleUsers", label: t("dual"), consequence: t("dualSay") },
          {
            value: "SingleUser",
            label: t("single"),
            consequence: limited ? t("onlyDual") : t("singleSay"),
            disabled: limited,
          },
        ]}
      />
      <RadioCards
        legend={t("accounts")}
        name="source"
        value={imports ? "import" : "create"}
        onChange={(source) => set({ source: source === "import" ? "import" : "create" })}
        cards={[
          {
            value: "create",
            label: t("create"),
            consequence: double ? t("createTwoSay") : t("createOneSay"),
          },
          {
            value: "import",
            label: t("import"),
            consequence: limited ? t("onlyCreate") : t("importSay"),
            disabled: limited,
          },
        ]}
      />
      {imports ? (
        <ImportedAccounts draft={draft} judged={judged} onChange={set} />
      ) : (
        <MadeAccounts draft={draft} judged={judged} onChange={set} />
      )}
    </>
  );
}
