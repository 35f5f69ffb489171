import type pg from "pg";
import type { AuditRow, Used } from "@/lib/domain/recorder";

// The one hot write of the gateway (decisions 8): the events and nonces of a whole batch, and whether what each call
// relied on still stands, in one statement and so in one commit.

/** A nonce of a signed request; a replay carries the same `signedAt`. */
export interface Nonce {
  signedAt: Date;
  /** 16 bytes of SHA-256 over AccessKey and nonce. */
  digest16: Buffer;
}

export interface BatchEntry {
  /** Absent where only the nonce is to be kept. */
  event?: AuditRow | undefined;
  /** Absent once it is kept. */
  nonce?: Nonce | undefined;
  used: readonly Used[];
}

/** What became of one entry. Its event is written in the first case only. */
export type Written = { kind: "written" } | { kind: "nonceUsed" } | { kind: "stale"; rows: Used[] };

const TABLES: readonly Used["table"][] = ["access_key", "account", "instance", "key", "secret"];

/**
 * `current` reads each row used once; `stale` names the sets of rows that no longer stand. Nonces are inserted in the order
 * of their digests, so that two gateways that are given the same ones do not wait for each other in a circle.
 * Most events of a batch differ by id, time, request and leaf alone; what else they say is sent once for each kind.
 * An event goes in where its nonce is new and its rows stand: a call that will not be answered leaves no "Success".
 */
const RECORD = `
  WITH event AS MATERIALIZED (
    SELECT * FROM unnest($1::int[], $2::int[], $3::int[], $4::uuid[], $5::timestamptz[], $6::text[], $7::bytea[])
      AS e(entry, used_set, kind, id, at, request_id, leaf)
  ), kind AS MATERIALIZED (
    SELECT * FROM json_to_recordset($8::json) AS k(kind int, account_id text, region text, event text, source text,
      actor text, access_key_id text, source_ip text, resource text, outcome text, detail jsonb)
  ), nonce AS MATERIALIZED (
    SELECT * FROM unnest($9::int[], $10::timestamptz[], $11::bytea[]) AS n(entry, signed_at, digest16)
  ), taken AS (
    INSERT INTO request_nonce (signed_at, digest16) SELECT signed_at, digest16 FROM nonce ORDER BY signed_at, digest16
    ON CONFLICT DO NOTHING RETURNING signed_at, digest16
  ), relied AS MATERIALIZED (
    SELECT * FROM unnest($12::int[], $13::text[], $14::uuid[], $15::bigint[]) AS u(used_set, tab, pk, revision)
  ), stale AS MATERIALIZED (
    SELECT u.used_set, u.tab, u.pk FROM relied u LEFT JOIN (
      SELECT 'access_key' AS tab, pk, revision FROM access_key WHERE pk IN (SELECT pk FROM relied WHERE tab = 'access_key')
      UNION ALL SELECT 'account', pk, authz_revision FROM account WHERE pk IN (SELECT pk FROM relied WHERE tab = 'account')
      UNION ALL SELECT 'instance', pk, revision FROM instance WHERE pk IN (SELECT pk FROM relied WHERE tab = 'instance')
      UNION ALL SELECT 'key', pk, revision FROM key WHERE pk IN (SELECT pk FROM relied WHERE tab = 'key')
      UNION ALL SELECT 'secret', pk, revision FROM secret WHERE pk IN (SELECT pk FROM relied WHERE tab = 'secret')
    ) AS now USING (tab, pk) WHERE now.revision IS DISTINCT FROM u.revision
  ), refused AS MATERIALIZED (
    SELECT n.entry FROM nonce n LEFT JOIN taken t USING (signed_at, digest16) WHERE t.digest16 IS NULL
  ), written AS (
    INSERT INTO audit_event (id, at, account_id, region, event, source, actor, access_key_id, source_ip, resource, outcome,
      request_id, detail, leaf)
    SELECT id, at, account_id, region, event, source, actor, access_key_id, source_ip, resource, outcome, request_id, detail,
      leaf
    FROM event JOIN kind USING (kind) WHERE entry NOT IN (SELECT entry FROM refused) AND used_set NOT IN (SELECT used_set FROM stale)
  )
  SELECT 'nonce' AS kind, entry AS number, NULL AS tab, NULL AS pk FROM refused
  UNION ALL SELECT 'stale', used_set, tab, pk::text FROM stale`;

interface Verdict {
  kind: "nonce" | "stale";
  number: number;
  tab: Used["table"] | null;
  pk: string | null;
}

/** Writes a batch; durable when it resolves. One answer per entry, in their order. */
export async function recordBatch(pool: pg.Pool, entries: readonly BatchEntry[]): Promise<Written[]> {
  const sets = new UsedSets();
  const setOf = entries.map((entry) => sets.numberOf(entry.used));
  const { rows } = await pool.query<Verdict>({
    name: "record-batch",
    text: RECORD,
    values: [...eventColumns(entries, setOf), ...nonceColumns(entries), ...sets.columns()],
  });
  if (rows.length === 0) return entries.map(() => WRITTEN);
  const used = new Set(rows.filter(({ kind }) => kind === "nonce").map(({ number }) => number));
  return entries.map((_, entry): Written => {
    if (used.has(entry)) return { kind: "nonceUsed" };
    const stale = rows.filter(({ kind, number }) => kind === "stale" && number === setOf[entry]);
    if (stale.length === 0) return WRITTEN;
    return {
      kind: "stale",
      rows: sets.rowsOf(setOf[entry] ?? 0).filter((row) => stale.some(({ pk }) => pk === row.pk)),
    };
  });
}

