import type { KeyObject } from "node:crypto";
import type { Used } from "../recorder";
import type { LoadedVersion } from "./key-material";
import type { LoadedKey } from "./load-key";

/**
 * Rows that a process keeps between calls (decisions 8). Only rows are kept, never a verdict: time is judged anew on each
 * call, so nothing here needs an end of its own beyond the revision of its rows, which the recorder compares.
 */
export interface Shelf<Value> {
  get(name: string): Value | undefined;
  /** `rows`: those whose change makes the value stale. */
  set(name: string, value: Value, rows: readonly Pick<Used, "table" | "pk">[]): void;
}

export interface KeyCache {
  /** By `KeyAddress.name`. */
  readonly keys: Shelf<LoadedKey>;
  /** By region and version id. */
  readonly versions: Shelf<LoadedVersion>;
  /** Opened material by the version's pk. */
  readonly materials: Shelf<KeyObject>;
}

/** The same cache for a call that must read past it: what it finds is kept for the next. */
export function writeOnly(cache: KeyCache): KeyCache {
  return { keys: blind(cache.keys), versions: blind(cache.versions), materials: blind(cache.materials) };
}

function blind<Value>(shelf: Shelf<Value>): Shelf<Value> {
  return { get: () => undefined, set: (name, value, rows) => shelf.set(name, value, rows) };
}
