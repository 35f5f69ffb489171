"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { createRamPolicyAction, updateRamPolicyAction } from "@/lib/actions/ram";
import { POLICY_NAME_MAX, TEXT_MAX } from "@/lib/domain/ram/ram-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { PolicyEditor } from "./policy-editor";
import { ramHref } from "./ram-address";

interface PolicyProps {
  region: string;
  /** The one that is changed; absent for a new one. */
  policy?: { policyName: string; description: string; document: string; holders: number } | undefined;
  closeHref: string;
}

export default function PolicyInScope({ scope, ...props }: PolicyProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <PolicyPanel {...props} />
    </ClientScope>
  );
}

/** Where a new policy begins: a reader of keys, so that the shape is there to be changed. */
const BEGINNING = JSON.stringify(
  { Version: "1", Statement: [{ Effect: "Allow", Action: ["kms:DescribeKey", "kms:ListKeys"], Resource: ["*"] }] },
  null,
  2,
);

function PolicyPanel({ region, policy, closeHref }: PolicyProps) {
  const t = useTranslations("ram");
  const common = useTranslations("common.label");
  const router = useRouter();
  const [policyName, setName] = useState(policy?.policyName ?? "");
  const [description, setDescription] = useState(policy?.description ?? "");
  const [document, setDocument] = useState(policy?.document ?? BEGINNING);
  const write = useAction(policy ? updateRamPolicyAction : createRamPolicyAction, {
    onSuccess: () => {
      toast(policy ? t("edited", { name: policyName }) : t("policy.created", { name: policyName }));
      router.push(ramHref(region, "policies", policyName));
    },
  });
  const holders = policy?.holders ?? 0;
  return (
    <SidePanel
      wide
      title={policy ? t("policy.edit") : t("policy.create")}
      closeHref={closeHref}
      submit={policy ? t("save") : t("policy.create")}
      pending={write.pending}
      disabled={policyName === ""}
      failure={write.failure}
      onSubmit={() => write.run({ policyName, description, document })}
      say={policy ? t("policy.editSay", { count: holders }) : t("policy.createSay")}
    >
      {!policy && (
        <Field label={t("policy.name")} help={t("nameHelp")}>
          {(wiring) => (
            <Input
              {...wiring}
              className="font-mono"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={POLICY_NAME_MAX}
              value={policyName}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field label={common("description")} optional>
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            maxLength={TEXT_MAX}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        )}
      </Field>
      <PolicyEditor
        kind="ram"
        label={t("policy.document")}
        help={t("policy.documentHelp")}
        value={document}
        onChange={setDocument}
      />
    </SidePanel>
  );
}
