import { auditLinkHex } from "@/lib/crypto/digest";
import { randomUuid } from "@/lib/crypto/random";
import type { Seeded } from "@/lib/testing/seeded";
import { GENESIS } from "./chain-walk";
import type { FindingKind } from "./findings";
import { leafOf } from "./record";

// What somebody who can write every table may do to a trail (S53). Each takes an account whose trail is chained and
// exported, and changes it as quietly as it can.

export interface Victim {
  accountId: string;
  otherAccountId: string;
  sql<Row extends Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  chain(): Promise<unknown>;
  seeded: Seeded;
  /** How many links there are; all are covered by a head. */
  length: number;
}

/** What verification must say, one of; and how it is done. */
export interface Tampering {
  found: readonly FindingKind[];
  tamper(victim: Victim): Promise<unknown>;
}

/** All but `xid`, which says nothing of the event, only that its transaction is over: it is used once, for chaining. */
const COLUMNS: Record<string, string> = {
  id: "gen_random_uuid()",
  at: "at + interval '1 ms'",
  region: "'cn-beijing'",
  event: "event || 's'",
  source: "'ApiCall2'",
  actor: "'acs:ram::1234567890123456:root'",
  access_key_id: "'LTAIother'",
  source_ip: "'192.0.2.1'",
  resource: "resource || '0'",
  outcome: "'NoPermission'",
  request_id: "gen_random_uuid()::text",
  detail: "detail || '{\"n\": 2}'",
  leaf: "sha256(leaf)",
};

const edits = Object.entries(COLUMNS).map(([column, value]): [string, Tampering] => [
  `an event's ${column} is edited`,
  {
    found: column === "id" ? ["removed", "inserted"] : ["altered"],
    tamper: async (victim) => {
      const { event_id } = await linkAt(victim, anySeq(victim));
      await victim.sql(`UPDATE audit_event SET ${column} = ${value} WHERE id = $1`, [event_id]);
    },
  },
]);

export const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  ...Object.fromEntries(edits),
  "an event is edited, and its leaf made anew": {
    found: ["altered"],
    tamper: async (victim) => {
      const { event_id } = await linkAt(victim, anySeq(victim));
      await victim.sql("UPDATE audit_event SET actor = 'somebody' WHERE id = $1", [event_id]);
      await makeLeaf(victim, event_id);
    },
  },
  "an event is edited, and its leaf and all links from it on made anew": {
    found: ["rewritten"],
    tamper: async (victim) => {
      const { event_id } = await linkAt(victim, anySeq(victim));
      await victim.sql("UPDATE audit_event SET actor = 'somebody' WHERE id = $1", [event_id]);
      await makeLeaf(victim, event_id);
      await makeLinks(victim);
    },
  },
  "a link is edited": {
    found: ["altered"],
    tamper: (victim) =>
      victim.sql("UPDATE audit_link SET link = sha256(link) WHERE account_id = $1 AND seq = $2", [
        victim.accountId,
        anySeq(victim),
      ]),
  },
  "a link's time is edited": {
    found: ["altered", "inserted"],
    tamper: (victim) =>
      victim.sql("UPDATE audit_link SET event_at = event_at - interval '1 s' WHERE account_id = $1 AND seq = $2", [
        victim.accountId,
        anySeq(victim),
      ]),
  },
  "a link has no time at all": {
    found: ["altered", "inserted"],
    tamper: (victim) =>
      victim.sql("UPDATE audit_link SET event_at = 'infinity' WHERE account_id = $1 AND seq = $2", [
        victim.accountId,
        anySeq(victim),
      ]),
  },
  "an event is deleted": {
    found: ["removed"],
    tamper: async (victim) => {
      const { event_id } = await linkAt(victim, anySeq(victim));
      await victim.sql("DELETE FROM audit_event WHERE id = $1", [event_id]);
    },
  },
  "an event and its link are deleted": {
    found: ["removed"],
    tamper: (victim) => deleteWhole(victim, 1 + victim.seeded.below(victim.length - 1)),
  },
  "an event and its link are deleted, and the gap closed": {
    found: ["rewritten", "truncated"],
    tamper: async (victim) => {
      const seq = anySeq(victim);
      await deleteWhole(victim, seq);
      for (let next = seq + 1; next <= victim.length; next++) {
        await victim.sql("UPDATE audit_link SET seq = $2 WHERE account_id = $1 AND seq = $3", [
          victim.accountId,
          next - 1,
          next,
        ]);
      }
      await makeLinks(victim);
    },
  },
  "an event is put in behind the chain": {
    found: ["inserted"],
    tamper: (victim) => insertOld(victim),
  },
  "an event is put in behind the chain, and chained by the worker": {
    found: ["inserted"],
    tamper: async (victim) => {
      await insertOld(victim);
      await victim.chain();
    },
  },
  "an event is put in that the worker will never see": {
    found: ["inserted"],
    tamper: async (victim) => {
      const id = await insertOld(victim);
      await victim.sql("UPDATE audit_event SET xid = '9999999999'::xid8 WHERE id = $1", [id]);
      await victim.chain();
    },
  },
  "two links exchange their events": {
    found: ["reordered"],
    tamper: async (victim) => {
      const [left, right] = await twoLinks(victim);
      // Past the rule that an event has one link.
      const put = "UPDATE audit_link SET event_id = $3, event_at = $4 WHERE account_id = $1 AND seq = $2";
      await victim.sql(put, [victim.accountId, left.seq, randomUuid(), left.event_at]);
      await victim.sql(put, [victim.accountId, right.seq, left.event_id, left.event_at]);
      await victim.sql(put, [victim.accountId, left.seq, right.event_id, right.event_at]);
    },
  },
  "two links exchange their places": {
    found: ["reordered"],
    tamper: async (victim) => {
      const [left, right] = await twoLinks(victim);
      const put = "UPDATE audit_link SET seq = $3 WHERE account_id = $1 AND seq = $2";
      await victim.sql(put, [victim.accountId, left.seq, -1]);
      await victim.sql(put, [victim.accountId, right.seq, left.seq]);
      await victim.sql(put, [victim.accountId, -1, right.seq]);
    },
  },
  "the last links and events are cut off": {
    found: ["truncated"],
    tamper: async (victim) => {
      const kept = victim.seeded.below(victim.length);
      for (let seq = kept + 1; seq <= victim.length; seq++) await deleteWhole(victim, seq);
    },
  },
  "the last links are cut off, and the worker chains on": {
    found: ["truncated", "rewritten", "inserted"],
    tamper: async (victim) => {
      await victim.sql("DELETE FROM audit_link WHERE account_id = $1 AND seq > $2", [
        victim.accountId,
        victim.seeded.below(victim.length),
      ]);
      await victim.chain();
    },
  },
  "an event becomes another tenant's": {
    found: ["swapped"],
    tamper: async (victim) => {
      const { event_id } = await linkAt(victim, anySeq(victim));
      await victim.sql("UPDATE audit_event SET account_id = $2 WHERE id = $1", [event_id, victim.otherAccountId]);
      await makeLeaf(victim, event_id);
    },
  },
};