const WRITTEN: Written = { kind: "written" };

/** $1 to $8. */
function eventColumns(entries: readonly BatchEntry[], setOf: readonly number[]): string[] {
  const kinds = new Kinds();
  const numbers: number[] = [];
  const sets: (number | undefined)[] = [];
  const kindOf: number[] = [];
  const events: AuditRow[] = [];
  for (const [entry, { event }] of entries.entries()) {
    if (!event) continue;
    numbers.push(entry);
    sets.push(setOf[entry]);
    kindOf.push(kinds.numberOf(event));
    events.push(event);
  }
  return [
    plainArray(numbers),
    plainArray(sets),
    plainArray(kindOf),
    plainArray(events.map(({ id }) => id)),
    plainArray(events.map(({ at }) => at.toISOString())),
    quotedArray(events.map(({ requestId }) => requestId)),
    bytesArray(events.map(({ leaf }) => leaf)),
    kinds.json(),
  ];
}

/** What events say beside id, time, request and leaf: each different kind once. */
class Kinds {
  readonly #numbers = new Map<string, number>();
  #last: { event: AuditRow; number: number } | undefined;

  /** Most say what the one before said, and to see that costs less than to write it out. */
  numberOf(event: AuditRow): number {
    if (this.#last && isSameKind(this.#last.event, event)) return this.#last.number;
    const kind = kindJson(event);
    const number = this.#numbers.get(kind) ?? this.#numbers.size;
    this.#numbers.set(kind, number);
    this.#last = { event, number };
    return number;
  }

  /** $8. */
  json(): string {
    return `[${[...this.#numbers].map(([kind, number]) => `{"kind":${number},${kind.slice(1)}`).join(",")}]`;
  }
}

/** All that `kindJson` writes; details where they are as simple as those of most calls. */
function isSameKind(one: AuditRow, other: AuditRow): boolean {
  return (
    one.resource === other.resource &&
    one.event === other.event &&
    one.outcome === other.outcome &&
    one.actor === other.actor &&
    one.accessKeyId === other.accessKeyId &&
    one.accountId === other.accountId &&
    one.region === other.region &&
    one.source === other.source &&
    one.sourceIp === other.sourceIp &&
    isSameFlat(one.detail, other.detail)
  );
}

/** Whether two objects have equal members in one order. What is no text, number or flag is not looked into. */
function isSameFlat(one: AuditRow["detail"], other: AuditRow["detail"]): boolean {
  const names = Object.keys(one);
  const others = Object.keys(other);
  return names.length === others.length && names.every((name, at) => name === others[at] && one[name] === other[name]);
}

function kindJson(event: AuditRow): string {
  const { accountId: account_id, region, source, actor, accessKeyId: access_key_id, resource, outcome, detail } = event;
  const source_ip = event.sourceIp;
  const kind = {
    account_id,
    region,
    event: event.event,
    source,
    actor,
    access_key_id,
    source_ip,
    resource,
    outcome,
    detail,
  };
  return JSON.stringify(kind);
}

/** $9 to $11. */
function nonceColumns(entries: readonly BatchEntry[]): string[] {
  const numbers: number[] = [];
  const nonces: Nonce[] = [];
  for (const [entry, { nonce }] of entries.entries()) {
    if (!nonce) continue;
    numbers.push(entry);
    nonces.push(nonce);
  }
  return [
    plainArray(numbers),
    plainArray(nonces.map(({ signedAt }) => signedAt.toISOString())),
    bytesArray(nonces.map(({ digest16 }) => digest16)),
  ];
}

// Arrays as PostgreSQL reads them: the driver would look at every element, and write each date in local time.

/** Of what holds no character that an array gives a meaning to: numbers, UUIDs, times. */
const plainArray = (values: readonly unknown[]) => `{${values.join(",")}}`;
const quotedArray = (texts: readonly string[]) =>
  `{${texts.map((text) => `"${text.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
const bytesArray = (values: readonly Uint8Array[]) => `{${values.map((bytes) => `"\\\\x${asHex(bytes)}"`).join(",")}}`;
const asHex = (bytes: Uint8Array) => (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)).toString("hex");

function isSameSet(one: readonly Used[], other: readonly Used[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ table, pk, revision }, at) => {
      const row = other[at];
      return row?.pk === pk && row.revision === revision && row.table === table;
    })
  );
}

/** Most calls of a batch rely on the same few rows: each different set of rows is compared once. */
class UsedSets {
  readonly #numbers = new Map<string, number>();
  readonly #sets: (readonly Used[])[] = [];
  #last: { used: readonly Used[]; number: number } | undefined;

  numberOf(used: readonly Used[]): number {
    if (!this.#last || !isSameSet(this.#last.used, used)) this.#last = { used, number: this.#find(used) };
    return this.#last.number;
  }

  #find(used: readonly Used[]): number {
    const name = used.map(({ table, pk, revision }) => `${table} ${pk} ${revision}`).join("\n");
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#sets.push(used) - 1;
    this.#numbers.set(name, number);
    return number;
  }

  rowsOf(number: number): readonly Used[] {
    return this.#sets[number] ?? [];
  }

  /** $12 to $15. */
  columns(): string[] {
    const rows = this.#sets.flatMap((used, number) => used.map((row) => ({ number, ...row })));
    if (rows.some(({ table }) => !TABLES.includes(table))) throw new Error("a row of a table without revision");
    return [
      plainArray(rows.map(({ number }) => number)),
      plainArray(rows.map(({ table }) => table)),
      plainArray(rows.map(({ pk }) => pk)),
      plainArray(rows.map(({ revision }) => revision)),
    ];
  }
}
