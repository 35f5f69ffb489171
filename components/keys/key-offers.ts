import { aliasArn } from "@/lib/domain/arn";
import type { AliasCall, KeyDetails } from "@/lib/domain/keys/describe-key";
import type { KeyCall } from "@/lib/domain/keys/key-state";
import type { KeyView, OfferedKeyCall } from "@/lib/domain/keys/key-view";
import type { Lack } from "@/lib/domain/lack";

// Which actions a row or page offers for a key: what its state allows, from the operations' own table (KEY-42, KEY-43,
// KEY-92), and what of that the caller has no permission for (P10). Pure.

export type KeyFacts = Pick<
  KeyView,
  "kind" | "instanceId" | "arn" | "state" | "allowed" | "lacking" | "deletionProtection" | "deleteAt" | "spec" | "usage"
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
  encrypt: (key) => may(key, "Encrypt") && isSymmetric(key),
  decrypt: (key) => may(key, "Decrypt") && isSymmetric(key),
} satisfies Record<string, (key: KeyFacts) => boolean>;

export type KeyOffer = keyof typeof OFFERS;

/** What each takes permission for. Those of an existing alias are judged on the alias (ACC-07): `aliasLack`. */
const CALLS: Record<KeyOffer, OfferedKeyCall | null> = {
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
  encrypt: "Encrypt",
  decrypt: "Decrypt",
};

/** Whether the state of the key allows it. */
export function isPossible(key: KeyFacts, what: KeyOffer): boolean {
  return !isReadOnly(key) && OFFERS[what](key);
}

/** The permission that it takes and the caller lacks; null where none is missing. */
export function lackOf(key: KeyFacts, what: KeyOffer): Lack | null {
  const call = CALLS[what];
  return call && key.lacking.includes(call) ? { action: `kms:${call}`, resource: key.arn } : null;
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

const isSymmetric = ({ spec, usage }: KeyFacts) => spec === "Aliyun_AES_256" && usage === "ENCRYPT_DECRYPT";

function may(key: KeyFacts, call: KeyCall): boolean {
  return key.allowed.includes(call);
}
