import { setImmediate as breathe } from "node:timers/promises";
import { chainsWithHead, eventsElsewhere, type Stretch, stretchAfter, unlinkedEvents } from "@/lib/db/audit-chain.sql";
import { connectBeside } from "@/lib/db/client";
import type { Ctx } from "../context";
import { ChainWalk } from "./chain-walk";
import { computedLeaf } from "./event-bytes";
import { auditHeadsName } from "./export-heads";
import { type Finding, type FindingKind, Findings, LATE_MS } from "./findings";
import { CHAIN_JOB } from "./link-audit";
import { type PromisedHeads, readHeads } from "./promised-heads";

/** What was checked, when, and what came of it. It claims no more than it says. */
export interface TrailVerification {
  accountId: string;
  begunAt: Date;
  /** Nothing was found. */
  intact: boolean;
  /** Links 1 to `lastSeq`, each with its event; 0 where the chain is empty. */
  lastSeq: number;
  newestEventAt: Date | null;
  heads: { read: number; unreadable: number; oldestAt: Date | null; newestAt: Date | null };
  /** What the newest head covers; events after it could have been changed by who can write the database. */
  promisedSeq: number;
  /** Not chained yet. */
  waiting: number;
  waitingSince: Date | null;
  counts: Partial<Record<FindingKind, number>>;
  first: Finding | null;
  /** Where the whole database is older than a head: the newest head that this chain fits. */
  databaseFrom: Date | null;
}

/** Small enough that a gateway answers others in between. */
const BATCH = 4000;

/**
 * Walks an account's chain from its first link to the last that there is now, recomputes every leaf from the columns and
 * every link from the one before, and holds the chain to every head in the store (S53).
 */
export async function verifyTrail(
  ctx: Ctx,
  accountId: string,
  heads: PromisedHeads,
  onProgress: (seq: number) => void = () => {},
): Promise<TrailVerification> {
  const begunAt = ctx.now();
  const findings = new Findings();
  const walk = new ChainWalk(heads.of(accountId), findings);
  const client = await connectBeside(ctx.db);
  // Judges by itself, beside the walk.
  const unlinking = unlinkedEvents(ctx.db, accountId, CHAIN_JOB, LATE_MS);
  unlinking.catch(() => {}); // awaited below, where it is thrown
  try {
    let next: Promise<Stretch> | undefined = stretchAfter(client, accountId, 0, BATCH);
    while (next) {
      const { links, events, count, lastSeq }: Stretch = await next;
      // The database gathers the next stretch while this one is hashed.
      next = count === BATCH ? stretchAfter(client, accountId, lastSeq, BATCH) : undefined;
      next?.catch(() => {}); // awaited above, where it is thrown
      while (links.next()) walk.take(links, events.find(links) ? leafOfEvent(events, accountId) : undefined);
      onProgress(walk.seq);
      await breathe();
    }
  } finally {
    await client.end();
  }
  const databaseFrom = await judgeEnd(ctx, heads, walk, findings);
  await judgeMissing(ctx, accountId, walk, findings);
  const unlinked = await unlinking;
  if (unlinked.inserted > 0) {
    const { firstInserted: eventId, firstInsertedAt: at } = unlinked;
    findings.add("inserted", { ...(eventId && { eventId }), ...(at && { at: at.getTime() }) }, unlinked.inserted);
  }
  if (heads.altered.length > 0) findings.add("head", {}, heads.altered.length);
  const { read, unreadable, oldestAt, newestAt } = heads;
  return {
    accountId,
    begunAt,
    intact: findings.none,
    lastSeq: walk.seq,
    newestEventAt: walk.seq > 0 ? new Date(walk.eventAt) : null,
    heads: { read, unreadable, oldestAt, newestAt },
    promisedSeq: Number(heads.newestHeads.find((head) => head.accountId === accountId)?.seq ?? 0),
    waiting: unlinked.waiting,
    waitingSince: unlinked.waitingSince,
    counts: findings.counts,
    first: findings.first,
    databaseFrom,
  };
}

function leafOfEvent(events: Stretch["events"], accountId: string): string | null {
  const leaf = computedLeaf(events, accountId);
  return leaf === events.leaf ? leaf : null;
}

/** A link whose event is not there: removed, or there under another time or tenant. */
async function judgeMissing(ctx: Ctx, accountId: string, { missing }: ChainWalk, findings: Findings): Promise<void> {
  if (missing.length === 0) return;
  const elsewhere = await eventsElsewhere(
    ctx.db,
    missing.map(({ eventId }) => eventId),
  );
  for (const place of missing) {
    const owner = elsewhere.get(place.eventId);
    findings.add(owner === undefined ? "removed" : owner === accountId ? "altered" : "swapped", place);
  }
}

/**
 * Heads beyond the end of the chain, or other than it: was the end of this one taken away, or is all of the database
 * from before? Then no chain has what it gained since the last head that this one fits.
 */
async function judgeEnd(ctx: Ctx, heads: PromisedHeads, walk: ChainWalk, findings: Findings): Promise<Date | null> {
  const beyond = walk.end();
  const [first] = beyond;
  if (!first && findings.counts.rewritten === undefined) return null;
  const fitting = await headsAt(ctx, heads, walk.fitsUntil);
  const before = new Map(fitting?.heads.map(({ accountId, seq }) => [accountId, seq]));
  const gained = heads.newestHeads.filter(({ accountId, seq }) => seq !== before.get(accountId));
  const kept = await chainsWithHead(ctx.db, gained);
  const older = gained.length > 0 && gained.every(({ accountId }) => !kept.has(accountId));
  const place = first && { seq: first.seq, at: first.firstAt };
  if (older) findings.add("older", place ?? {});
  else if (place) findings.add("truncated", place, beyond.length);
  return older && fitting ? new Date(fitting.at) : null;
}

async function headsAt(ctx: Ctx, { names }: PromisedHeads, at: number) {
  const { id: installation } = await ctx.db.installation.findFirstOrThrow({ select: { id: true } });
  const name = auditHeadsName(installation, new Date(at).toISOString());
  if (!names.includes(name)) return null;
  const object = readHeads(ctx, installation, name, (await ctx.ports.backupStore?.get(name)) ?? null);
  return typeof object === "string" ? null : object;
}
