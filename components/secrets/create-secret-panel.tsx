"use client";

import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { areTags, tagsTyped } from "@/components/keys/key-form";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { FieldErrors } from "@/components/patterns/field-errors";
import { SidePanel } from "@/components/patterns/side-panel";
import { TagFields } from "@/components/patterns/tag-fields";
import { useAction } from "@/components/patterns/use-action";
import { type ChosenPolicy, PolicyChoice, policyInput } from "@/components/policies/policy-choice";
import { Input, Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { createSecretAction } from "@/lib/actions/secrets";
import { DESCRIPTION_MAX, SECRET_NAME_MAX, VERSION_ID_MAX } from "@/lib/domain/secrets/secret-rules";
import { TAGS_MAX, type Tag } from "@/lib/domain/tag-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { EncryptionKeyField, KEY_FIELD_ID, type KeyChoice, OTHER_KEY } from "./encryption-key-field";
import { secretHref } from "./secret-addresses";
import { nameFault, secretDataOf, valueFault, versionFault } from "./secret-draft";
import { EMPTY_DRAFT, SecretValueFields, VALUE_FIELD_ID } from "./secret-value-fields";

export interface InstanceOption {
  instanceId: string;
  name: string | null;
  serves: boolean;
  /** Null of one that is shared with the account: its use is its owner's to know (SHR-12). */
  secrets: { used: number; quota: number } | null;
}

interface CreateSecretProps {
  region: string;
  /** Who will have created it (POL-17). */
  accountId: string;
  instances: readonly InstanceOption[];
  /** The instance chosen, and where choosing another leads: its keys are read then. */
  instanceId: string;
  instanceHrefs: Readonly<Record<string, string>>;
  keys: readonly KeyChoice[];
  moreKeys: boolean;
  closeHref: string;
}

export default function CreateSecretInScope({ scope, ...props }: CreateSecretProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <CreateSecretPanel {...props} />
    </ClientScope>
  );
}

type JudgedField = "name" | "value" | "version" | "key" | "tags";
const IDS: Record<JudgedField, string> = {
  name: "secret-name",
  value: VALUE_FIELD_ID,
  version: "secret-version",
  key: KEY_FIELD_ID,
  tags: "secret-tags",
};
const JUDGED = Object.keys(IDS) as JudgedField[]; // the record's own names

