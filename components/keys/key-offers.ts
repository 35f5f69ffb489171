import type { KeyCall } from "@/lib/domain/keys/key-state";
import type { KeyView } from "@/lib/domain/keys/key-view";

// Which actions a row or page offers for a key, from the operations' own table (KEY-42, KEY-43, KEY-92). Pure.

export type KeyFacts = Pick<
  KeyView,
  "kind" | "instanceId" | "state" | "allowed" | "deletionProtection" | "deleteAt" | "spec" | "usage"
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
  encrypt: (key) => may(key, "Encrypt") && key.spec === "Aliyun_AES_256" && key.usage === "ENCRYPT_DECRYPT",
} satisfies Record<string, (key: KeyFacts) => boolean>;

export type KeyOffer = keyof typeof OFFERS;

export function offers(key: KeyFacts, what: KeyOffer): boolean {
  return !isReadOnly(key) && OFFERS[what](key);
}

/** The action that the state asks for first; its button stays in place while the word on it changes, and keeps the focus. */
export function firstOffer(key: KeyFacts): "disable" | "enable" | "cancel" | undefined {
  return (["disable", "enable", "cancel"] as const).find((what) => offers(key, what));
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

function may(key: KeyFacts, call: KeyCall): boolean {
  return key.allowed.includes(call);
}
