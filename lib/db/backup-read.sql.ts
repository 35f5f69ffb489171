import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";

// Keys and secrets read whole for a backup, as JSON made by the database: the shapes that
// lib/domain/backups/record-schema.ts describes and parses. One statement gives an item with everything that hangs on
// it, so that no item is ever half-read; all statements of a run share one repeatable-read snapshot.
// Plain SELECTs of at most a few hundred items stand in for COPY, which Prisma's connection does not offer.

type Db = Pick<PrismaClient, "$queryRaw">;

/** An item and its versions; each a JSON text. */
export interface ReadItem {
  pk: string;
  item: string;
  versions: string[];
}

/** The keys of an instance that a backup of its owner holds, oldest pk first (BKP-99: in independent mode its own only). */
export async function keyPksOf(db: Db, instancePk: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ pk: string }[]>`
    SELECT k.pk::text AS pk FROM key k JOIN instance i ON i.pk = k.instance_pk
    WHERE k.instance_pk = ${instancePk}::uuid AND ${OWNED(Prisma.raw("k.account_id"))} ORDER BY k.pk`;
  return rows.map((row) => row.pk);
}

export async function secretPksOf(db: Db, instancePk: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ pk: string }[]>`
    SELECT s.pk::text AS pk FROM secret s JOIN instance i ON i.pk = s.instance_pk
    WHERE s.instance_pk = ${instancePk}::uuid AND ${OWNED(Prisma.raw("s.account_id"))} ORDER BY s.pk`;
  return rows.map((row) => row.pk);
}

/** Of the given keys, those that lie in the instance now. */
export async function readKeys(db: Db, instancePk: string, pks: readonly string[]): Promise<ReadItem[]> {
  return db.$queryRaw<ReadItem[]>`
    SELECT k.pk::text AS pk,
      jsonb_build_object(
        'v', 1, 'kind', 'key', 'account', k.account_id, 'region', k.region, 'instanceId', i.instance_id, 'keyId', k.key_id,
        'keyKind', k.kind, 'spec', k.spec, 'usage', k.usage, 'origin', k.origin, 'protectionLevel', k.protection_level,
        'state', k.state, 'description', k.description, 'primaryVersionId', k.primary_version_id,
        'createdAt', ${iso("k.created_at")}, 'deleteAt', ${iso("k.delete_at")},
        'deletionProtection', k.deletion_protection, 'deletionProtectionWhy', k.deletion_protection_why,
        'automaticRotation', k.automatic_rotation, 'rotationSeconds', k.rotation_seconds,
        'lastRotatedAt', ${iso("k.last_rotated_at")}, 'nextRotationAt', ${iso("k.next_rotation_at")},
        'materialExpiresAt', ${iso("k.material_expires_at")},
        'aliases', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', a.name, 'createdAt', ${iso("a.created_at")}) ORDER BY a.name), '[]')
          FROM alias a WHERE a.key_pk = k.pk),
        'tags', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', t.name, 'value', t.value) ORDER BY t.name), '[]')
          FROM key_tag t WHERE t.key_pk = k.pk),
        'policy', (SELECT p.document FROM key_policy p WHERE p.key_pk = k.pk),
        'versions', (SELECT coalesce(jsonb_agg(jsonb_build_object('versionId', v.version_id, 'createdAt', ${iso("v.created_at")})
          ORDER BY v.created_at, v.version_id), '[]') FROM key_version v WHERE v.key_pk = k.pk)
      )::text AS item,
      (SELECT coalesce(array_agg(jsonb_build_object(
          'v', 1, 'kind', 'key-version', 'account', k.account_id, 'region', k.region, 'instanceId', i.instance_id,
          'keyId', k.key_id, 'versionId', v.version_id, 'spec', k.spec, 'origin', k.origin,
          'createdAt', ${iso("v.created_at")}, 'probe', ${base64("v.probe")}, 'material', ${base64("m.sealed")})::text
          ORDER BY v.created_at, v.version_id), '{}')
        FROM key_version v LEFT JOIN key_material m ON m.version_pk = v.pk WHERE v.key_pk = k.pk) AS versions
    FROM key k JOIN instance i ON i.pk = k.instance_pk
    WHERE k.pk = ANY(${pks}::uuid[]) AND k.instance_pk = ${instancePk}::uuid AND ${OWNED(Prisma.raw("k.account_id"))}
    ORDER BY k.pk`;
}

/** Of the given secrets, those that lie in the instance now. */
export async function readSecrets(db: Db, instancePk: string, pks: readonly string[]): Promise<ReadItem[]> {
  return db.$queryRaw<ReadItem[]>`
    SELECT s.pk::text AS pk,
      jsonb_build_object(
        'v', 1, 'kind', 'secret', 'account', s.account_id, 'region', s.region, 'instanceId', i.instance_id, 'name', s.name,
        'type', s.type, 'description', s.description, 'encryptionKeyId', s.encryption_key_id,
        'createdAt', ${iso("s.created_at")}, 'updatedAt', ${iso("s.updated_at")}, 'plannedDeleteAt', ${iso("s.planned_delete_at")},
        'automaticRotation', s.automatic_rotation, 'rotationSeconds', s.rotation_seconds,
        'lastRotatedAt', ${iso("s.last_rotated_at")}, 'nextRotationAt', ${iso("s.next_rotation_at")},
        'extendedConfig', s.extended_config,
        'dataKey', (SELECT ${base64("d.blob")} FROM secret_data_key d WHERE d.secret_pk = s.pk),
        'tags', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', t.name, 'value', t.value) ORDER BY t.name), '[]')
          FROM secret_tag t WHERE t.secret_pk = s.pk),
        'policy', (SELECT p.document FROM secret_policy p WHERE p.secret_pk = s.pk),
        'versions', (SELECT coalesce(jsonb_agg(jsonb_build_object('versionId', v.version_id, 'stages', to_jsonb(v.stages),
          'createdAt', ${iso("v.created_at")}) ORDER BY v.created_at, v.version_id), '[]') FROM secret_version v WHERE v.secret_pk = s.pk)
      )::text AS item,
      (SELECT coalesce(array_agg(jsonb_build_object(
          'v', 1, 'kind', 'secret-version', 'account', s.account_id, 'name', s.name, 'versionId', v.version_id,
          'dataType', v.data_type, 'createdAt', ${iso("v.created_at")}, 'value', ${base64("x.sealed")})::text
          ORDER BY v.created_at, v.version_id), '{}')
        FROM secret_version v LEFT JOIN secret_value x ON x.version_pk = v.pk WHERE v.secret_pk = s.pk) AS versions
    FROM secret s JOIN instance i ON i.pk = s.instance_pk
    WHERE s.pk = ANY(${pks}::uuid[]) AND s.instance_pk = ${instancePk}::uuid AND ${OWNED(Prisma.raw("s.account_id"))}
    ORDER BY s.pk`;
}

const OWNED = (account: Prisma.Sql) => Prisma.sql`(i.sharing_mode = 'Joint' OR ${account} = i.owner_account_id)`;

/** RFC 3339 in UTC with milliseconds, as JavaScript writes it. */
function iso(column: string): Prisma.Sql {
  return Prisma.raw(`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
}

/** encode() breaks its lines after 76 characters. */
function base64(column: string): Prisma.Sql {
  return Prisma.raw(`translate(encode(${column}, 'base64'), E'\\n', '')`);
}
