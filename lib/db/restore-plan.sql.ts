import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";

// A plan to restore, judged by whole sets: one statement for the secrets, one for the keys, one that settles the secrets by
// the keys. Nothing is written but rows of restore_item. Quota is given out in order until it is used up.

type Db = Pick<PrismaClient, "$executeRaw" | "$queryRaw">;

export interface PlanQuery {
  restorePk: string;
  backupPk: string;
  bindingId: string;
  /** The tick whose state is restored. */
  at: Date;
  now: Date;
  destination: {
    region: string;
    instancePk: string;
    jointInstancePk: string | null;
    ownerAccountId: string;
    spareKeyUnits: number;
    spareSecretUnits: number;
    spareAccess: number;
    /** Other accounts that are let in already. */
    accountsIn: string[];
  };
  /** Null: everything; of one account only where others' is not to be seen (BKP-99). */
  items: readonly NamedItem[] | null;
  ofAccount: string | null;
  /** What refuses what these other accounts made. */
  refusals: readonly { account: string; code: string }[];
  damaged: readonly { kind: string; id: string; account: string | null }[];
  /** With the default policies nobody else is let in. */
  savedPolicies: boolean;
  /** Users and roles that are gone. */
  gone: string[];
}

export interface NamedItem {
  kind: "key" | "secret";
  id: string;
  accountId: string;
}

const SECRETS_FROM = 1_000_000_000;

/** Entries that were valid at the moment, of the items that are asked for. */
function held(query: PlanQuery, kind: "key" | "secret"): Prisma.Sql {
  const own = query.ofAccount ? Prisma.sql`AND e.account_id = ${query.ofAccount}::bpchar` : Prisma.empty;
  return Prisma.sql`e.backup_pk = ${query.backupPk}::uuid AND e.binding_id = ${query.bindingId}::uuid AND e.kind = ${kind}
    AND e.valid_from <= ${query.at} AND (e.valid_to IS NULL OR e.valid_to > ${query.at}) ${own}`;
}

/** The named items of a kind; a relation `named`. */
function named({ items }: PlanQuery, kind: "key" | "secret"): Prisma.Sql {
  const rows = (items ?? []).filter((item) => item.kind === kind);
  return Prisma.sql`json_to_recordset(${JSON.stringify(rows)}::json) AS named(id text, "accountId" char(16))`;
}

function asked(query: PlanQuery, kind: "key" | "secret"): Prisma.Sql {
  if (query.items === null) return Prisma.sql`true`;
  return Prisma.sql`(e.resource_id, e.account_id) IN (SELECT id, "accountId" FROM ${named(query, kind)})`;
}

const damagedOrRefused = ({ damaged, refusals }: PlanQuery, kind: "key" | "secret") => Prisma.sql`
  CASE WHEN EXISTS (SELECT FROM json_to_recordset(${JSON.stringify(damaged.filter((one) => one.kind === kind))}::json)
      AS d(id text, account char(16)) WHERE d.id = c.resource_id AND coalesce(d.account = c.account_id, true))
    THEN 'BackupDamaged' END,
  (SELECT r.code FROM json_to_recordset(${JSON.stringify(refusals)}::json) AS r(account char(16), code text)
    WHERE r.account = c.account_id)`;

/** Accounts that the restored policy lets in anew. */
const letIn = ({ destination, gone, savedPolicies }: PlanQuery) => Prisma.sql`
  SELECT q.ordinal, a.account FROM quota q CROSS JOIN LATERAL jsonb_array_elements_text(q.notes->'accounts') AS a(account)
  WHERE ${savedPolicies} AND q.verdict = 'Restore' AND q.notes ? 'accounts'
    AND a.account NOT IN (q.account_id, ${destination.ownerAccountId}) AND a.account <> ALL (${destination.accountsIn}::text[])
    AND EXISTS (SELECT FROM jsonb_array_elements_text(q.notes->'principals') AS p(arn)
      WHERE p.arn LIKE 'acs:ram::' || a.account || ':%' AND p.arn <> ALL (${gone}::text[]))`;

/** With whom the access quota is used up, in order: those of whose accounts one comes too late. */
const beyondAccess = (query: PlanQuery) => Prisma.sql`
  let_in AS (${letIn(query)}),
  ranked AS (SELECT account, row_number() OVER (ORDER BY min(ordinal), account) AS rank FROM let_in GROUP BY account),
  beyond AS (SELECT DISTINCT l.ordinal FROM let_in l JOIN ranked r USING (account) WHERE r.rank > ${query.destination.spareAccess}::int)`;

const NOTES = Prisma.sql`jsonb_strip_nulls(jsonb_build_object('principals', c.view->'principals', 'accounts', c.view->'accounts',
  'encryptionKeyId', c.view->'encryptionKeyId', 'pendingUntil', there.delete_at,
  'mayBeOld', CASE WHEN c.view->>'type' <> 'Generic' THEN true END))`;

