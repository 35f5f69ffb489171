import { areTags, tagsTyped } from "@/components/keys/key-form";
import type { Tag } from "@/lib/domain/tag-rules";
import { secretDataOf, type ValueDraft, valueFault, versionFault } from "../secret-draft";
import { type Faults, type FieldName, type ManagedWish, nameFaultOf } from "./create-fields";
import { type DatabaseDraft, databaseFaults, databaseWish, managing } from "./database-draft";
import { type EcsDraft, ecsFaults, ecsWish } from "./ecs-draft";
import { type RamDraft, type RamUserKeys, ramFaults, ramWish } from "./ram-draft";
import type { TargetChoice } from "./target-choice";

// What is typed into the forms that create a secret, before it becomes a request (SEC-52). Pure: which form sends what,
// and what is wrong with a field, is tested without a browser.

export const CREATE_TYPES = ["generic", "ram", "database", "ecs"] as const;
export type CreateType = (typeof CREATE_TYPES)[number];

/** What every form asks for. */
export interface CommonDraft {
  name: string;
  /** Id or alias; empty while none is chosen. */
  key: string;
  description: string;
  tags: readonly Tag[];
}

export interface Drafts {
  common: CommonDraft;
  generic: { value: ValueDraft; version: string };
  ram: RamDraft;
  database: DatabaseDraft;
  ecs: EcsDraft;
}

/** What the server read for the form that is open. */
export interface Places {
  region: string;
  instanceId: string;
  ramUser: RamUserKeys | null;
  targets: readonly TargetChoice[];
}

export function faultsOf(type: CreateType, drafts: Drafts, { ramUser, targets }: Places): Faults {
  const { name, key, tags } = drafts.common;
  return {
    ...ownFaults(),
    ...(key === "" && { key: "chooseKey" }),
    ...(!areTags(tagsTyped(tags)) && { tags: "tags" }),
  };

  function ownFaults(): Faults {
    if (type === "ram") return ramFaults(drafts.ram, ramUser);
    if (type === "database") return databaseFaults(drafts.database, name, targets);
    if (type === "ecs") return ecsFaults(drafts.ecs, name, targets);
    const [nameWrong, value] = [nameFaultOf(name), valueFault(drafts.generic.value)];
    return {
      ...(nameWrong && { name: nameWrong }),
      ...(value && { value }),
      ...(versionFault(drafts.generic.version) && { version: "version" }),
    };
  }
}

function commonInput({ common }: Drafts, { region, instanceId }: Places) {
  const { key, description, tags } = common;
  return { region, instanceId, encryptionKey: key, description, tags: tagsTyped(tags) };
}

export function genericRequest(drafts: Drafts, places: Places) {
  const { value, version } = drafts.generic;
  return {
    ...commonInput(drafts, places),
    name: drafts.common.name,
    secretData: secretDataOf(value),
    versionId: version,
  };
}

export function managedRequest(type: Exclude<CreateType, "generic">, drafts: Drafts, places: Places) {
  return { ...commonInput(drafts, places), ...wishOf(type, drafts, places) };
}

function wishOf(type: Exclude<CreateType, "generic">, drafts: Drafts, places: Places): ManagedWish {
  const { region, targets, ramUser } = places;
  const { name } = drafts.common;
  if (type === "database") return databaseWish(drafts.database, name, region, targets);
  if (type === "ecs") return ecsWish(drafts.ecs, name, region);
  return ramWish(drafts.ram, ramUser ?? { userName: "", accessKeyIds: [] });
}

/** The fields that the open form has, in their order. */
export function fieldsOf(type: CreateType, { database, ecs }: Drafts): readonly FieldName[] {
  if (type === "generic") return ["name", "value", "version", "key", "tags"];
  if (type === "ram") return ["user", "accessKeys", "key", "tags", "rotation"];
  const last = ["key", "tags", "rotation"] as const;
  if (type === "ecs") return ["name", "target", "account", ...givenFields(ecs), ...last];
  return ["name", "target", ...accountFields(database), ...last];
}

function givenFields({ source, form }: EcsDraft): readonly FieldName[] {
  if (source === "make") return [];
  return form === "Password" ? ["password"] : ["publicKey", "privateKey"];
}

function accountFields(draft: DatabaseDraft): readonly FieldName[] {
  const { double, imports, namesDatabases } = managing(draft);
  if (imports) return double ? ["firstAccount", "secondAccount"] : ["firstAccount"];
  return ["account", ...(double ? (["clone"] as const) : []), ...(namesDatabases ? (["databases"] as const) : [])];
}
