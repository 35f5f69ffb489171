"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { afterPress } from "@/components/patterns/after-press";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { FieldErrors } from "@/components/patterns/field-errors";
import { SidePanel } from "@/components/patterns/side-panel";
import { TagFields } from "@/components/patterns/tag-fields";
import { useAction } from "@/components/patterns/use-action";
import { type ChosenPolicy, PolicyChoice, policyInput } from "@/components/policies/policy-choice";
import { Input, Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { createKeyAction } from "@/lib/actions/keys";
import { DESCRIPTION_MAX } from "@/lib/domain/keys/key-rules";
import { TAGS_MAX, type Tag } from "@/lib/domain/tag-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { CreateKeyAdvanced } from "./create-key-advanced";
import { canRotate, isRotationDays, type KeyPlan, planInput } from "./create-key-form";
import { CreateKeyKind } from "./create-key-kind";
import { choiceName, firstChoice, type InstanceChoice, takesKey } from "./instance-choice";
import { areTags, isAliasName, isDescription, tagsTyped } from "./key-form";
import { keyHref } from "./keys-address";
import { useClosing } from "./use-closing";

interface Props {
  scope: ClientMessages;
  region: string;
  closeHref: string;
  /** Who will have created it (POL-17). */
  accountId: string;
  instances: readonly InstanceChoice[];
  /** The instance of the list's filter, or empty. */
  filtered: string;
}

/** KEY-31. The quota stands before it is met (INS-08). */
export function CreateKeyPanel(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Panel {...props} />
    </ClientScope>
  );
}

const IDS = {
  alias: "create-key-alias",
  tags: "create-key-tags",
  description: "create-key-description",
  confirm: "create-key-confirm",
  rotation: "create-key-rotation",
};
type Fault = keyof typeof IDS;
const FIRST_PLAN: KeyPlan = { spec: "Aliyun_AES_256", usage: "ENCRYPT_DECRYPT", external: false, rotationDays: null };

