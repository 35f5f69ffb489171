import type { PrismaClient } from "@/lib/generated/prisma/client";

// Rows of whole keys and secrets that a restore brings back, whole batches at a time: one statement for a table. Values go
// as one JSON text, which costs a driver less than a parameter each; what conflicts, the constraints decide.

type Db = Pick<PrismaClient, "$executeRaw" | "$queryRaw">;

export interface KeyRow {
  pk: string;
  key_id: string;
  account_id: string;
  kind: string;
  spec: string;
  usage: string;
  origin: string;
  protection_level: string;
  state: string;
  description: string;
  primary_version_id: string;
  created_at: string;
  deletion_protection: boolean;
  deletion_protection_why: string;
  automatic_rotation: string;
  rotation_seconds: number | null;
  last_rotated_at: string;
  next_rotation_at: string | null;
  material_expires_at: string | null;
}

export interface KeyVersionRow {
  pk: string;
  version_id: string;
  key_pk: string;
  account_id: string;
  created_at: string;
  /** Base64, as `sealed` and `blob` below. */
  probe: string;
}

export interface AliasRow {
  pk: string;
  account_id: string;
  name: string;
  key_pk: string;
  created_at: string;
}

export interface SecretRow {
  pk: string;
  name: string;
  account_id: string;
  type: string;
  description: string;
  encryption_key_id: string;
  encryption_key_pk: string;
  created_at: string;
  updated_at: string;
  automatic_rotation: string;
  rotation_seconds: number | null;
  last_rotated_at: string | null;
  next_rotation_at: string | null;
  extended_config: string | null;
}

export interface SecretVersionRow {
  pk: string;
  secret_pk: string;
  version_id: string;
  stages: string[];
  data_type: string;
  created_at: string;
}

/** Where they go. */
export interface Place {
  region: string;
  instancePk: string;
  /** Decisions 2: set for every row in a Joint instance. */
  jointInstancePk: string | null;
}

/**
 * Until it is switched off, the triggers of what hangs on a key or secret say nothing of it: everything is inserted
 * together with its parent, whose own row is in the feed, and whose revision nobody has seen.
 */
export async function wholeItems(db: Pick<Db, "$executeRaw">, on: boolean): Promise<void> {
  await db.$executeRaw`SELECT set_config('kms.whole_items', ${on ? "on" : ""}, true)`;
}

/** Inserts the keys whose ids are free; gives the pks of those that were. */
export async function insertKeyRows(db: Db, place: Place, rows: readonly KeyRow[]): Promise<Set<string>> {
  const inserted = await db.$queryRaw<{ pk: string }[]>`
    INSERT INTO key (pk, key_id, region, account_id, instance_pk, kind, spec, usage, origin, protection_level, state,
      description, primary_version_id, created_at, deletion_protection, deletion_protection_why, automatic_rotation,
      rotation_seconds, last_rotated_at, next_rotation_at, material_expires_at)
    SELECT pk, key_id, ${place.region}, account_id, ${place.instancePk}::uuid, kind, spec, usage, origin, protection_level,
      state, description, primary_version_id, created_at, deletion_protection, deletion_protection_why, automatic_rotation,
      rotation_seconds, last_rotated_at, next_rotation_at, material_expires_at
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(pk uuid, key_id text, account_id char(16), kind key_kind,
      spec key_spec, usage key_usage, origin key_origin, protection_level protection_level, state key_state,
      description text, primary_version_id text, created_at timestamptz, deletion_protection boolean,
      deletion_protection_why text, automatic_rotation automatic_rotation, rotation_seconds int,
      last_rotated_at timestamptz, next_rotation_at timestamptz, material_expires_at timestamptz)
    ON CONFLICT (region, key_id) DO NOTHING RETURNING pk::text`;
  return new Set(inserted.map(({ pk }) => pk));
}

