import type { PrismaClient } from "@/lib/generated/prisma/client";

// What stands in the way of keys and secrets that are to come back to a region, for a whole batch at once.

type Db = Pick<PrismaClient, "$executeRaw" | "$queryRaw">;

export interface Standing {
  id: string;
  /** A key of that id is in the region; a secret of that name. */
  isThere: boolean;
  /** It waits for its deletion, and when that is. */
  pendingUntil: Date | null;
  /** The id, or that of a version, was another account's before. */
  isForeign: boolean;
}

interface NamedKey {
  id: string;
  account: string;
  versions: string[];
}

/** BKP-93, BKP-171, of keys. */
export async function standingOfKeys(
  db: Db,
  region: string,
  now: Date,
  keys: readonly NamedKey[],
): Promise<Standing[]> {
  return db.$queryRaw<Standing[]>`
    SELECT named.id, key.pk IS NOT NULL AS "isThere",
      CASE WHEN key.delete_at > ${now} THEN key.delete_at END AS "pendingUntil",
      (EXISTS (SELECT FROM retired_id r WHERE r.kind = 'key' AND r.region = ${region} AND r.id = named.id
          AND r.account_id <> named.account)
        OR EXISTS (SELECT FROM unnest(named.versions) AS version JOIN retired_id r
          ON r.kind = 'key-version' AND r.region = ${region} AND r.id = version WHERE r.account_id <> named.account)
      ) AS "isForeign"
    FROM json_to_recordset(${JSON.stringify(keys)}::json) AS named(id text, account char(16), versions text[])
      LEFT JOIN key ON key.region = ${region} AND key.key_id = named.id`;
}

/** Decisions 1: the ids come back to the account that they belonged to. */
export async function reviveKeyIds(db: Db, region: string, keys: readonly NamedKey[]): Promise<void> {
  await db.$executeRaw`
    DELETE FROM retired_id r USING (
      SELECT 'key' AS kind, id, account FROM json_to_recordset(${JSON.stringify(keys)}::json) AS k(id text, account char(16))
      UNION ALL
      SELECT 'key-version', version, account
      FROM json_to_recordset(${JSON.stringify(keys)}::json) AS k(account char(16), versions text[]), unnest(versions) AS version
    ) AS named
    WHERE r.kind = named.kind AND r.region = ${region} AND r.id = named.id AND r.account_id = named.account`;
}

interface NamedSecret {
  id: string;
  account: string;
}

/** BKP-93, of secrets; in a jointly shared instance another account's of that name counts too (SHR-11). */
export async function standingOfSecrets(
  db: Db,
  place: { region: string; jointInstancePk: string | null },
  now: Date,
  secrets: readonly NamedSecret[],
): Promise<(Standing & { account: string })[]> {
  return db.$queryRaw`
    SELECT named.id, named.account, there.pk IS NOT NULL AS "isThere",
      CASE WHEN there.planned_delete_at > ${now} THEN there.planned_delete_at END AS "pendingUntil", false AS "isForeign"
    FROM json_to_recordset(${JSON.stringify(secrets)}::json) AS named(id text, account char(16))
      LEFT JOIN LATERAL (
        SELECT pk, planned_delete_at FROM secret
        WHERE region = ${place.region} AND account_id = named.account AND name = named.id
        UNION ALL
        SELECT pk, planned_delete_at FROM secret
        WHERE joint_instance_pk = ${place.jointInstancePk}::uuid AND name = named.id AND account_id <> named.account
        LIMIT 1
      ) AS there ON true`;
}

