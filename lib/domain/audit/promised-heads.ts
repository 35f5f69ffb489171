import type { Ctx } from "../context";
import { keyringOf } from "../wrapping-keys";
import { GENESIS } from "./chain-walk";
import { auditHeadsName, auditHeadsPrefix, headsGeneration, readAuditHeads } from "./export-heads";

/** What the store says of one account's chain: link `seq` was `link`, when its heads were written from first to last. */
export interface PromisedHead {
  seq: number;
  link: string;
  firstAt: number;
  lastAt: number;
}

export interface PromisedHeads {
  /** Per account, by seq. An account that a head does not name had no link yet: seq 0. */
  of(accountId: string): readonly PromisedHead[];
  /** Objects that were read, and the times of the oldest and newest. */
  read: number;
  oldestAt: Date | null;
  newestAt: Date | null;
  newestHeads: readonly { accountId: string; seq: string; link: string }[];
  /** Names of objects that were altered, cut or moved. */
  altered: readonly string[];
  /** Sealed under a root key generation that this process has not: neither right nor wrong. */
  unreadable: number;
  /** All names, oldest first. */
  names: readonly string[];
}

const AT_ONCE = 16;

/** Reads every exported head, oldest first, and keeps what is new in each. */
export async function promisedHeads(ctx: Ctx, accountIds: readonly string[]): Promise<PromisedHeads> {
  const store = ctx.ports.backupStore;
  const { id: installation } = await ctx.db.installation.findFirstOrThrow({ select: { id: true } });
  const names = store ? await store.list(auditHeadsPrefix(installation)) : [];
  const heads = new Map(accountIds.map((accountId) => [accountId, [] as PromisedHead[]]));
  const found = { read: 0, unreadable: 0, altered: [] as string[] };
  let oldestAt: Date | null = null;
  let newestAt: Date | null = null;
  let newestHeads: PromisedHeads["newestHeads"] = [];
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const some = names.slice(from, from + AT_ONCE);
    const objects = await Promise.all(some.map((name) => store?.get(name)));
    for (const [index, name] of some.entries()) {
      const object = readHeads(ctx, installation, name, objects[index] ?? null);
      if (object === "altered") found.altered.push(name);
      else if (object === "unreadable") found.unreadable += 1;
      else {
        found.read += 1;
        const at = new Date(object.at);
        oldestAt ??= at;
        newestAt = at;
        newestHeads = object.heads;
        const told = new Map(object.heads.map((head) => [head.accountId, head]));
        for (const [accountId, kept] of heads) note(kept, told.get(accountId), at.getTime());
      }
    }
  }
  for (const kept of heads.values()) kept.sort((left, right) => left.seq - right.seq || left.firstAt - right.firstAt);
  return { ...found, of: (accountId) => heads.get(accountId) ?? [], oldestAt, newestAt, newestHeads, names };
}

type HeadsObject = ReturnType<typeof readAuditHeads>;

/** An object of heads, if it is what was written under that name. */
export function readHeads(
  ctx: Ctx,
  installation: string,
  name: string,
  bytes: Uint8Array | null,
): HeadsObject | "altered" | "unreadable" {
  if (bytes === null) return "altered"; // it was listed a moment ago
  try {
    if (!keyringOf(ctx).rootGenerations.includes(headsGeneration(bytes))) return "unreadable";
    const object = readAuditHeads(ctx, bytes);
    return object.installation === installation && auditHeadsName(installation, object.at) === name
      ? object
      : "altered";
  } catch {
    return "altered";
  }
}

function note(kept: PromisedHead[], own: HeadsObject["heads"][number] | undefined, at: number): void {
  const { seq, link } = own ? { seq: Number(own.seq), link: own.link } : { seq: 0, link: GENESIS };
  const last = kept.at(-1);
  if (last?.seq === seq && last.link === link) last.lastAt = at;
  else kept.push({ seq, link, firstAt: at, lastAt: at });
}