export async function insertKeyVersionRows(db: Db, { region }: Place, rows: readonly KeyVersionRow[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO key_version (pk, version_id, region, key_pk, account_id, created_at, probe)
    SELECT pk, version_id, ${region}, key_pk, account_id, created_at, decode(probe, 'base64')
    FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS r(pk uuid, version_id text, key_pk uuid, account_id char(16), created_at timestamptz, probe text)`;
}

export async function insertMaterialRows(
  db: Db,
  wrappingKeyId: string,
  rows: readonly { version_pk: string; sealed: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await db.$executeRaw`
    INSERT INTO key_material (version_pk, wrapping_key_id, sealed)
    SELECT version_pk, ${wrappingKeyId}::uuid, decode(sealed, 'base64')
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(version_pk uuid, sealed text)`;
}

/** BKP-95: gives the pks of the aliases that were free. */
export async function insertAliasRows(db: Db, place: Place, rows: readonly AliasRow[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const inserted = await db.$queryRaw<{ pk: string }[]>`
    INSERT INTO alias (pk, account_id, region, name, key_pk, joint_instance_pk, created_at)
    SELECT pk, account_id, ${place.region}, name, key_pk, ${place.jointInstancePk}::uuid, created_at
    FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS r(pk uuid, account_id char(16), name text, key_pk uuid, created_at timestamptz)
    ORDER BY name, account_id ON CONFLICT DO NOTHING RETURNING pk::text`;
  return new Set(inserted.map(({ pk }) => pk));
}

/** KEY-51: the names of keys that are past their due date are free, for whom they may stand in the way of. */
export async function dropDeadAliasRows(db: Db, place: Place, rows: readonly AliasRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await db.$executeRaw`
    DELETE FROM alias USING key, json_to_recordset(${JSON.stringify(rows)}::json) AS r(account_id char(16), name text)
    WHERE alias.key_pk = key.pk AND key.delete_at <= ${now} AND alias.name = r.name
      AND ((alias.account_id = r.account_id AND alias.region = ${place.region})
        OR alias.joint_instance_pk = ${place.jointInstancePk}::uuid)`;
}

type Tagged = { pk: string; name: string; value: string };

export async function insertTagRows(db: Db, of: "key" | "secret", rows: readonly Tagged[]): Promise<void> {
  if (rows.length === 0) return;
  const json = JSON.stringify(rows);
  if (of === "key")
    await db.$executeRaw`INSERT INTO key_tag (key_pk, name, value)
      SELECT pk, name, value FROM json_to_recordset(${json}::json) AS r(pk uuid, name text, value text)`;
  else
    await db.$executeRaw`INSERT INTO secret_tag (secret_pk, name, value)
      SELECT pk, name, value FROM json_to_recordset(${json}::json) AS r(pk uuid, name text, value text)`;
}

type Documented = { pk: string; document: string };

/** Most of a batch have one of a few documents: each is sent once. */
export async function insertPolicyRows(db: Db, of: "key" | "secret", rows: readonly Documented[]): Promise<void> {
  if (rows.length === 0) return;
  const documents = [...new Set(rows.map(({ document }) => document))];
  const numbers = new Map(documents.map((document, number) => [document, number + 1]));
  const pks = rows.map(({ pk }) => pk);
  const named = rows.map(({ document }) => numbers.get(document) ?? 0);
  if (of === "key")
    await db.$executeRaw`INSERT INTO key_policy (key_pk, document)
      SELECT pk, (${documents}::text[])[number] FROM unnest(${pks}::uuid[], ${named}::int[]) AS r(pk, number)`;
  else
    await db.$executeRaw`INSERT INTO secret_policy (secret_pk, document)
      SELECT pk, (${documents}::text[])[number] FROM unnest(${pks}::uuid[], ${named}::int[]) AS r(pk, number)`;
}

/** Inserts the secrets whose names are free, also within a jointly shared instance; gives the pks of those that were. */
export async function insertSecretRows(db: Db, place: Place, rows: readonly SecretRow[]): Promise<Set<string>> {
  const inserted = await db.$queryRaw<{ pk: string }[]>`
    INSERT INTO secret (pk, name, region, account_id, instance_pk, joint_instance_pk, type, description, encryption_key_id,
      encryption_key_pk, created_at, updated_at, automatic_rotation, rotation_seconds, last_rotated_at, next_rotation_at,
      extended_config)
    SELECT pk, name, ${place.region}, account_id, ${place.instancePk}::uuid, ${place.jointInstancePk}::uuid, type,
      description, encryption_key_id, encryption_key_pk, created_at, updated_at, automatic_rotation, rotation_seconds,
      last_rotated_at, next_rotation_at, extended_config
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(pk uuid, name text, account_id char(16), type secret_type,
      description text, encryption_key_id text, encryption_key_pk uuid, created_at timestamptz, updated_at timestamptz,
      automatic_rotation automatic_rotation, rotation_seconds int, last_rotated_at timestamptz,
      next_rotation_at timestamptz, extended_config text)
    ON CONFLICT DO NOTHING RETURNING pk::text`;
  return new Set(inserted.map(({ pk }) => pk));
}

export async function insertDataKeyRows(db: Db, rows: readonly { pk: string; blob: string }[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO secret_data_key (secret_pk, blob) SELECT pk, decode(blob, 'base64')
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(pk uuid, blob text)`;
}

export async function insertSecretVersionRows(db: Db, rows: readonly SecretVersionRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db.$executeRaw`
    INSERT INTO secret_version (pk, secret_pk, version_id, stages, data_type, created_at)
    SELECT pk, secret_pk, version_id, stages, data_type, created_at
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(pk uuid, secret_pk uuid, version_id text, stages text[],
      data_type secret_data_type, created_at timestamptz)`;
}

export async function insertValueRows(db: Db, rows: readonly { pk: string; value: string }[]): Promise<void> {
  if (rows.length === 0) return;
  await db.$executeRaw`
    INSERT INTO secret_value (version_pk, sealed) SELECT pk, decode(value, 'base64')
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(pk uuid, value text)`;
}
