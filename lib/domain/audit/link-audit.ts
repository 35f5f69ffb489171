import { z } from "zod";
import { auditLinkHex } from "@/lib/crypto/digest";
import {
  type ChainCursor,
  chainHeadsOf,
  type EventsToLink,
  eventsToLink,
  insertLinks,
  takeChainPlace,
} from "@/lib/db/audit.sql";
import { currentSnapshot } from "@/lib/db/change-feed.sql";
import { countKeyUses } from "@/lib/db/key-uses.sql";
import type { Ctx, Tx } from "../context";
import { DEPLOYMENT } from "../jobs/enqueue-job";
import { transaction } from "../transaction";

/** The row that says how far chaining has come; locking it is what lets one process chain at a time. */
export const CHAIN_JOB = "link-audit";

const GENESIS = "00".repeat(32);
const AT_ONCE = 5000;

const cursorSchema = z.object({
  last: z.string().nullable(),
  upTo: z.string(),
  after: z.object({ at: z.string(), id: z.string() }).nullable(),
});

/**
 * Appends the events that became visible since the last pass to their accounts' chains (decisions 9), and returns how
 * many. Links and the note of how far it came are one transaction: killed at any moment, no event is left out and none
 * is linked twice. Any number of processes may call it; one works, and the others leave or, with `mayWait`, wait for it.
 */
export async function linkAudit(ctx: Ctx, { mayWait = false } = {}): Promise<number> {
  await ensurePlace(ctx);
  let linked = 0;
  for (;;) {
    const some = await transaction(ctx, (tx) => linkSome(tx, mayWait));
    linked += some;
    if (some < AT_ONCE) return linked;
  }
}

async function linkSome(tx: Tx, mayWait: boolean): Promise<number> {
  const place = await takeChainPlace(tx.db, CHAIN_JOB, mayWait);
  if (!place) return 0;
  const cursor = await openWindow(tx, place.progress);
  const { count, events } = await eventsToLink(tx.db, cursor, AT_ONCE);
  const links = count > 0 ? await linksOf(tx, events) : [];
  if (count > 0) await insertLinks(tx.db, links);
  // KEY-55: here, because here each event passes once.
  await countKeyUses(
    tx.db,
    links.map(({ eventId: id, eventAt }) => ({ id, at: new Date(eventAt) })),
  );
  // It stands on the last one now.
  const end = count < AT_ONCE ? null : { at: events.at, id: events.id };
  await tx.db.job.update({ where: { pk: place.pk }, data: { progress: { ...cursor, after: end } } });
  return count;
}

async function linksOf(tx: Tx, events: EventsToLink) {
  const heads = await headsOf(tx, events);
  const links: Parameters<typeof insertLinks>[1][number][] = [];
  for (let more = events.goTo(0); more; more = events.next()) {
    const { accountId, leaf } = events;
    const head = heads.get(accountId);
    const seq = (head?.seq ?? 0) + 1;
    const link = auditLinkHex(head?.link ?? GENESIS, seq, leaf);
    heads.set(accountId, { seq, link });
    links.push({ accountId, seq, eventId: events.id, eventAt: events.at, link });
  }
  return links;
}

async function headsOf(tx: Tx, events: EventsToLink): Promise<Map<string, { seq: number; link: string }>> {
  const accounts = new Set<string>();
  while (events.next()) accounts.add(events.accountId);
  const heads = await chainHeadsOf(tx.db, [...accounts]);
  return new Map(
    heads.map(({ accountId, seq, link }) => [accountId, { seq: Number(seq), link: Buffer.from(link).toString("hex") }]),
  );
}

/**
 * Goes on in the window of the last pass while that had more; else from what it saw to what is visible now. In a cluster
 * that counts its transactions anew (a dump that was loaded elsewhere) the old cursor means nothing, and every event
 * without a link is looked for.
 */
async function openWindow(tx: Tx, progress: unknown): Promise<ChainCursor> {
  const before = progress === null ? null : cursorSchema.parse(progress);
  const now = await currentSnapshot(tx.db);
  if (before && endOf(before.upTo) > endOf(now)) return { last: null, upTo: now, after: null };
  if (before?.after) return before;
  return { last: before?.upTo ?? null, upTo: now, after: null };
}

/** `xmax` of `xmin:xmax:xip,…`. */
const endOf = (snapshot: string) => BigInt(snapshot.split(":")[1] ?? "0");

async function ensurePlace(ctx: Ctx): Promise<void> {
  if ((await ctx.db.job.count({ where: { kind: CHAIN_JOB, state: "Waiting" } })) > 0) return;
  const now = ctx.now();
  await ctx.db.job.createMany({
    data: [{ pk: ctx.newId(), kind: CHAIN_JOB, subjectPk: DEPLOYMENT, state: "Waiting", dueAt: now, createdAt: now }],
    skipDuplicates: true,
  });
}