/** The secrets, as if their keys were there. */
export async function planSecrets(db: Db, query: PlanQuery): Promise<number> {
  const { region, jointInstancePk } = query.destination;
  return db.$executeRaw`
    WITH c AS MATERIALIZED (
      SELECT e.resource_id, e.account_id, e.view, ${SECRETS_FROM}::int + row_number() OVER (ORDER BY e.run_number, e.pack_number, e.ordinal) AS place
      FROM backup_entry e WHERE ${held(query, "secret")} AND ${asked(query, "secret")}
    )
    INSERT INTO restore_item (pk, restore_pk, ordinal, kind, account_id, resource_id, units, verdict, notes, state)
    SELECT uuidv7(), ${query.restorePk}::uuid, c.place, 'secret', c.account_id, c.resource_id, 1, v.verdict, ${NOTES},
      CASE v.verdict WHEN 'Restore' THEN 'Planned' ELSE 'Skipped' END::restore_item_state
    FROM c LEFT JOIN LATERAL (
        SELECT s.pk, CASE WHEN s.planned_delete_at > ${query.now} THEN s.planned_delete_at END AS delete_at FROM secret s
        WHERE s.region = ${region} AND s.account_id = c.account_id AND s.name = c.resource_id
        UNION ALL
        SELECT s.pk, CASE WHEN s.planned_delete_at > ${query.now} THEN s.planned_delete_at END FROM secret s
        WHERE s.joint_instance_pk = ${jointInstancePk}::uuid AND s.name = c.resource_id AND s.account_id <> c.account_id
        LIMIT 1
      ) AS there ON true
      CROSS JOIN LATERAL (SELECT coalesce(${damagedOrRefused(query, "secret")},
        CASE WHEN there.delete_at IS NOT NULL THEN 'RestorePendingDeletion' WHEN there.pk IS NOT NULL THEN 'RestoreSecretExists' END,
        'Restore') AS verdict) AS v`;
}

/** The keys that are asked for, and those that the planned secrets need and the destination's region lacks. */
export async function planKeys(db: Db, query: PlanQuery): Promise<number> {
  const { region, spareKeyUnits } = query.destination;
  return db.$executeRaw`
    WITH needed AS MATERIALIZED (
      SELECT DISTINCT notes->>'encryptionKeyId' AS id FROM restore_item
      WHERE ${query.items !== null} AND restore_pk = ${query.restorePk}::uuid AND kind = 'secret' AND verdict = 'Restore'
    ), c AS MATERIALIZED (
      SELECT e.resource_id, e.account_id, e.view, (e.view->>'versions')::int AS units, NOT ${asked(query, "key")} AS added,
        row_number() OVER (ORDER BY e.run_number, e.pack_number, e.ordinal) AS ordinal
      FROM backup_entry e WHERE ${held(query, "key")} AND (${asked(query, "key")} OR (
        e.resource_id IN (SELECT id FROM needed)
        AND NOT EXISTS (SELECT FROM key k WHERE k.region = ${region} AND k.key_id = e.resource_id)))
    ), judged AS (
      SELECT c.*, ${NOTES} AS notes, coalesce(${damagedOrRefused(query, "key")},
        CASE WHEN there.delete_at IS NOT NULL THEN 'RestorePendingDeletion' WHEN there.pk IS NOT NULL OR EXISTS (
          SELECT FROM retired_id r WHERE r.kind = 'key' AND r.region = ${region} AND r.id = c.resource_id
            AND r.account_id <> c.account_id) THEN 'RestoreKeyExists' END,
        'Restore') AS standing
      FROM c LEFT JOIN LATERAL (
        SELECT k.pk, CASE WHEN k.delete_at > ${query.now} THEN k.delete_at END AS delete_at FROM key k
        WHERE k.region = ${region} AND k.key_id = c.resource_id) AS there ON true
    ), quota AS MATERIALIZED (
      SELECT judged.*, CASE WHEN standing = 'Restore' AND
        sum(units) FILTER (WHERE standing = 'Restore') OVER (ORDER BY ordinal) > ${spareKeyUnits}::int
        THEN 'KeyQuotaExceeded' ELSE standing END AS verdict FROM judged
    ), ${beyondAccess(query)}
    INSERT INTO restore_item (pk, restore_pk, ordinal, kind, account_id, resource_id, units, verdict, added, notes, state)
    SELECT uuidv7(), ${query.restorePk}::uuid, q.ordinal, 'key', q.account_id, q.resource_id, q.units, v.verdict, q.added, q.notes,
      CASE v.verdict WHEN 'Restore' THEN 'Planned' ELSE 'Skipped' END::restore_item_state
    FROM quota q LEFT JOIN beyond USING (ordinal)
      CROSS JOIN LATERAL (SELECT CASE WHEN beyond.ordinal IS NULL THEN q.verdict ELSE 'AccessQuotaExceeded' END AS verdict) AS v`;
}