function Panel({ region, closeHref, accountId, instances, filtered }: Props) {
  const t = useTranslations("keys.create");
  const label = useTranslations("common.label");
  const column = useTranslations("keys.column");
  const errors = useTranslations("errors");
  const router = useRouter();
  const { closeWith } = useClosing(closeHref);
  const [instanceId, setInstanceId] = useState(firstChoice(instances, filtered)?.instanceId ?? "");
  const [plan, setPlan] = useState(FIRST_PLAN);
  const [confirmed, setConfirmed] = useState(false);
  const [tags, setTags] = useState<Tag[]>([]);
  const [policy, setPolicy] = useState<ChosenPolicy>(null);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const { run, pending, failure, value } = useAction(createKeyAction, {
    onSuccess: (key) => {
      if (key.state !== "PendingImport") closeWith(t("done", { name: key.aliases[0] ?? key.keyId }));
    },
  });
  const chosen = instances.find((one) => one.instanceId === instanceId);
  const names = {
    alias: t("alias"),
    tags: column("tags"),
    description: label("description"),
    confirm: t("external"),
    rotation: t("rotationPeriod"),
  };
  const mark = (fault: Fault, bad: boolean) =>
    setFaults((before) => [...before.filter((one) => one !== fault), ...(bad ? [fault] : [])]);

  function submit(data: FormData) {
    const alias = String(data.get("alias")).trim();
    const description = String(data.get("description"));
    const typed = tagsTyped(tags);
    const found: Record<Fault, boolean> = {
      alias: isWrongAlias(alias),
      tags: !areTags(typed),
      description: !isDescription(description),
      confirm: plan.external && !confirmed,
      rotation: canRotate(plan) && plan.rotationDays !== null && !isRotationDays(plan.rotationDays),
    };
    const wrong = (Object.keys(IDS) as Fault[]).filter((fault) => found[fault]);
    setFaults(wrong);
    if (wrong.length > 0) return;
    const named = alias ? { alias: `alias/${alias}` } : {};
    run({ region, instanceId, description, tags: typed, ...planInput(plan), ...named, ...policyInput(policy) });
  }

  if (value?.state === "PendingImport") {
    return (
      <SidePanel
        title={label("createKey")}
        closeHref={closeHref}
        asksOnly
        submit={t("toImport")}
        pending={false}
        onSubmit={() => router.push(`${keyHref(region, value.keyId)}#key-material`)}
      >
        <Notice live tone="info" title={t("done", { name: value.aliases[0] ?? value.keyId })}>
          {t("waits")}
        </Notice>
      </SidePanel>
    );
  }
  return (
    <SidePanel
      title={label("createKey")}
      closeHref={closeHref}
      say={
        faults.length > 0 ? (
          <FieldErrors fields={faults.map((fault) => ({ id: IDS[fault], label: names[fault] }))} />
        ) : (
          chosen && (plan.external ? t("sayExternal") : t("say"))
        )
      }
      submit={label("ok")}
      pending={pending}
      disabled={!chosen}
      failure={failure}
      onSubmit={submit}
    >
      <InstanceField instances={instances} chosen={chosen} onChange={setInstanceId} rotates={canRotate(plan)} />
      <CreateKeyKind plan={plan} onChange={setPlan} />
      <Field
        id={IDS.alias}
        label={t("alias")}
        optional
        help={t("aliasHelp")}
        error={faults.includes("alias") && errors("InvalidAliasName")}
      >
        {(wiring) => (
          <Input
            {...wiring}
            name="alias"
            prefix="alias/"
            autoComplete="off"
            spellCheck={false}
            onBlur={({ target }) => afterPress(() => mark("alias", isWrongAlias(target.value)))}
          />
        )}
      </Field>
      <TagFields
        id={IDS.tags}
        legend={column("tags")}
        tags={tags}
        error={faults.includes("tags") ? errors("InvalidTags", { limit: TAGS_MAX }) : undefined}
        onChange={setTags}
      />
      <Field
        id={IDS.description}
        label={label("description")}
        optional
        error={faults.includes("description") && errors("DescriptionTooLong", { limit: DESCRIPTION_MAX })}
      >
        {(wiring) => <Textarea {...wiring} name="description" placeholder={t("descriptionPlaceholder")} />}
      </Field>
      <PolicyChoice
        subject="key"
        base={{ creatorAccountId: accountId, usage: plan.usage }}
        value={policy}
        onChange={setPolicy}
      >
        <CreateKeyAdvanced
          plan={plan}
          onChange={setPlan}
          confirmed={confirmed}
          onConfirm={setConfirmed}
          ids={IDS}
          wrong={{ confirm: faults.includes("confirm"), rotation: faults.includes("rotation") }}
        />
      </PolicyChoice>
    </SidePanel>
  );
}

function InstanceField({
  instances,
  chosen,
  onChange,
  rotates,
}: {
  instances: readonly InstanceChoice[];
  chosen: InstanceChoice | undefined;
  onChange: (instanceId: string) => void;
  rotates: boolean;
}) {
  const t = useTranslations("keys.create");
  if (!chosen) {
    return (
      <Notice tone="warn" title={instances.length === 0 ? t("noInstanceTitle") : t("noneReadyTitle")}>
        {t("noInstanceBody")}
      </Notice>
    );
  }
  const quota = chosen.keys && (rotates ? t("quotaRotates", chosen.keys) : t("quota", chosen.keys));
  return (
    <Field label={t("instance")} help={quota ?? t("sharedQuota")}>
      {(wiring) => (
        <Select
          {...wiring}
          value={chosen.instanceId}
          onChange={(event) => onChange(event.target.value)}
          options={instances.map((one) => ({
            value: one.instanceId,
            disabled: !takesKey(one),
            label: takesKey(one)
              ? choiceName(one)
              : one.service === "serves"
                ? t("full", { instance: choiceName(one) })
                : t("notServing", { instance: choiceName(one) }),
          }))}
        />
      )}
    </Field>
  );
}

/** As typed, without its prefix; none is fine. */
function isWrongAlias(typed: string): boolean {
  return typed.trim() !== "" && !isAliasName(`alias/${typed.trim()}`);
}