/** Create a secret (SEC-50, SEC-52), Generic. Each field is judged when it is left, and all when asked to create. */
function CreateSecretPanel(props: CreateSecretProps) {
  const { region, accountId, instances, instanceId, instanceHrefs, keys, moreKeys, closeHref } = props;
  const t = useTranslations("secrets");
  const common = useTranslations("common.label");
  const errors = useTranslations("errors");
  const format = useFormatter();
  const router = useRouter();
  const [name, setName] = useState("");
  const [value, setValue] = useState(EMPTY_DRAFT);
  const [version, setVersion] = useState("v1");
  const [chosenKey, setChosenKey] = useState("");
  const [otherKey, setOtherKey] = useState("");
  const [description, setDescription] = useState("");
  const [tags, setTags] = useState<readonly Tag[]>([]);
  const [policy, setPolicy] = useState<ChosenPolicy>(null);
  const [left, setLeft] = useState<readonly JudgedField[]>([]);
  const write = useAction(createSecretAction, {
    onSuccess: (made) => {
      toast(t("create.done", { name: made.name }));
      router.push(secretHref(region, made.name));
    },
  });

  // A key of the instance chosen before is none of this one's (SEC-07).
  const key =
    chosenKey === OTHER_KEY ? otherKey.trim() : keys.some(({ keyId }) => keyId === chosenKey) ? chosenKey : "";
  const faults = {
    name: nameFault(name),
    value: valueFault(value),
    version: versionFault(version),
    key: key === "" ? "missing" : undefined,
    tags: areTags(tagsTyped(tags)) ? undefined : "wrong",
  };
  const shown = JUDGED.filter((field) => left.includes(field) && faults[field] !== undefined);
  const leave = (field: JudgedField) => () => setLeft((before) => [...before, field]);
  const labels: Record<JudgedField, string> = {
    name: t("field.name"),
    value: t("value.title"),
    version: t("field.initialVersion"),
    key: t("cmk.title"),
    tags: common("tag"),
  };
  const chosen = instances.find((instance) => instance.instanceId === instanceId);

  function create() {
    setLeft(JUDGED);
    if (JUDGED.some((field) => faults[field] !== undefined)) return;
    write.run({
      region,
      name,
      instanceId,
      encryptionKey: key,
      secretData: secretDataOf(value),
      versionId: version,
      description,
      tags: tagsTyped(tags),
      ...policyInput(policy),
    });
  }

  return (
    <SidePanel
      title={t("create.title")}
      closeHref={closeHref}
      submit={common("ok")}
      pending={write.pending || write.value !== undefined}
      disabled={!chosen?.serves}
      failure={write.failure}
      onSubmit={create}
      say={
        shown.length > 0 ? (
          <FieldErrors fields={shown.map((field) => ({ id: IDS[field], label: labels[field] }))} />
        ) : (
          t("create.say")
        )
      }
    >
      <Field
        label={t("field.instanceId")}
        help={
          chosen?.secrets &&
          t("create.quota", { used: format.number(chosen.secrets.used), quota: format.number(chosen.secrets.quota) })
        }
      >
        {(wiring) => (
          <Select
            {...wiring}
            name="instance"
            value={instanceId}
            onChange={(event) => router.replace(instanceHrefs[event.target.value] ?? closeHref, { scroll: false })}
            options={instances.map((instance) => ({
              value: instance.instanceId,
              label: instance.serves ? titleOf(instance) : t("create.notServing", { instance: titleOf(instance) }),
              disabled: !instance.serves,
            }))}
          />
        )}
      </Field>
      <Field
        id={IDS.name}
        label={labels.name}
        error={
          shown.includes("name") &&
          (faults.name === "reserved" ? t("create.nameReserved") : t("create.nameWrong", { limit: SECRET_NAME_MAX }))
        }
        help={t("create.nameHelp", { limit: SECRET_NAME_MAX })}
      >
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            value={name}
            onChange={(event) => setName(event.target.value)}
            onBlur={leave("name")}
          />
        )}
      </Field>
      <SecretValueFields
        draft={value}
        fault={shown.includes("value") ? faults.value : undefined}
        onChange={setValue}
        onLeave={() => valueFault(value) !== "empty" && leave("value")()}
      />
      <Field
        id={IDS.version}
        label={labels.version}
        error={shown.includes("version") && t("put.versionWrong", { limit: VERSION_ID_MAX })}
        help={t("put.versionHelp", { limit: VERSION_ID_MAX })}
      >
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            value={version}
            onChange={(event) => setVersion(event.target.value)}
            onBlur={leave("version")}
          />
        )}
      </Field>
      <EncryptionKeyField
        keys={keys}
        more={moreKeys}
        chosen={chosenKey === OTHER_KEY ? OTHER_KEY : key}
        other={otherKey}
        missing={shown.includes("key")}
        keysHref={`/${region}/keys?panel=create`}
        onChoose={setChosenKey}
        onOther={setOtherKey}
      />
      <div id={IDS.tags}>
        <TagFields
          legend={labels.tags}
          tags={tags}
          error={shown.includes("tags") ? errors("InvalidTags", { limit: TAGS_MAX }) : undefined}
          onChange={setTags}
        />
      </div>
      <Field label={common("description")} optional help={t("create.descriptionHelp", { limit: DESCRIPTION_MAX })}>
        {(wiring) => (
          <Textarea
            {...wiring}
            maxLength={DESCRIPTION_MAX}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        )}
      </Field>
      <PolicyChoice subject="secret" base={{ creatorAccountId: accountId }} value={policy} onChange={setPolicy} />
    </SidePanel>
  );
}

const titleOf = ({ instanceId, name }: InstanceOption) => (name ? `${name} · ${instanceId}` : instanceId);
