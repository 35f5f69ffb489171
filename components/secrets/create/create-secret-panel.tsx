"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { FieldErrors } from "@/components/patterns/field-errors";
import { SidePanel } from "@/components/patterns/side-panel";
import { TagFields } from "@/components/patterns/tag-fields";
import { useAction } from "@/components/patterns/use-action";
import { type ChosenPolicy, PolicyChoice, policyInput } from "@/components/policies/policy-choice";
import { Textarea } from "@/components/ui/input";
import { Tabs } from "@/components/ui/tabs";
import { toast } from "@/components/ui/toast";
import { createManagedSecretAction } from "@/lib/actions/managed-secrets";
import { createSecretAction } from "@/lib/actions/secrets";
import { DESCRIPTION_MAX } from "@/lib/domain/secrets/secret-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { EncryptionKeyField, OTHER_KEY } from "../encryption-key-field";
import { secretHref } from "../secret-addresses";
import { EMPTY_DRAFT } from "../secret-value-fields";
import {
  CREATE_TYPES,
  type CreateType,
  type Drafts,
  faultsOf,
  fieldsOf,
  genericRequest,
  managedRequest,
  type Places,
} from "./create-draft";
import type { FieldName } from "./create-fields";
import { EMPTY_DATABASE, managing } from "./database-draft";
import { EMPTY_ECS } from "./ecs-draft";
import { useFaultWords, useFieldLabels } from "./fault-words";
import { type CreatePlaces, InstanceField, nameMaxOf, RotationOf, TypeFields } from "./form-parts";
import { fieldId, type Judged } from "./judged";
import { EMPTY_RAM } from "./ram-draft";
import { useRefusal } from "./refusal";

interface CreateSecretProps extends CreatePlaces {
  type: CreateType;
  /** Where choosing another type leads: what its form offers is read then. */
  typeHrefs: Readonly<Record<CreateType, string>>;
  /** Who will have created it (POL-17). */
  accountId: string;
}

export default function CreateSecretInScope({ scope, ...props }: CreateSecretProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <CreateSecretPanel {...props} />
    </ClientScope>
  );
}

const EMPTY: Drafts = {
  common: { name: "", key: "", description: "", tags: [] },
  generic: { value: EMPTY_DRAFT, version: "v1" },
  ram: EMPTY_RAM,
  database: EMPTY_DATABASE,
  ecs: EMPTY_ECS,
};

/**
 * Create a secret (SEC-50, SEC-52): a form for each type, in one panel that keeps what was typed into all of them. Each
 * field is judged when it is left, and all when asked to create.
 */
