import type { KeyAssociations } from "@/lib/domain/keys/describe-key-associations";
import { isPossible, type KeyFacts, type KeyOffer, lackOf } from "./key-offers";

// One thing done to many keys: a loop over the single operation, with a result for each. Pure.

const OFFERS = {
  bulkEnable: "enable",
  bulkDisable: "disable",
  bulkSchedule: "schedule",
  bulkTags: "tags",
} as const satisfies Record<string, KeyOffer>;
export type BulkCall = keyof typeof OFFERS;

/** KEY-84 */
export const BULK_MAX = 50;

export interface BulkItem {
  keyId: string;
  name: string;
  /** Whether it will be asked for; else what keeps it. */
  verdict: "go" | "protected" | "state" | "permission";
  /** What uses it, where that matters before (KEY-55). */
  uses?: Pick<KeyAssociations, "secretsTotal"> & { callers: number };
}

export function isBulkCall(text: string): text is BulkCall {
  return Object.hasOwn(OFFERS, text);
}

/** Before a key stops working, one looks at what uses it (KEY-55). */
export function asksForUses(call: BulkCall): boolean {
  return call === "bulkDisable" || call === "bulkSchedule";
}

export function verdictOf(call: BulkCall, key: KeyFacts): BulkItem["verdict"] {
  const what = OFFERS[call];
  if (call === "bulkSchedule" && key.deletionProtection) return "protected";
  if (!isPossible(key, what)) return "state";
  return lackOf(key, what) ? "permission" : "go";
}