/** Accounts that the planned keys let in anew. */
export async function accountsOfPlannedKeys(db: Db, query: PlanQuery): Promise<string[]> {
  const rows = await db.$queryRaw<{ account: string }[]>`
    WITH quota AS (SELECT ordinal, account_id, notes, verdict FROM restore_item
      WHERE restore_pk = ${query.restorePk}::uuid AND kind = 'key' AND notes ? 'accounts')
    SELECT DISTINCT account FROM (${letIn(query)}) AS l`;
  return rows.map(({ account }) => account);
}

/** BKP-94, BKP-154, BKP-155: which of the planned secrets have their key, and fit. */
export async function settleSecrets(db: Db, query: PlanQuery): Promise<void> {
  const { region, instancePk, jointInstancePk, spareSecretUnits } = query.destination;
  await db.$executeRaw`
    WITH secret_item AS MATERIALIZED (
      SELECT s.pk, s.ordinal, s.account_id, s.notes,
        EXISTS (SELECT FROM key k WHERE k.region = ${region} AND k.key_id = s.notes->>'encryptionKeyId'
            AND k.instance_pk = ${instancePk}::uuid AND (k.delete_at IS NULL OR k.delete_at > ${query.now})
            AND (${jointInstancePk !== null} OR k.account_id = s.account_id))
          OR EXISTS (SELECT FROM restore_item k WHERE k.restore_pk = s.restore_pk AND k.kind = 'key'
            AND k.resource_id = s.notes->>'encryptionKeyId' AND k.verdict = 'Restore'
            AND (${jointInstancePk !== null} OR k.account_id = s.account_id)) AS has_key
      FROM restore_item s WHERE s.restore_pk = ${query.restorePk}::uuid AND s.kind = 'secret' AND s.verdict = 'Restore'
    ), quota AS MATERIALIZED (
      SELECT *, CASE WHEN NOT has_key THEN 'RestoreEncryptionKeyMissing'
        WHEN count(*) FILTER (WHERE has_key) OVER (ORDER BY ordinal) > ${spareSecretUnits}::int THEN 'SecretQuotaExceeded'
        ELSE 'Restore' END AS verdict FROM secret_item
    ), ${beyondAccess(query)}
    UPDATE restore_item SET state = 'Skipped',
      verdict = CASE WHEN q.verdict <> 'Restore' THEN q.verdict ELSE 'AccessQuotaExceeded' END
    FROM quota q LEFT JOIN beyond USING (ordinal)
    WHERE restore_item.pk = q.pk AND (q.verdict <> 'Restore' OR beyond.ordinal IS NOT NULL)`;
}

/** What is asked for and was not held at the moment, or is another account's that must not be seen. */
export async function planAbsent(db: Db, query: PlanQuery): Promise<void> {
  if (query.items === null) return;
  const json = JSON.stringify(query.items);
  await db.$executeRaw`
    INSERT INTO restore_item (pk, restore_pk, ordinal, kind, account_id, resource_id, units, verdict, notes, state)
    SELECT uuidv7(), ${query.restorePk}::uuid, 2000000000 + row_number() OVER (), n.kind, n."accountId", n.id, 0,
      CASE WHEN n."accountId" <> ${query.ofAccount}::bpchar THEN 'RestoreForeignOwner' ELSE 'NoBackupData' END, '{}', 'Skipped'
    FROM json_to_recordset(${json}::json) AS n(kind text, id text, "accountId" char(16))
    ON CONFLICT DO NOTHING`;
}

/** The other accounts whose items were held at the moment, and the users and roles that their policies name. */
export async function namedInBackup(db: Db, query: Pick<PlanQuery, "backupPk" | "bindingId" | "at">, owner: string) {
  const valid = Prisma.sql`backup_pk = ${query.backupPk}::uuid AND binding_id = ${query.bindingId}::uuid
    AND kind IN ('key', 'secret') AND valid_from <= ${query.at} AND (valid_to IS NULL OR valid_to > ${query.at})`;
  const accounts = await db.$queryRaw<{ account: string }[]>`
    SELECT DISTINCT account_id::text AS account FROM backup_entry WHERE ${valid} AND account_id <> ${owner}::bpchar`;
  const principals = await db.$queryRaw<{ arn: string }[]>`
    SELECT DISTINCT arn FROM backup_entry, jsonb_array_elements_text(view->'principals') AS arn WHERE ${valid} AND view ? 'principals'`;
  return { accounts: accounts.map(({ account }) => account), principals: principals.map(({ arn }) => arn) };
}

export interface PlanCounts {
  kind: "key" | "secret";
  verdict: string;
  state: "Planned" | "Restored" | "Skipped" | "Failed";
  items: number;
  units: number;
  added: number;
  warned: number;
}

/** The figures of a plan, for its page: counted anew while it is at work. */
export function countsOfRestore(db: Pick<Db, "$queryRaw">, restorePk: string): Promise<PlanCounts[]> {
  return db.$queryRaw`
    SELECT kind, verdict, state::text AS state, count(*)::int AS items, sum(units)::int AS units,
      count(*) FILTER (WHERE added)::int AS added, count(*) FILTER (WHERE warnings <> '[]')::int AS warned
    FROM restore_item WHERE restore_pk = ${restorePk}::uuid GROUP BY kind, verdict, state`;
}
