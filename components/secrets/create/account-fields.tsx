"use client";

import { useTranslations } from "next-intl";
import { RadioCards } from "@/components/ui/radio-cards";
import { type Account, cloneNameOf, type DatabaseDraft, managing } from "./database-draft";
import { fieldId, type Judged, judgedProps } from "./judged";
import { TextField } from "./text-field";

interface AccountFieldsProps {
  draft: DatabaseDraft;
  judged: Judged;
  onChange: (part: Partial<DatabaseDraft>) => void;
}

/** Accounts that KMS makes at the target, with what they may do there. */
export function MadeAccounts({ draft, judged, onChange }: AccountFieldsProps) {
  const t = useTranslations("secrets.managed.database");
  const { double, namesDatabases } = managing(draft);
  return (
    <>
      <TextField
        {...judgedProps(judged, "account")}
        help={t("accountHelp")}
        value={draft.accountName}
        onChange={(accountName) => onChange({ accountName })}
      />
      {double && (
        <TextField
          {...judgedProps(judged, "clone")}
          optional
          help={t("cloneHelp", { name: cloneNameOf({ ...draft, cloneName: "" }) || t("cloneExample") })}
          value={draft.cloneName}
          onChange={(cloneName) => onChange({ cloneName })}
        />
      )}
      <RadioCards
        legend={t("privilege")}
        name="privilege"
        value={draft.privilege}
        onChange={(privilege) => onChange({ privilege: privilege === "ReadOnly" ? "ReadOnly" : "ReadWrite" })}
        cards={[
          { value: "ReadWrite", label: t("readWrite"), consequence: t("readWriteSay") },
          { value: "ReadOnly", label: t("readOnly"), consequence: t("readOnlySay") },
        ]}
      />
      {namesDatabases && (
        <TextField
          {...judgedProps(judged, "databases")}
          optional
          help={t("databasesHelp")}
          value={draft.databases}
          onChange={(databases) => onChange({ databases })}
        />
      )}
    </>
  );
}

/** Accounts that are there: KMS signs in with each before anything is stored. */
export function ImportedAccounts({ draft, judged, onChange }: AccountFieldsProps) {
  const [first, second] = draft.accounts;
  const double = managing(draft).double;
  return (
    <>
      <ImportedAccount
        field="firstAccount"
        legend={judged.labels.firstAccount}
        account={first}
        judged={judged}
        onChange={(account) => onChange({ accounts: [account, second] })}
      />
      {double && (
        <ImportedAccount
          field="secondAccount"
          legend={judged.labels.secondAccount}
          account={second}
          judged={judged}
          onChange={(account) => onChange({ accounts: [first, account] })}
        />
      )}
    </>
  );
}

function ImportedAccount({
  field,
  legend,
  account,
  judged,
  onChange,
}: {
  field: "firstAccount" | "secondAccount";
  legend: string;
  account: Account;
  judged: Judged;
  onChange: (account: Account) => void;
}) {
  const t = useTranslations("secrets.managed");
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1.5 text-sm font-bold">{legend}</legend>
      <TextField
        id={fieldId(field)}
        label={t("database.account")}
        error={judged.errorOf(field)}
        value={account.name}
        onChange={(name) => onChange({ ...account, name })}
      />
      <TextField
        id={`${fieldId(field)}-password`}
        label={t("field.password")}
        concealed
        value={account.password}
        onChange={(password) => onChange({ ...account, password })}
        onLeave={() => judged.leave(field)}
      />
    </fieldset>
  );
}
