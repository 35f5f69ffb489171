import { aliasArn } from "@/lib/domain/arn";
import type { AliasCall, KeyDetails } from "@/lib/domain/keys/describe-key";
import { fitsUse, mayHaveVersions, mayRotate, type UsingCall } from "@/lib/domain/keys/key-spec-rules";
import type { KeyCall } from "@/lib/domain/keys/key-state";
import type { KeyView, OfferedKeyCall } from "@/lib/domain/keys/key-view";
import type { Lack } from "@/lib/domain/lack";

// Which actions a row or page offers for a key: what its state allows, from the operations' own table (KEY-42, KEY-43,
// KEY-92), and what of that the caller has no permission for (P10). Pure.

export type KeyFacts = Pick<
  KeyView,
  | "kind"
  | "instanceId"
  | "arn"
  | "state"
  | "allowed"
  | "lacking"
  | "deletionProtection"
  | "deleteAt"
  | "spec"
  | "usage"
  | "origin"
>;

const OFFERS = {
  enable: (key) => key.state === "Disabled" && may(key, "EnableKey"),
  disable: (key) => key.state === "Enabled" && may(key, "DisableKey"),
  schedule: (key) => !key.deletionProtection && may(key, "ScheduleKeyDeletion"),
  cancel: (key) => may(key, "CancelKeyDeletion"),
  // KEY-43: an expired instance lets it be switched on, not off. Pending deletion forbids both (KEY-46).
  protect: (key) =>
    !key.deletionProtection &&
    (may(key, "SetDeletionProtection") || (key.state === "Unavailable" && key.deleteAt === null)),
  unprotect: (key) => key.deletionProtection && may(key, "SetDeletionProtection"),
  tags: (key) => may(key, "TagResource"),
  description: (key) => may(key, "UpdateKeyDescription"),
  addAlias: (key) => may(key, "CreateAlias"),
  rebindAlias: (key) => may(key, "DeleteAlias"),
  deleteAlias: (key) => may(key, "DeleteAlias"),
  rotation: (key) => may(key, "UpdateRotationPolicy") && mayRotate(key),
  newVersion: (key) => may(key, "CreateKeyVersion") && mayHaveVersions(key),
  importMaterial: (key) => key.origin === "EXTERNAL" && may(key, "ImportKeyMaterial"),
  deleteMaterial: (key) => key.origin === "EXTERNAL" && may(key, "DeleteKeyMaterial"),
  publicKey: (key) => uses(key, "GetPublicKey"),
  // Try it, one call each.
  encrypt: (key) => uses(key, "Encrypt"),
  decrypt: (key) => uses(key, "Decrypt"),
  dataKey: (key) => uses(key, "GenerateDataKey"),
  asymmetricEncrypt: (key) => uses(key, "AsymmetricEncrypt"),
  asymmetricDecrypt: (key) => uses(key, "AsymmetricDecrypt"),
  sign: (key) => uses(key, "AsymmetricSign"),
  verify: (key) => uses(key, "AsymmetricVerify"),
  generateMac: (key) => uses(key, "GenerateMac"),
  verifyMac: (key) => uses(key, "VerifyMac"),
} satisfies Record<string, (key: KeyFacts) => boolean>;

export type KeyOffer = keyof typeof OFFERS;

/** What each takes permission for. Those of an existing alias are judged on the alias (ACC-07): `aliasLack`. */
const CALLS = {
  enable: "EnableKey",
  disable: "DisableKey",
  schedule: "ScheduleKeyDeletion",
  cancel: "CancelKeyDeletion",
  protect: "SetDeletionProtection",
  unprotect: "SetDeletionProtection",
  tags: "TagResource",
  description: "UpdateKeyDescription",
  addAlias: "CreateAlias",
  rebindAlias: null,
  deleteAlias: null,
  rotation: "UpdateRotationPolicy",
  newVersion: "CreateKeyVersion",
  importMaterial: "ImportKeyMaterial",
  deleteMaterial: "DeleteKeyMaterial",
  publicKey: "GetPublicKey",
  encrypt: "Encrypt",
  decrypt: "Decrypt",
  dataKey: "GenerateDataKey",
  asymmetricEncrypt: "AsymmetricEncrypt",
  asymmetricDecrypt: "AsymmetricDecrypt",
  sign: "AsymmetricSign",
  verify: "AsymmetricVerify",
  generateMac: "GenerateMac",
  verifyMac: "VerifyMac",
} as const satisfies Record<KeyOffer, OfferedKeyCall | null>;

/** What a key of this kind can be tried with, in the order of use; its state is another matter. */
export function triesOf(key: Pick<KeyFacts, "spec" | "usage">): TryCall[] {
  return TRY_CALLS.filter((what) => fitsUse(CALLS[what], key));
}

const TRY_CALLS = [
  "encrypt",
  "decrypt",
  "dataKey",
  "sign",
  "verify",
  "asymmetricEncrypt",
  "asymmetricDecrypt",
  "generateMac",
  "verifyMac",
] as const satisfies readonly KeyOffer[];
export type TryCall = (typeof TRY_CALLS)[number];

/** Whether the state of the key allows it. */
export function isPossible(key: KeyFacts, what: KeyOffer): boolean {
  return !isReadOnly(key) && OFFERS[what](key);
}

/** The permission that it takes and the caller lacks; null where none is missing. */
export function lackOf(key: KeyFacts, what: KeyOffer): Lack | null {
  const call = CALLS[what];
  return call && callLack(key, call);
}

/** The same of a call that is a part of what is offered. */
export function callLack(key: Pick<KeyFacts, "lacking" | "arn">, call: OfferedKeyCall): Lack | null {
  return key.lacking.includes(call) ? { action: `kms:${call}`, resource: key.arn } : null;
}

/** Possible, and permitted. */
export function offers(key: KeyFacts, what: KeyOffer): boolean {
  return isPossible(key, what) && lackOf(key, what) === null;
}

export function aliasLack(
  key: Pick<KeyDetails, "region" | "accountId" | "aliasesLacking">,
  alias: string,
  call: AliasCall,
): Lack | null {
  if (!key.aliasesLacking[alias]?.includes(call)) return null;
  return { action: `kms:${call}`, resource: aliasArn(key.region, key.accountId, alias) };
}

/** The action that the state asks for first; its button stays in place while the word on it changes, and keeps the focus. */
export function firstPossible(key: KeyFacts): "disable" | "enable" | "cancel" | undefined {
  return (["disable", "enable", "cancel"] as const).find((what) => isPossible(key, what));
}

export function isKeyOffer(text: string | undefined): text is KeyOffer {
  return text !== undefined && Object.hasOwn(OFFERS, text);
}

/** KEY-02, KEY-07: service keys are the product's, 1.0 keys are only shown here. */
export function isReadOnly(key: Pick<KeyFacts, "kind" | "instanceId">): boolean {
  return key.kind === "Service" || isClassic(key);
}

/** A customer's key outside instances: KMS 1.0 (UI-04). */
export function isClassic(key: Pick<KeyFacts, "kind" | "instanceId">): boolean {
  return key.kind === "Customer" && key.instanceId === null;
}

function uses(key: KeyFacts, call: UsingCall): boolean {
  return may(key, call) && fitsUse(call, key);
}

function may(key: KeyFacts, call: KeyCall): boolean {
  return key.allowed.includes(call);
}