interface Link extends Record<string, unknown> {
  seq: string;
  event_id: string;
  event_at: Date;
}

const anySeq = ({ seeded, length }: Victim) => 1 + seeded.below(length);

async function linkAt({ sql, accountId }: Victim, seq: number): Promise<Link> {
  const [link] = await sql<Link>("SELECT * FROM audit_link WHERE account_id = $1 AND seq = $2", [accountId, seq]);
  if (!link) throw new Error(`no link ${seq}`);
  return link;
}

async function twoLinks(victim: Victim): Promise<[Link, Link]> {
  const left = 1 + victim.seeded.below(victim.length - 1);
  const right = left + 1 + victim.seeded.below(victim.length - left);
  return [await linkAt(victim, left), await linkAt(victim, right)];
}

async function deleteWhole(victim: Victim, seq: number): Promise<void> {
  const { event_id } = await linkAt(victim, seq);
  await victim.sql("DELETE FROM audit_event WHERE id = $1", [event_id]);
  await victim.sql("DELETE FROM audit_link WHERE account_id = $1 AND seq = $2", [victim.accountId, seq]);
}

/** As good an event as any, an hour before the newest. */
async function insertOld(victim: Victim): Promise<string> {
  const [made] = await victim.sql<{ id: string }>(
    `INSERT INTO audit_event (id, at, account_id, region, event, source, actor, resource, outcome, request_id, detail, leaf)
     SELECT gen_random_uuid(), at - interval '1 hour', account_id, region, event, source, actor, resource, outcome, request_id, detail, leaf
     FROM audit_event WHERE account_id = $1 ORDER BY at DESC, id DESC LIMIT 1 RETURNING id::text`,
    [victim.accountId],
  );
  if (!made) throw new Error("nothing was put in");
  await makeLeaf(victim, made.id);
  return made.id;
}

async function makeLeaf({ sql }: Victim, id: unknown): Promise<void> {
  const [row] = await sql<Parameters<typeof leafOf>[0] & Record<string, unknown>>(
    `SELECT id::text, at, account_id AS "accountId", region, event, source, actor, access_key_id AS "accessKeyId",
       source_ip AS "sourceIp", resource, outcome, request_id AS "requestId", detail FROM audit_event WHERE id = $1`,
    [id],
  );
  if (row) await sql("UPDATE audit_event SET leaf = $2 WHERE id = $1", [id, leafOf(row)]);
}

/** The chain as it would be, had it always been of these events. */
async function makeLinks({ sql, accountId }: Victim): Promise<void> {
  const rows = await sql<{ seq: string; leaf: string }>(
    `SELECT l.seq, encode(e.leaf, 'hex') AS leaf FROM audit_link l JOIN audit_event e ON e.id = l.event_id AND e.at = l.event_at
     WHERE l.account_id = $1 ORDER BY l.seq`,
    [accountId],
  );
  let link = GENESIS;
  for (const { seq, leaf } of rows) {
    link = auditLinkHex(link, Number(seq), leaf);
    await sql("UPDATE audit_link SET link = decode($3, 'hex') WHERE account_id = $1 AND seq = $2", [
      accountId,
      seq,
      link,
    ]);
  }
}
