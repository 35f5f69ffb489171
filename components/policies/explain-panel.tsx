"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { explainAccessAction } from "@/lib/actions/policies";
import { isAddressRange } from "@/lib/domain/policies/address-range";
import type { PolicySubject } from "@/lib/domain/policies/policy-form";
import { roleArn, rootArn, userArn } from "@/lib/domain/policies/principal";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { groupsOf } from "./action-groups";
import { useGroupNames } from "./action-words";
import { ExplainedAccess } from "./explained-access";
import { useIdentities } from "./use-identities";

interface ExplainProps {
  subject: PolicySubject;
  region: string;
  /** Key ID or name of the secret. */
  name: string;
  /** Of whoever asks: whose users and roles are listed. */
  accountId: string;
  closeHref: string;
}

export default function ExplainInScope({ scope, ...props }: ExplainProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <ExplainPanel {...props} />
    </ClientScope>
  );
}

const TYPED = "typed";

/** Explain access: may this principal do this here, and why (P25). */
function ExplainPanel({ subject, region, name, accountId, closeHref }: ExplainProps) {
  const t = useTranslations("policies.explain");
  const card = useTranslations("policies.card");
  const groupNames = useGroupNames();
  const found = useIdentities();
  const [who, setWho] = useState(rootArn(accountId));
  const [typed, setTyped] = useState("");
  const [action, setAction] = useState(subject === "key" ? "kms:Decrypt" : "kms:GetSecretValue");
  const [sourceIp, setSourceIp] = useState("");
  const [left, setLeft] = useState(false);
  const asking = useAction(explainAccessAction);
  const address = sourceIp.trim();
  const wrong = address !== "" && (!isAddressRange(address) || address.includes("/"));
  const principal = who === TYPED ? typed.trim() : who;
  // An answer to another question must not stand beside this one.
  const change = (set: (value: string) => void) => (event: { target: { value: string } }) => {
    set(event.target.value);
    asking.reset();
  };
  return (
    <SidePanel
      wide
      asksOnly
      title={card("explain")}
      closeHref={closeHref}
      submit={t("submit")}
      pending={asking.pending}
      disabled={principal === ""}
      failure={asking.failure}
      onSubmit={() => {
        setLeft(true);
        if (!wrong) asking.run({ subject, region, name, principal, action, sourceIp: address });
      }}
      say={t("say")}
    >
      <Field
        label={t("who")}
        help={found && (!found.users || !found.roles) ? t("cannotLook") : found?.all === false && t("notAll")}
      >
        {(wiring) => (
          <Select
            {...wiring}
            value={who}
            onChange={change(setWho)}
            options={[
              { value: rootArn(accountId), label: t("root") },
              ...(found?.users ?? []).map((user) => ({
                value: userArn(accountId, user),
                label: user,
                group: t("users"),
              })),
              ...(found?.roles ?? []).map((role) => ({
                value: roleArn(accountId, role),
                label: role,
                group: t("roles"),
              })),
              { value: TYPED, label: t("typed"), group: t("others") },
            ]}
          />
        )}
      </Field>
      {who === TYPED && (
        <Field label={t("arn")} help={t("arnHelp")}>
          {(wiring) => (
            <Input
              {...wiring}
              className="font-mono"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={typed}
              onChange={change(setTyped)}
            />
          )}
        </Field>
      )}
      <Field label={t("action")}>
        {(wiring) => (
          <Select
            {...wiring}
            value={action}
            onChange={change(setAction)}
            options={groupsOf(subject).flatMap(({ group, actions }) =>
              actions.map((one) => ({ value: one, label: one, group: groupNames[group] })),
            )}
          />
        )}
      </Field>
      <Field label={t("ip")} optional help={t("ipHelp")} error={left && wrong && t("ipWrong")}>
        {(wiring) => (
          <Input
            {...wiring}
            className="font-mono"
            autoComplete="off"
            spellCheck={false}
            value={sourceIp}
            onChange={change(setSourceIp)}
            onBlur={() => setLeft(true)}
          />
        )}
      </Field>
      {asking.value && <ExplainedAccess subject={subject} region={region} explanation={asking.value} />}
    </SidePanel>
  );
}
