import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";

// A plan to restore, judged by whole sets: one statement for the secrets, one for the keys, one that settles the secrets by
// the keys. Nothing is written but rows of restore_item. What quota there is, is given out in order (plan-quota.ts).

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
    /** Other accounts that are let in already. */
    accountsIn: string[];
  };
  /** Null: everything; of one account only where others' is not to be seen (BKP-99). */
  items: readonly NamedItem[] | null;
  ofAccount: string | null;
  /** What refuses what these other accounts made. */
  refusals: readonly { account: string; code: string }[];
  damaged: readonly { kind: string; id: string; account: string }[];
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
      AS d(id text, account char(16)) WHERE d.id = c.resource_id AND d.account = c.account_id)
    THEN 'BackupDamaged' END,
  (SELECT r.code FROM json_to_recordset(${JSON.stringify(refusals)}::json) AS r(account char(16), code text)
    WHERE r.account = c.account_id)`;

const NOTES = Prisma.sql`jsonb_strip_nulls(jsonb_build_object('principals', c.view->'principals', 'accounts', c.view->'accounts',
  'encryptionKeyId', c.view->'encryptionKeyId', 'pendingUntil', there.delete_at,
  'mayBeOld', CASE WHEN c.view->>'type' <> 'Generic' THEN true END))`;

/** The secrets, as if their keys were there. What is due to go is gone: restoring finishes that first. */
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
        SELECT s.pk, s.planned_delete_at AS delete_at FROM secret s
        WHERE s.region = ${region} AND s.account_id = c.account_id AND s.name = c.resource_id
          AND (s.planned_delete_at IS NULL OR s.planned_delete_at > ${query.now})
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
  const { region } = query.destination;
  return db.$executeRaw`
    WITH needed AS MATERIALIZED (
      SELECT DISTINCT notes->>'encryptionKeyId' AS id FROM restore_item
      WHERE ${query.items !== null} AND restore_pk = ${query.restorePk}::uuid AND kind = 'secret' AND verdict = 'Restore'
    ), c AS MATERIALIZED (
      SELECT e.resource_id, e.account_id, e.view, (e.view->>'versions')::int AS units, NOT ${asked(query, "key")} AS added,
        row_number() OVER (ORDER BY e.run_number, e.pack_number, e.ordinal) AS ordinal
      FROM backup_entry e WHERE ${held(query, "key")} AND (${asked(query, "key")} OR (
        e.resource_id IN (SELECT id FROM needed)
        AND NOT EXISTS (SELECT FROM key k WHERE k.region = ${region} AND k.key_id = e.resource_id
          AND (k.delete_at IS NULL OR k.delete_at > ${query.now}))))
    ), judged AS (
      SELECT c.*, ${NOTES} AS notes, coalesce(${damagedOrRefused(query, "key")},
        CASE WHEN there.delete_at IS NOT NULL THEN 'RestorePendingDeletion' WHEN there.pk IS NOT NULL OR EXISTS (
          SELECT FROM retired_id r WHERE r.kind = 'key' AND r.region = ${region} AND r.id = c.resource_id
            AND r.account_id <> c.account_id) THEN 'RestoreKeyExists' END,
        'Restore') AS standing
      FROM c LEFT JOIN LATERAL (
        SELECT k.pk, CASE WHEN k.delete_at > ${query.now} THEN k.delete_at END AS delete_at FROM key k
        WHERE k.region = ${region} AND k.key_id = c.resource_id
          AND (k.delete_at IS NULL OR k.delete_at > ${query.now} OR k.account_id <> c.account_id)) AS there ON true
    )
    INSERT INTO restore_item (pk, restore_pk, ordinal, kind, account_id, resource_id, units, verdict, added, notes, state)
    SELECT uuidv7(), ${query.restorePk}::uuid, ordinal, 'key', account_id, resource_id, units, standing, added, notes,
      CASE standing WHEN 'Restore' THEN 'Planned' ELSE 'Skipped' END::restore_item_state
    FROM judged`;
}

/** What is to be restored of a kind, in order: what it takes, and which accounts its policy lets in anew. */
export async function plannedInOrder(
  db: Db,
  { restorePk, destination, savedPolicies, gone }: PlanQuery,
  kind: "key" | "secret",
): Promise<{ ordinal: number; units: number; accounts: string[] }[]> {
  const inAlready = [destination.ownerAccountId, ...destination.accountsIn];
  return db.$queryRaw`
    SELECT i.ordinal, i.units, ARRAY(
        SELECT a.account FROM jsonb_array_elements_text(i.notes->'accounts') AS a(account)
        WHERE ${savedPolicies} AND a.account <> i.account_id AND a.account <> ALL (${inAlready}::text[])
          AND EXISTS (SELECT FROM jsonb_array_elements_text(i.notes->'principals') AS p(arn)
            WHERE p.arn LIKE 'acs:ram::' || a.account || ':%' AND p.arn <> ALL (${gone}::text[]))
      ) AS accounts
    FROM restore_item i WHERE i.restore_pk = ${restorePk}::uuid AND i.kind = ${kind} AND i.verdict = 'Restore'
    ORDER BY i.ordinal`;
}

export async function refusePlanned(
  db: Db,
  restorePk: string,
  refused: readonly { ordinal: number; code: string }[],
): Promise<void> {
  if (refused.length === 0) return;
  await db.$executeRaw`
    UPDATE restore_item SET state = 'Skipped', verdict = r.code
    FROM json_to_recordset(${JSON.stringify(refused)}::json) AS r(ordinal int, code text)
    WHERE restore_item.restore_pk = ${restorePk}::uuid AND restore_item.ordinal = r.ordinal`;
}

/**
 * BKP-94, BKP-155: which of the planned secrets have no key. The keys that come are asked as one hashed set: of rows that
 * this transaction has just written no statistics tell that there are many.
 */
export async function refuseWithoutKey(db: Db, query: PlanQuery): Promise<void> {
  const { region, instancePk, jointInstancePk } = query.destination;
  const isJoint = jointInstancePk !== null;
  await db.$executeRaw`
    WITH coming AS MATERIALIZED (
      SELECT resource_id, account_id FROM restore_item
      WHERE restore_pk = ${query.restorePk}::uuid AND kind = 'key' AND verdict = 'Restore'
    )
    UPDATE restore_item s SET state = 'Skipped', verdict = 'RestoreEncryptionKeyMissing'
    WHERE s.restore_pk = ${query.restorePk}::uuid AND s.kind = 'secret' AND s.verdict = 'Restore'
      AND NOT EXISTS (SELECT FROM key k WHERE k.region = ${region} AND k.key_id = s.notes->>'encryptionKeyId'
        AND k.instance_pk = ${instancePk}::uuid AND (k.delete_at IS NULL OR k.delete_at > ${query.now})
        AND (${isJoint} OR k.account_id = s.account_id))
      AND CASE WHEN ${isJoint} THEN (s.notes->>'encryptionKeyId') NOT IN (SELECT resource_id FROM coming)
        ELSE (s.notes->>'encryptionKeyId', s.account_id) NOT IN (SELECT resource_id, account_id FROM coming) END`;
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

/** A record that a verification found to be lost, with the pack that it was in. */
export interface LostRecord {
  pack: string;
  kind: "key" | "secret";
  id: string;
  versionId: string;
  /** Reports of earlier releases do not name it. */
  account: string | null;
}

/** The items of which a lost record was held at the moment: what another moment lost is nothing to this one. */
export async function damagedAt(
  db: Db,
  { backupPk, bindingId, at }: Pick<PlanQuery, "backupPk" | "bindingId" | "at">,
  lost: readonly LostRecord[],
): Promise<{ kind: string; id: string; account: string }[]> {
  if (lost.length === 0) return [];
  return db.$queryRaw`
    SELECT DISTINCT l.kind, l.id, e.account_id::text AS account
    FROM json_to_recordset(${JSON.stringify(lost)}::json) AS l(pack text, kind text, id text, "versionId" text, account char(16))
      JOIN backup_entry e ON e.backup_pk = ${backupPk}::uuid AND e.kind IN (l.kind, l.kind || '-version')
        AND e.resource_id = l.id AND e.version_id = l."versionId" AND e.account_id = coalesce(l.account, e.account_id)
        AND e.pack = l.pack
    WHERE e.binding_id = ${bindingId}::uuid AND e.valid_from <= ${at} AND (e.valid_to IS NULL OR e.valid_to > ${at})`;
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
