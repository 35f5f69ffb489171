"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { afterPress } from "@/components/patterns/after-press";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { FieldErrors } from "@/components/patterns/field-errors";
import { KeyValue } from "@/components/patterns/key-value";
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
import { choiceName, firstChoice, type InstanceChoice, takesKey } from "./instance-choice";
import { areTags, isAliasName, isDescription, tagsTyped } from "./key-form";
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

/** KEY-31, as far as AES-256 keys go. The quota stands before it is met (INS-08). */
export function CreateKeyPanel(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Panel {...props} />
    </ClientScope>
  );
}

const ALIAS_ID = "create-key-alias";
const TAGS_ID = "create-key-tags";
const DESCRIPTION_ID = "create-key-description";
type Fault = "alias" | "description" | "tags";

function Panel({ region, closeHref, accountId, instances, filtered }: Props) {
  const t = useTranslations("keys.create");
  const label = useTranslations("common.label");
  const column = useTranslations("keys.column");
  const errors = useTranslations("errors");
  const { closeWith } = useClosing(closeHref);
  const [instanceId, setInstanceId] = useState(firstChoice(instances, filtered)?.instanceId ?? "");
  const [tags, setTags] = useState<Tag[]>([]);
  const [policy, setPolicy] = useState<ChosenPolicy>(null);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const { run, pending, failure } = useAction(createKeyAction, {
    onSuccess: (key) => closeWith(t("done", { name: key.aliases[0] ?? key.keyId })),
  });
  const chosen = instances.find((one) => one.instanceId === instanceId);
  const mark = (fault: Fault, bad: boolean) =>
    setFaults((before) => [...before.filter((one) => one !== fault), ...(bad ? [fault] : [])]);

  function submit(data: FormData) {
    const alias = String(data.get("alias")).trim();
    const description = String(data.get("description"));
    const typed = tagsTyped(tags);
    const found: Fault[] = [];
    if (isWrongAlias(alias)) found.push("alias");
    if (!areTags(typed)) found.push("tags");
    if (!isDescription(description)) found.push("description");
    setFaults(found);
    if (found.length > 0) return;
    const named = alias ? { alias: `alias/${alias}` } : {};
    run({ region, instanceId, description, tags: typed, ...named, ...policyInput(policy) });
  }

  return (
    <SidePanel
      title={label("createKey")}
      closeHref={closeHref}
      say={
        faults.length > 0 ? (
          <FieldErrors
            fields={[
              ...(faults.includes("alias") ? [{ id: ALIAS_ID, label: t("alias") }] : []),
              ...(faults.includes("tags") ? [{ id: TAGS_ID, label: column("tags") }] : []),
              ...(faults.includes("description") ? [{ id: DESCRIPTION_ID, label: label("description") }] : []),
            ]}
          />
        ) : (
          chosen && t("say")
        )
      }
      submit={label("ok")}
      pending={pending}
      disabled={!chosen}
      failure={failure}
      onSubmit={submit}
    >
      {chosen ? (
        <Field label={t("instance")} help={t("quota", { used: chosen.keyVersionsUsed, quota: chosen.keyQuota })}>
          {(wiring) => (
            <Select
              {...wiring}
              value={instanceId}
              onChange={(event) => setInstanceId(event.target.value)}
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
      ) : (
        <Notice tone="warn" title={instances.length === 0 ? t("noInstanceTitle") : t("noneReadyTitle")}>
          {t("noInstanceBody")}
        </Notice>
      )}
      <KeyValue
        entries={[
          { label: t("keyType"), value: t("symmetric") },
          { label: t("specification"), value: "Aliyun_AES_256" },
          { label: t("usage"), value: "ENCRYPT/DECRYPT" },
          { label: t("materialSource"), value: t("madeByKms") },
        ]}
      />
      <Field
        id={ALIAS_ID}
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
        id={TAGS_ID}
        legend={column("tags")}
        tags={tags}
        error={faults.includes("tags") ? errors("InvalidTags", { limit: TAGS_MAX }) : undefined}
        onChange={setTags}
      />
      <Field
        id={DESCRIPTION_ID}
        label={label("description")}
        optional
        error={faults.includes("description") && errors("DescriptionTooLong", { limit: DESCRIPTION_MAX })}
      >
        {(wiring) => <Textarea {...wiring} name="description" placeholder={t("descriptionPlaceholder")} />}
      </Field>
      <PolicyChoice
        subject="key"
        base={{ creatorAccountId: accountId, usage: "ENCRYPT_DECRYPT" }}
        value={policy}
        onChange={setPolicy}
      />
    </SidePanel>
  );
}

/** As typed, without its prefix; none is fine. */
function isWrongAlias(typed: string): boolean {
  return typed.trim() !== "" && !isAliasName(`alias/${typed.trim()}`);
}
