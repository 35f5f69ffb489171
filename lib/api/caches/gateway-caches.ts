import type { KeyObject } from "node:crypto";
import type { KeyCache } from "@/lib/domain/keys/key-cache";
import type { LoadedVersion } from "@/lib/domain/keys/key-material";
import type { LoadedKey } from "@/lib/domain/keys/load-key";
import type { Used } from "@/lib/domain/recorder";
import type { Caller } from "../caller";
import { RowShelf } from "./row-shelf";

/** All that a gateway keeps between calls. Losing any of it costs a read of the database and nothing else. */
export interface GatewayCaches {
  keyCache: KeyCache;
  callers: RowShelf<Caller>;
  /** Regions that hold an id, for calls that name none (REG-09). */
  holders: RowShelf<readonly string[]>;
  evict(rows: readonly Pick<Used, "table" | "pk">[]): void;
  close(): void;
}

const KEYS_MAX = 20_000;
const CALLERS_MAX = 5_000;
const SWEEP_MILLISECONDS = 30_000;
/** A copy in another region moves no row that is kept here, so this answer is short-lived. Either copy may answer. */
const HOLDERS_MILLISECONDS = 2_000;

export function gatewayCaches(clock?: () => number): GatewayCaches {
  const keys = new RowShelf<LoadedKey>({ limit: KEYS_MAX, clock });
  const versions = new RowShelf<LoadedVersion>({ limit: KEYS_MAX, clock });
  const materials = new RowShelf<KeyObject>({ limit: KEYS_MAX, clock });
  const callers = new RowShelf<Caller>({ limit: CALLERS_MAX, clock });
  const brief = { keepMilliseconds: HOLDERS_MILLISECONDS, renewedByUse: false };
  const holders = new RowShelf<readonly string[]>({ limit: KEYS_MAX, clock, ...brief });
  const shelves = [keys, versions, materials, callers, holders];
  const sweep = setInterval(() => {
    for (const shelf of shelves) shelf.sweep();
  }, SWEEP_MILLISECONDS);
  sweep.unref();
  return {
    keyCache: { keys, versions, materials },
    callers,
    holders,
    evict: (rows) => {
      for (const shelf of shelves) for (const row of rows) shelf.evict(row);
    },
    close: () => {
      clearInterval(sweep);
      for (const shelf of shelves) shelf.clear();
    },
  };
}