function CreateSecretPanel(props: CreateSecretProps) {
  const { type, typeHrefs, region, instanceId, keys, moreKeys, closeHref } = props;
  const t = useTranslations("secrets");
  const common = useTranslations("common.label");
  const router = useRouter();
  const [drafts, setDrafts] = useState(EMPTY);
  const [otherKey, setOtherKey] = useState("");
  const [policy, setPolicy] = useState<ChosenPolicy>(null);
  const [left, setLeft] = useState<readonly FieldName[]>([]);
  const [asked, setAsked] = useState<CreateType>();
  const write = useAction(create, {
    onSuccess: (made) => {
      toast(made.settingUp ? t("managed.settingUp", { name: made.name }) : t("create.done", { name: made.name }));
      router.push(secretHref(region, made.name));
    },
  });

  const set = (part: Partial<Drafts>) => setDrafts((before) => ({ ...before, ...part }));
  const setCommon = (part: Partial<Drafts["common"]>) => set({ common: { ...drafts.common, ...part } });
  // A key of the instance chosen before is none of this one's (SEC-07).
  const chosenKey = keys.some(({ keyId }) => keyId === drafts.common.key) ? drafts.common.key : "";
  const isOther = drafts.common.key === OTHER_KEY;
  const judgedDrafts = { ...drafts, common: { ...drafts.common, key: isOther ? otherKey.trim() : chosenKey } };
  const places: Places = { region, instanceId, targets: props.targets, ramUser: ramUserOf(props) };
  const faults = faultsOf(type, judgedDrafts, places);
  const fields = fieldsOf(type, drafts);
  const refusal = useRefusal(asked === type ? write.failure : undefined, fields);
  const words = useFaultWords(type === "ram" ? t("managed.fault.days") : t("managed.fault.interval"), nameMaxOf(type));
  const labels = useFieldLabels(type === "ecs", managing(drafts.database).double);
  const judged: Judged = {
    labels,
    leave: (field) => setLeft((before) => [...before, field]),
    errorOf: (field) => {
      const fault = left.includes(field) ? faults[field] : undefined;
      return fault ? words[fault] : refusal.at === field && refusal.text;
    },
  };
  const tabs: Record<CreateType, string> = {
    generic: t("managed.generic"),
    ram: t("managed.ram.tab"),
    database: t("managed.database.tab"),
    ecs: t("managed.ecs.tab"),
  };
  const shown = fields.filter((field) => judged.errorOf(field));
  const ready = props.instances.some((instance) => instance.instanceId === instanceId && instance.serves);

  async function create() {
    const input = { ...policyInput(policy) };
    if (type !== "generic")
      return createManagedSecretAction({ ...managedRequest(type, judgedDrafts, places), ...input });
    const made = await createSecretAction({ ...genericRequest(judgedDrafts, places), ...input });
    return made.ok ? { ok: true as const, value: { ...made.value, settingUp: false } } : made;
  }

  function submit() {
    setLeft(fields);
    setAsked(type);
    if (Object.keys(faults).length === 0) write.run(undefined);
  }

  return (
    <SidePanel
      title={t("create.title")}
      closeHref={closeHref}
      submit={common("ok")}
      pending={write.pending || write.value !== undefined}
      disabled={!ready}
      failure={refusal.failure}
      onSubmit={submit}
      say={
        shown.length > 0 ? (
          <FieldErrors fields={shown.map((field) => ({ id: fieldId(field), label: labels[field] }))} />
        ) : (
          t("create.say")
        )
      }
    >
      <div className="-mx-4 -mt-4 md:-mx-6">
        <Tabs
          label={t("list.types")}
          tabs={CREATE_TYPES.map((each) => ({
            href: typeHrefs[each],
            label: tabs[each],
            current: each === type,
          }))}
        />
      </div>
      <InstanceField {...props} />
      <TypeFields type={type} places={props} drafts={drafts} judged={judged} set={set} />
      <EncryptionKeyField
        keys={keys}
        more={moreKeys}
        chosen={isOther ? OTHER_KEY : chosenKey}
        other={otherKey}
        error={judged.errorOf("key")}
        keysHref={`/${region}/keys?panel=create`}
        onChoose={(key) => setCommon({ key })}
        onOther={setOtherKey}
      />
      <TagFields
        id={fieldId("tags")}
        legend={labels.tags}
        tags={drafts.common.tags}
        error={shown.includes("tags") ? words.tags : undefined}
        onChange={(tags) => setCommon({ tags })}
      />
      <RotationOf type={type} drafts={drafts} judged={judged} set={set} />
      <Field label={common("description")} optional help={t("create.descriptionHelp", { limit: DESCRIPTION_MAX })}>
        {(wiring) => (
          <Textarea
            {...wiring}
            maxLength={DESCRIPTION_MAX}
            value={drafts.common.description}
            onChange={({ target }) => setCommon({ description: target.value })}
          />
        )}
      </Field>
      <PolicyChoice subject="secret" base={{ creatorAccountId: props.accountId }} value={policy} onChange={setPolicy} />
    </SidePanel>
  );
}

/** Only of a user whose AccessKeys can be taken over. */
function ramUserOf({ ram }: CreatePlaces): Places["ramUser"] {
  const chosen = ram?.chosen;
  if (!chosen || chosen.lacks.length > 0 || chosen.accessKeys.length === 0) return null;
  return { userName: chosen.userName, accessKeyIds: chosen.accessKeys.map(({ accessKeyId }) => accessKeyId) };
}
