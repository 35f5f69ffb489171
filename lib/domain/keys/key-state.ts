import type { KeyState } from "@/lib/generated/prisma/enums";
import { DomainError, type ErrorCode } from "../errors";
import { assertProtects, assertServes, type InstanceState, serviceOf } from "../instances/instance-state";

// What may be done with a key in which state (KEY-42, KEY-43). Button, API and test read this one table. Time is part of
// the state: past its due date a key is gone, and past its end imported material is, even if the worker is late.

/** The columns that the state is made of. */
export interface KeyStanding {
  state: KeyState;
  deleteAt: Date | null;
  /** When imported material is over (KEY-64); null: never. */
  materialExpiresAt: Date | null;
  /** Null for a key outside instances. */
  instance: InstanceState | null;
}

/** KEY-40; Unavailable is derived, never stored. */
export type ShownKeyState = KeyState | "Unavailable";

type Rule = "ok" | ErrorCode;
type Row = Readonly<Record<KeyState, Rule>>;

const row = (enabled: Rule, disabled: Rule, pendingDeletion: Rule, pendingImport: Rule): Row => ({
  Enabled: enabled,
  Disabled: disabled,
  PendingDeletion: pendingDeletion,
  PendingImport: pendingImport,
});

const crypto = row("ok", "KeyDisabled", "KeyPendingDeletion", "KeyPendingImport");
const always = row("ok", "ok", "ok", "ok");
const untilPending = row("ok", "ok", "KeyPendingDeletion", "ok");
const forbids = "KeyStateForbids";

/** KEY-42, with the rows of openapi.md 4.4 that it lacks. */
export const KEY_CALLS = {
  Encrypt: crypto,
  Decrypt: crypto,
  GenerateDataKey: crypto,
  GenerateDataKeyWithoutPlaintext: crypto,
  ReEncrypt: crypto,
  ExportDataKey: crypto,
  GenerateAndExportDataKey: crypto,
  AsymmetricEncrypt: crypto,
  AsymmetricDecrypt: crypto,
  AsymmetricSign: crypto,
  AsymmetricVerify: crypto,
  GenerateMac: crypto,
  VerifyMac: crypto,
  // KEY-43: the public half is no use of the key; without material there is none.
  GetPublicKey: row("ok", "ok", "ok", "KeyPendingImport"),
  // KEY-45
  CreateKeyVersion: crypto,
  UpdateRotationPolicy: crypto,
  DescribeKeyVersion: always,
  ListKeyVersions: always,
  GetParametersForImport: always,
  ImportKeyMaterial: row("ok", "ok", forbids, "ok"),
  DeleteKeyMaterial: always,
  DescribeKey: always,
  ListKeys: always,
  ListAliases: always,
  ListAliasesByKeyId: always,
  ListResourceTags: always,
  DeleteAlias: always,
  EnableKey: row("ok", "ok", forbids, forbids),
  DisableKey: row("ok", "ok", forbids, forbids),
  ScheduleKeyDeletion: row("ok", "ok", forbids, "ok"),
  CancelKeyDeletion: row(forbids, forbids, "ok", forbids),
  CreateAlias: row("ok", "ok", forbids, "ok"),
  UpdateAlias: untilPending,
  UpdateKeyDescription: untilPending,
  TagResource: untilPending,
  UntagResource: untilPending,
  GetKeyPolicy: always,
  SetKeyPolicy: untilPending,
  // KEY-46
  SetDeletionProtection: row("ok", "ok", forbids, "ok"),
} as const satisfies Record<string, Row>;

export type KeyCall = keyof typeof KEY_CALLS;

/** What an unavailable instance does not stop: reads, and the calls that only protect (KEY-43). */
const READS: ReadonlySet<KeyCall> = new Set([
  "DescribeKey",
  "ListKeys",
  "ListAliases",
  "ListAliasesByKeyId",
  "ListResourceTags",
  "GetKeyPolicy",
  "GetPublicKey",
  "DescribeKeyVersion",
  "ListKeyVersions",
]);
const PROTECTS: ReadonlySet<KeyCall> = new Set(["CancelKeyDeletion"]);

/** KEY-51: from that moment on it counts as deleted. */
export function isPastDeletion(key: Pick<KeyStanding, "deleteAt">, now: Date): boolean {
  return key.deleteAt !== null && key.deleteAt.getTime() <= now.getTime();
}

/** KEY-64: imported material is over in the second that its expiry names, whoever removes it when. */
export function isMaterialOver({ materialExpiresAt }: Pick<KeyStanding, "materialExpiresAt">, now: Date): boolean {
  return materialExpiresAt !== null && materialExpiresAt.getTime() <= now.getTime();
}

/** The stored state, with the end of imported material counted in: from then on the key waits for it. */
export function stateAt(key: Pick<KeyStanding, "state" | "materialExpiresAt">, now: Date): KeyState {
  const hadMaterial = key.state === "Enabled" || key.state === "Disabled";
  return hadMaterial && isMaterialOver(key, now) ? "PendingImport" : key.state;
}

export function shownState(key: KeyStanding, now: Date): ShownKeyState {
  return key.instance && serviceOf(key.instance, now) !== "serves" ? "Unavailable" : stateAt(key, now);
}

/**
 * Lets `call` go on, or refuses by the state of the instance (KEY-43), then by the state of the key (KEY-42).
 * `protects`: the call switches deletion protection on, which an expired instance allows.
 */
export function assertAllowed(
  call: KeyCall,
  key: KeyStanding,
  now: Date,
  { protects = PROTECTS.has(call) } = {},
): void {
  if (isPastDeletion(key, now)) throw new DomainError("KeyNotFound");
  if (key.instance && !READS.has(call)) (protects ? assertProtects : assertServes)(key.instance, now);
  const state = stateAt(key, now);
  const verdict: Rule = KEY_CALLS[call][state];
  if (verdict !== "ok") throw new DomainError(verdict, verdict === forbids ? { state } : {});
}

/** The same question for a button. */
export function isAllowed(call: KeyCall, key: KeyStanding, now: Date): boolean {
  try {
    assertAllowed(call, key, now);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