/** BKP-96: which of these keys the account has in another region too. */
export async function copiesOfKeys(db: Db, region: string, keys: readonly NamedSecret[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT named.id
    FROM json_to_recordset(${JSON.stringify(keys)}::json) AS named(id text, account char(16))
      CROSS JOIN (SELECT DISTINCT region FROM instance WHERE region <> ${region}) AS other
      JOIN key ON key.region = other.region AND key.key_id = named.id AND key.account_id = named.account`;
  return new Set(rows.map(({ id }) => id));
}

/** The same of secrets, as `account:name`: a name may be several accounts'. */
export async function copiesOfSecrets(db: Db, region: string, secrets: readonly NamedSecret[]): Promise<Set<string>> {
  if (secrets.length === 0) return new Set();
  const rows = await db.$queryRaw<{ id: string; account: string }[]>`
    SELECT DISTINCT named.id, named.account
    FROM json_to_recordset(${JSON.stringify(secrets)}::json) AS named(id text, account char(16))
      CROSS JOIN (SELECT DISTINCT region FROM instance WHERE region <> ${region}) AS other
      JOIN secret ON secret.region = other.region AND secret.account_id = named.account AND secret.name = named.id`;
  return new Set(rows.map(({ id, account }) => `${account}:${id}`));
}

interface ManagingSecret extends NamedSecret {
  target: string;
  /** The accounts that it manages there. */
  names: string[];
}

/** Of saved managed secrets those whose accounts at their target another secret of the region manages by now. */
export async function secretsWithRivals(
  db: Db,
  region: string,
  now: Date,
  secrets: readonly ManagingSecret[],
): Promise<Set<string>> {
  if (secrets.length === 0) return new Set();
  const rows = await db.$queryRaw<{ id: string; account: string }[]>`
    SELECT named.id, named.account
    FROM json_to_recordset(${JSON.stringify(secrets)}::json)
      AS named(id text, account char(16), target text, names text[])
    WHERE EXISTS (
      SELECT FROM secret s
      WHERE s.account_id = named.account AND s.region = ${region} AND s.target_id = named.target AND s.name <> named.id
        AND (s.planned_delete_at IS NULL OR s.planned_delete_at > ${now})
        AND named.names && ARRAY[s.extended_config::jsonb ->> 'AccountName',
          s.extended_config::jsonb ->> 'CloneAccountName', s.extended_config::jsonb ->> 'UserName'])`;
  return new Set(rows.map(({ id, account }) => `${account}:${id}`));
}

/** A version of a key in a region, its sealed material, and the key that it is of. */
export interface StoredVersion {
  versionId: string;
  sealed: Uint8Array;
  accountId: string;
  keyPk: string;
  keyId: string;
  spec: string;
  origin: string;
  instancePk: string | null;
}

export async function versionsNamed(db: Db, region: string, versionIds: readonly string[]): Promise<StoredVersion[]> {
  return db.$queryRaw<StoredVersion[]>`
    SELECT v.version_id AS "versionId", m.sealed, k.account_id::text AS "accountId", k.pk::text AS "keyPk",
      k.key_id AS "keyId", k.spec::text AS spec, k.origin::text AS origin, k.instance_pk::text AS "instancePk"
    FROM key_version v JOIN key_material m ON m.version_pk = v.pk JOIN key k ON k.pk = v.key_pk
    WHERE v.region = ${region} AND v.version_id = ANY(${[...versionIds]}::text[])`;
}

/** Living keys of an instance among these ids (BKP-94). */
export async function keysOfInstance(
  db: Db,
  place: { region: string; instancePk: string },
  now: Date,
  keyIds: readonly string[],
): Promise<{ pk: string; keyId: string; accountId: string }[]> {
  return db.$queryRaw`
    SELECT pk::text AS pk, key_id AS "keyId", account_id::text AS "accountId" FROM key
    WHERE region = ${place.region} AND key_id = ANY(${[...keyIds]}::text[]) AND instance_pk = ${place.instancePk}::uuid
      AND (delete_at IS NULL OR delete_at > ${now})`;
}

/** Of users and roles that policies name, as ARNs: those that are here, and were at `at` already (BKP-105). */
export async function principalsThere(
  db: Db,
  at: Date,
  named: readonly { arn: string; accountId: string; identity: string }[],
): Promise<Set<string>> {
  if (named.length === 0) return new Set();
  const rows = await db.$queryRaw<{ arn: string }[]>`
    SELECT named.arn
    FROM json_to_recordset(${JSON.stringify(named)}::json) AS named(arn text, "accountId" char(16), identity text)
    WHERE EXISTS (SELECT FROM person p WHERE p.account_id = named."accountId" AND NOT p.root
        AND 'user/' || p.name = named.identity AND p.created_at <= ${at})
      OR EXISTS (SELECT FROM ram_role r WHERE r.account_id = named."accountId"
        AND 'role/' || r.name = named.identity AND r.created_at <= ${at})`;
  return new Set(rows.map(({ arn }) => arn));
}

/** Other accounts that the policies of these keys or secrets let in, and how many of them do. */
export async function accountsLetIn(
  db: Db,
  of: "key" | "secret",
  pks: readonly string[],
): Promise<{ accountId: string; items: number }[]> {
  return of === "key"
    ? db.$queryRaw`SELECT account_id::text AS "accountId", count(*)::int AS items FROM key_policy_account
        WHERE key_pk = ANY(${[...pks]}::uuid[]) GROUP BY account_id`
    : db.$queryRaw`SELECT account_id::text AS "accountId", count(*)::int AS items FROM secret_policy_account
        WHERE secret_pk = ANY(${[...pks]}::uuid[]) GROUP BY account_id`;
}
