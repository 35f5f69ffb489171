import type { Tx } from "@/lib/domain/context";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import type { AccessState } from "@/lib/generated/prisma/enums";

type Db = Pick<PrismaClient, "$queryRaw">;

// Locks and sets of the sharing between accounts. Always in this order, so that nobody waits in a circle: the directory,
// the instance's principals, its sharing mode, keys and secrets, the instance (takeKeyUnits holds that last one too).

/** One change of a directory, of its members' shares or of their sharing modes at a time, until the commit. */
export async function lockDirectory(tx: Tx, directoryPk: string): Promise<void> {
  await tx.db.$queryRaw`SELECT pk::text FROM resource_directory WHERE pk = ${directoryPk}::uuid FOR UPDATE`;
}

/** An account's name and enterprise, which stay until the commit; undefined where there is no such account. */
export async function holdEnterprise(tx: Tx, accountId: string) {
  const rows = await tx.db.$queryRaw<{ name: string; enterprise: string | null }[]>`
    SELECT name, enterprise FROM account WHERE account_id = ${accountId}::char(16) FOR SHARE`;
  return rows[0];
}

/**
 * Keeps the instance's sharing mode as it is until the commit, for whoever writes a name or a policy that follows from it;
 * any number at once. Taken before anything of the instance is written.
 */
export async function holdSharingMode(tx: Tx, instancePk: string): Promise<void> {
  await tx.db
    .$queryRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${`sharing mode ${instancePk}`}, 7))::text`;
}

/** For the one that changes it: waits for all of those, and keeps new ones away until the commit. */
export async function lockSharingMode(tx: Tx, instancePk: string): Promise<void> {
  await tx.db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`sharing mode ${instancePk}`}, 7))::text`;
}

/** Waits for whoever is creating something in the instance as one of its principals, and keeps others from it. */
export async function lockPrincipals(tx: Tx, instancePk: string): Promise<void> {
  await tx.db.$queryRaw`
    SELECT account_id::text FROM instance_principal WHERE instance_pk = ${instancePk}::uuid ORDER BY account_id FOR UPDATE`;
}

/** Holds the instance's row; gives its access management quota. */
export async function lockAccessQuota(tx: Tx, instancePk: string): Promise<number> {
  const rows = await tx.db.$queryRaw<{ quota: number }[]>`
    SELECT access_quota AS quota FROM instance WHERE pk = ${instancePk}::uuid FOR NO KEY UPDATE`;
  return rows[0]?.quota ?? 0;
}

/** How the account stands to the instance, which stays so until the commit; undefined where it never was a principal. */
export async function holdAccess(tx: Tx, instanceId: string, accountId: string): Promise<AccessState | undefined> {
  const rows = await tx.db.$queryRaw<{ state: AccessState }[]>`
    SELECT principal.state::text AS state
    FROM instance_principal AS principal JOIN instance ON instance.pk = principal.instance_pk
    WHERE instance.instance_id = ${instanceId} AND principal.account_id = ${accountId}::char(16)
    FOR SHARE OF principal`;
  return rows[0]?.state;
}

/**
 * The accounts that the instance's shares mean now: those named, those in a named folder or below it, all of the directory
 * (SHR-05); in the order in which they joined. None but members of the owner's directory (SHR-01).
 */
export async function accountsSharedWith(db: Db, instancePk: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ account_id: string }[]>`
    WITH RECURSIVE named AS (
      SELECT principal.kind, principal.account_id, principal.folder_pk
      FROM share_instance JOIN share_principal AS principal USING (share_pk)
      WHERE share_instance.instance_pk = ${instancePk}::uuid
    ), within AS (
      SELECT folder_pk AS pk FROM named WHERE kind = 'Folder'
      UNION
      SELECT child.pk FROM directory_folder AS child JOIN within ON child.parent_pk = within.pk
    )
    SELECT member.account_id::text
    FROM instance JOIN directory_member AS owner ON owner.account_id = instance.owner_account_id
      JOIN directory_member AS member ON member.directory_pk = owner.directory_pk AND member.account_id <> owner.account_id
    WHERE instance.pk = ${instancePk}::uuid AND (
      member.account_id IN (SELECT account_id FROM named WHERE kind = 'Account')
      OR member.folder_pk IN (SELECT pk FROM within)
      OR EXISTS (SELECT FROM named WHERE kind = 'Directory'))
    ORDER BY member.joined_at, member.account_id`;
  return rows.map(({ account_id }) => account_id);
}

/** Instances whose shares say a folder of the directory, or all of it: whom they mean changes with its members. */
export async function instancesSharedByPlace(db: Db, directoryPk: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ pk: string }[]>`
    SELECT DISTINCT share_instance.instance_pk::text AS pk
    FROM share_instance JOIN share_principal AS principal USING (share_pk)
      JOIN resource_share AS share ON share.pk = principal.share_pk
      JOIN directory_member AS member ON member.account_id = share.account_id
    WHERE member.directory_pk = ${directoryPk}::uuid AND principal.kind <> 'Account'
    ORDER BY pk`;
  return rows.map(({ pk }) => pk);
}

/** Other accounts that use up access management of the instance: by sharing, by policies of what lies in it (SHR-14). */
export async function accessAccounts(db: Db, instancePk: string) {
  return db.$queryRaw<{ accountId: string; shared: boolean; keys: number; secrets: number }[]>`
    SELECT account_id::text AS "accountId", bool_or(shared) AS shared, sum(keys)::int AS keys, sum(secrets)::int AS secrets
    FROM (
      SELECT account_id, true AS shared, 0 AS keys, 0 AS secrets
      FROM instance_principal WHERE instance_pk = ${instancePk}::uuid AND state = 'Active'
      UNION ALL
      SELECT allowed.account_id, false, 1, 0
      FROM key_policy_account AS allowed JOIN key ON key.pk = allowed.key_pk WHERE key.instance_pk = ${instancePk}::uuid
      UNION ALL
      SELECT allowed.account_id, false, 0, 1
      FROM secret_policy_account AS allowed JOIN secret ON secret.pk = allowed.secret_pk
      WHERE secret.instance_pk = ${instancePk}::uuid
    ) AS used
    GROUP BY account_id ORDER BY account_id`;
}

