"use client";

import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { Select } from "@/components/ui/select";
import { SECRET_NAME_MAX } from "@/lib/domain/secrets/secret-rules";
import type { KeyChoice } from "../encryption-key-field";
import type { CreateType, Drafts } from "./create-draft";
import { managing } from "./database-draft";
import { DatabaseFields, DatabaseTypeField } from "./database-fields";
import { ECS_PREFIX } from "./ecs-draft";
import { EcsFields } from "./ecs-fields";
import { GenericFields } from "./generic-fields";
import { type Judged, judgedProps } from "./judged";
import { RamFields, type RamPlaces } from "./ram-fields";
import { RotationFields } from "./rotation-fields";
import type { TargetChoice } from "./target-choice";
import { TextField } from "./text-field";

export interface InstanceOption {
  instanceId: string;
  name: string | null;
  serves: boolean;
  /** Null of one that is shared with the account: its use is its owner's to know (SHR-12). */
  secrets: { used: number; quota: number } | null;
}

/** What the server read for the form that is open. */
export interface CreatePlaces {
  region: string;
  instances: readonly InstanceOption[];
  /** The instance chosen, and where choosing another leads: its keys are read then. */
  instanceId: string;
  instanceHrefs: Readonly<Record<string, string>>;
  keys: readonly KeyChoice[];
  moreKeys: boolean;
  /** Of database and ECS secrets. */
  targets: readonly TargetChoice[];
  /** Of RAM secrets. */
  ram: RamPlaces | null;
  closeHref: string;
}

/** The instance that the secret lies in; what it has left is said before it is taken. */
export function InstanceField({ instances, instanceId, instanceHrefs, closeHref }: CreatePlaces) {
  const t = useTranslations("secrets");
  const format = useFormatter();
  const router = useRouter();
  const chosen = instances.find((instance) => instance.instanceId === instanceId);
  return (
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
          onChange={({ target }) => router.replace(instanceHrefs[target.value] ?? closeHref, { scroll: false })}
          options={instances.map((instance) => ({
            value: instance.instanceId,
            label: instance.serves ? titleOf(instance) : t("create.notServing", { instance: titleOf(instance) }),
            disabled: !instance.serves,
          }))}
        />
      )}
    </Field>
  );
}

const titleOf = ({ instanceId, name }: InstanceOption) => (name ? `${name} · ${instanceId}` : instanceId);

interface FormProps {
  type: CreateType;
  drafts: Drafts;
  judged: Judged;
  set: (part: Partial<Drafts>) => void;
}

/** The part of the form that is its type's own (SEC-52). */
export function TypeFields({ type, places, drafts, judged, set }: FormProps & { places: CreatePlaces }) {
  const { region, targets, ram } = places;
  const name = <NameField type={type} drafts={drafts} judged={judged} set={set} />;
  if (type === "ram") {
    return (
      ram && <RamFields places={ram} draft={drafts.ram} judged={judged} onChange={(draft) => set({ ram: draft })} />
    );
  }
  if (type === "database") {
    const field = { draft: drafts.database, onChange: (database: Drafts["database"]) => set({ database }) };
    return (
      <>
        <DatabaseTypeField {...field} />
        {name}
        <DatabaseFields {...field} targets={targets} region={region} judged={judged} />
      </>
    );
  }
  return (
    <>
      {name}
      {type === "ecs" ? (
        <EcsFields
          draft={drafts.ecs}
          targets={targets}
          region={region}
          judged={judged}
          onChange={(ecs) => set({ ecs })}
        />
      ) : (
        <GenericFields draft={drafts.generic} judged={judged} onChange={(generic) => set({ generic })} />
      )}
    </>
  );
}

/** What is typed of it: the fixed beginning counts too. */
export const nameMaxOf = (type: CreateType): number => SECRET_NAME_MAX - (type === "ecs" ? ECS_PREFIX.length : 0);

/** SEC-04; names of ECS secrets begin alike. */
function NameField({ type, drafts, judged, set }: FormProps) {
  const t = useTranslations("secrets.create");
  const prefix = type === "ecs" ? ECS_PREFIX : undefined;
  return (
    <TextField
      {...judgedProps(judged, "name")}
      help={t("nameHelp", { limit: nameMaxOf(type) })}
      prefix={prefix}
      value={drafts.common.name}
      onChange={(name) => set({ common: { ...drafts.common, name } })}
    />
  );
}

/** Automatic Rotation of a managed type, with what it does to those who read the secret meanwhile (SEC-15, SEC-33). */
export function RotationOf({ type, drafts, judged, set }: FormProps) {
  const t = useTranslations("secrets.managed.rotation");
  if (type === "generic") return null; // SEC-30
  const says = {
    ram: t("ramSay"),
    database: managing(drafts.database).double ? t("dualSay") : t("singleSay"),
    ecs: drafts.ecs.form === "Password" ? t("singleSay") : t("keyPairSay"),
  };
  return (
    <RotationFields
      draft={drafts[type].rotation}
      daysOnly={type === "ram"}
      range={type === "ram" ? t("rangeDays") : t("rangeHours")}
      onSay={says[type]}
      judged={judged}
      onChange={(rotation) => set({ [type]: { ...drafts[type], rotation } })}
    />
  );
}