/** How many accounts those are, of every instance that has any. */
export async function accessCounts(db: Db): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ pk: string; accounts: number }[]>`
    SELECT instance_pk::text AS pk, count(*)::int AS accounts
    FROM (
      SELECT instance_pk, account_id FROM instance_principal WHERE state = 'Active'
      UNION
      SELECT key.instance_pk, allowed.account_id FROM key_policy_account AS allowed JOIN key ON key.pk = allowed.key_pk
      UNION
      SELECT secret.instance_pk, allowed.account_id
      FROM secret_policy_account AS allowed JOIN secret ON secret.pk = allowed.secret_pk
    ) AS used
    WHERE instance_pk IS NOT NULL GROUP BY instance_pk`;
  return new Map(rows.map(({ pk, accounts }) => [pk, accounts]));
}

/** Living keys and secrets that other accounts made in the instance; of one of them, where it is named. */
export async function resourcesOfOthers(db: Db, instancePk: string, now: Date, accountId: string | null = null) {
  return db.$queryRaw<{ accountId: string; keys: number; secrets: number }[]>`
    SELECT account_id::text AS "accountId", sum(keys)::int AS keys, sum(secrets)::int AS secrets
    FROM (
      SELECT key.account_id, 1 AS keys, 0 AS secrets
      FROM key JOIN instance ON instance.pk = key.instance_pk
      WHERE key.instance_pk = ${instancePk}::uuid AND key.account_id <> instance.owner_account_id
        AND (key.delete_at IS NULL OR key.delete_at > ${now}::timestamptz)
      UNION ALL
      SELECT secret.account_id, 0, 1
      FROM secret JOIN instance ON instance.pk = secret.instance_pk
      WHERE secret.instance_pk = ${instancePk}::uuid AND secret.account_id <> instance.owner_account_id
        AND (secret.planned_delete_at IS NULL OR secret.planned_delete_at > ${now}::timestamptz)
    ) AS held
    WHERE ${accountId}::char(16) IS NULL OR account_id = ${accountId}::char(16)
    GROUP BY account_id ORDER BY account_id`;
}

/** Living secrets in the instance that lie under a key of an account other than their own. */
export async function secretsUnderOthersKeys(tx: Tx, instancePk: string, now: Date): Promise<number> {
  const rows = await tx.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count
    FROM secret JOIN key ON key.pk = secret.encryption_key_pk
    WHERE secret.instance_pk = ${instancePk}::uuid AND secret.account_id <> key.account_id
      AND (secret.planned_delete_at IS NULL OR secret.planned_delete_at > ${now}::timestamptz)`;
  return rows[0]?.count ?? 0;
}

/** Moves the revisions of keys that others than the owner have in an instance, and holds them; gives their pks in order. */
export async function touchKeys(tx: Tx, instancePk: string, after: string, limit: number): Promise<string[]> {
  const rows = await tx.db.$queryRaw<{ pk: string }[]>`
    WITH batch AS (
      SELECT key.pk FROM key JOIN instance ON instance.pk = key.instance_pk
      WHERE key.instance_pk = ${instancePk}::uuid AND key.account_id <> instance.owner_account_id AND key.pk > ${after}::uuid
      ORDER BY key.pk LIMIT ${limit} FOR UPDATE OF key
    ), touched AS (
      UPDATE key SET revision = revision + 1 FROM batch WHERE key.pk = batch.pk RETURNING key.pk
    )
    SELECT pk::text FROM touched ORDER BY pk`;
  return rows.map(({ pk }) => pk);
}

/** The same for secrets. */
export async function touchSecrets(tx: Tx, instancePk: string, after: string, limit: number): Promise<string[]> {
  const rows = await tx.db.$queryRaw<{ pk: string }[]>`
    WITH batch AS (
      SELECT secret.pk FROM secret JOIN instance ON instance.pk = secret.instance_pk
      WHERE secret.instance_pk = ${instancePk}::uuid AND secret.account_id <> instance.owner_account_id
        AND secret.pk > ${after}::uuid
      ORDER BY secret.pk LIMIT ${limit} FOR UPDATE OF secret
    ), touched AS (
      UPDATE secret SET revision = revision + 1 FROM batch WHERE secret.pk = batch.pk RETURNING secret.pk
    )
    SELECT pk::text FROM touched ORDER BY pk`;
  return rows.map(({ pk }) => pk);
}

/** Takes the instance from so many aliases that are unique in it (SHR-11); gives how many. */
export async function freeAliases(tx: Tx, instancePk: string, limit: number): Promise<number> {
  return tx.db.$executeRaw`
    UPDATE alias SET joint_instance_pk = NULL
    WHERE pk IN (SELECT pk FROM alias WHERE joint_instance_pk = ${instancePk}::uuid LIMIT ${limit})`;
}

/** The same for secrets. */
export async function freeSecretNames(tx: Tx, instancePk: string, limit: number): Promise<number> {
  return tx.db.$executeRaw`
    UPDATE secret SET joint_instance_pk = NULL
    WHERE pk IN (SELECT pk FROM secret WHERE joint_instance_pk = ${instancePk}::uuid LIMIT ${limit})`;
}
