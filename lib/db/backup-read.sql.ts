import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";
import { type CopiedRow, copyOut } from "./copy";

// Keys and secrets read whole for a backup, as JSON made by the database: the shapes that
// lib/domain/backups/record-schema.ts describes, in the very spelling of lib/crypto/canonical-json.ts (names sorted, no
// white space, and PostgreSQL escapes a text as RFC 8785 does), so that a record is sealed as it comes. All statements of
// a run share one repeatable-read snapshot, so that no item is ever half-read.

type Db = Pick<PrismaClient, "$executeRaw" | "$queryRaw">;

/** A record and what catalogue and index say of it. */
export interface ReadRecord {
  kind: "key" | "key-version" | "secret" | "secret-version";
  account: string;
  resourceId: string;
  versionId: string;
  /** UTF-8 of the canonical JSON. */
  record: Buffer;
  rotatedAt: string | null;
  /** JSON of item-view.ts. */
  view: string;
}

/** An item and its versions; each a JSON text. */
export interface ReadItem {
  pk: string;
  item: string;
  versions: string[];
}

/** Which items: those with these pks, as far as they lie in the instance now, or all of them. */
export type Wanted = { kind: "key" | "secret"; pks: readonly string[] | null };

/**
 * Every record of the wanted items of an instance that a backup of its owner holds (BKP-99: in independent mode its own
 * only), some at a time, the items' own before those of their versions.
 */
export async function copyRecords(
  db: Db,
  instancePk: string,
  { kind, pks }: Wanted,
  take: (records: ReadRecord[]) => Promise<void>,
): Promise<void> {
  for (const one of KINDS[kind]) {
    await copyOut(db, SELECTS[one](wantedSql(instancePk, pks)), (rows) => take(rows.map((row) => recordOf(one, row))));
  }
}

const KINDS = { key: ["key", "key-version"], secret: ["secret", "secret-version"] } as const;

function recordOf(kind: ReadRecord["kind"], row: CopiedRow): ReadRecord {
  const [account, resourceId, versionId, view] = [row.text(1), row.text(2), row.text(3), row.text(6)];
  const record = row.field(4);
  // A part that is missing (a version without its value) makes the whole null: such an item is not saved as if it were whole.
  if (account === null || resourceId === null || versionId === null || record === null || view === null) {
    throw new Error(`a ${kind} is not whole`);
  }
  return { kind, account, resourceId, versionId, record, rotatedAt: row.text(5), view };
}

/** The keys of an instance that a backup of its owner holds, oldest pk first. */
export const keyPksOf = (db: Pick<Db, "$queryRaw">, instancePk: string) => pksOf(db, "key", instancePk);
export const secretPksOf = (db: Pick<Db, "$queryRaw">, instancePk: string) => pksOf(db, "secret", instancePk);

async function pksOf(db: Pick<Db, "$queryRaw">, table: "key" | "secret", instancePk: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ pk: string }[]>(
    Prisma.raw(`SELECT x.pk::text AS pk FROM ${table} x JOIN instance i ON i.pk = x.instance_pk
      WHERE ${wantedSql(instancePk, null)} ORDER BY x.pk`),
  );
  return rows.map((row) => row.pk);
}

/** Of the given keys, those that lie in the instance now. */
export function readKeys(db: Pick<Db, "$queryRaw">, instancePk: string, pks: readonly string[]) {
  return readItems(db, "key", wantedSql(instancePk, pks));
}

/** Of the given secrets, those that lie in the instance now. */
export function readSecrets(db: Pick<Db, "$queryRaw">, instancePk: string, pks: readonly string[]) {
  return readItems(db, "secret", wantedSql(instancePk, pks));
}

async function readItems(db: Pick<Db, "$queryRaw">, kind: "key" | "secret", wanted: string): Promise<ReadItem[]> {
  const [own, ofVersions] = KINDS[kind];
  return db.$queryRaw<ReadItem[]>(
    Prisma.raw(`SELECT i.pk::text AS pk, i.record AS item,
       (SELECT coalesce(array_agg(v.record ORDER BY v.created_at, v.version_id), '{}')
        FROM (${SELECTS[ofVersions](wanted)}) v WHERE v.pk = i.pk) AS versions
     FROM (${SELECTS[own](wanted)}) i ORDER BY i.pk`),
  );
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What COPY takes no parameters for; nothing but UUIDs gets in. The item's table is `x`, its instance `i`. */
function wantedSql(instancePk: string, pks: readonly string[] | null): string {
  const uuid = (text: string) => {
    if (!UUID.test(text)) throw new Error("a pk is a UUID");
    return text;
  };
  const named = pks === null ? "" : `AND x.pk = ANY('{${pks.map(uuid).join(",")}}'::uuid[])`;
  return `x.instance_pk = '${uuid(instancePk)}' AND (i.sharing_mode = 'Joint' OR x.account_id = i.owner_account_id) ${named}`;
}

/** Of a column that is never null: RFC 3339 in UTC with milliseconds, as JavaScript writes it. */
const time = (column: string) => `'"' || to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'`;
const text = (column: string) => `to_json(${column})::text`;
/** Labels and ids, in which nothing needs an escape. */
const plain = (column: string) => `'"' || ${column} || '"'`;
const number = (column: string) => `${column}::text`;
const orNull = (json: string) => `coalesce(${json}, 'null')`;
/** encode() breaks its lines after 76 characters. */
const base64 = (column: string) => `'"' || translate(encode(${column}, 'base64'), E'\\n', '') || '"'`;

/** Names in their canonical order: none has a character for which UTF-16 and bytes differ. */
function object(members: Record<string, string>, more = "''"): string {
  const written = Object.keys(members)
    .sort()
    .map((name, index) => `'${index === 0 ? "{" : ","}"${name}":' || ${members[name]}`);
  return `${written.join(" || ")} || ${more} || '}'`;
}

const list = (item: string, order: string) => `'[' || coalesce(string_agg(${item}, ',' ORDER BY ${order}), '') || ']'`;
const array = (item: string, order: string, from: string) => `(SELECT ${list(item, order)} FROM ${from})`;

/**
 * Members for the other accounts that a policy lets in, and for all that it names beside its creator's account (BKP-105).
 * Nearly all name nobody else, and have none: looked at no further than that.
 */
const NAMED = (of: "key" | "secret") => {
  const accounts = `FROM ${of}_policy_account g WHERE g.${of}_pk = x.pk`;
  const named = `regexp_matches(p.document, '"(acs:ram::[1-9][0-9]{15}:[^"]+)"', 'g')`;
  return `CASE WHEN strpos(p.document, ':user/') > 0 OR strpos(p.document, ':role/') > 0 OR EXISTS (SELECT ${accounts})
    THEN ',"accounts":' || (SELECT coalesce(json_agg(g.account_id ORDER BY g.account_id), '[]')::text ${accounts})
      || ',"principals":' || (SELECT coalesce(json_agg(DISTINCT n[1]), '[]')::text FROM ${named} AS n
        WHERE n[1] NOT IN ('acs:ram::' || x.account_id || ':root', 'acs:ram::' || x.account_id || ':*')) ELSE '' END`;
};

const TAGS = (table: string, owner: string) =>
  array(object({ name: text("t.name"), value: text("t.value") }), "t.name", `${table} t WHERE t.${owner} = x.pk`);

/** The versions of an item, with how many there are and, where there are more than one, when the newest was made. */
const VERSIONS = (table: string, owner: string, members: Record<string, string>) =>
  `LATERAL (SELECT count(*) AS count, CASE WHEN count(*) > 1 THEN max(v.created_at) END AS rotated_at,
     ${list(object(members), "v.created_at, v.version_id")} AS list
   FROM ${table} v WHERE v.${owner} = x.pk)`;

const ROTATED_AT = `to_char(vs.rotated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Columns: pk, account, resource id, version id, record, rotated at, view. */
const SELECTS: Record<ReadRecord["kind"], (wanted: string) => string> = {
  key: (wanted) => `
    SELECT x.pk, x.account_id, x.key_id, '', ${object({
      v: "'1'",
      kind: `'"key"'`,
      account: plain("x.account_id"),
      region: text("x.region"),
      instanceId: plain("i.instance_id"),
      keyId: text("x.key_id"),
      keyKind: plain("x.kind"),
      spec: plain("x.spec"),
      usage: plain("x.usage"),
      origin: plain("x.origin"),
      protectionLevel: plain("x.protection_level"),
      state: plain("x.state"),
      description: text("x.description"),
      primaryVersionId: text("x.primary_version_id"),
      createdAt: time("x.created_at"),
      deleteAt: orNull(time("x.delete_at")),
      deletionProtection: number("x.deletion_protection"),
      deletionProtectionWhy: text("x.deletion_protection_why"),
      automaticRotation: plain("x.automatic_rotation"),
      rotationSeconds: orNull(number("x.rotation_seconds")),
      lastRotatedAt: time("x.last_rotated_at"),
      nextRotationAt: orNull(time("x.next_rotation_at")),
      materialExpiresAt: orNull(time("x.material_expires_at")),
      aliases: "names.whole",
      tags: TAGS("key_tag", "key_pk"),
      policy: orNull(text("p.document")),
      versions: "vs.list",
    })} AS record, ${ROTATED_AT}, ${object(
      {
        aliases: "names.short",
        spec: plain("x.spec"),
        usage: plain("x.usage"),
        state: plain("x.state"),
        versions: number("vs.count"),
        createdAt: time("x.created_at"),
      },
      NAMED("key"),
    )}
    FROM key x JOIN instance i ON i.pk = x.instance_pk LEFT JOIN key_policy p ON p.key_pk = x.pk
    CROSS JOIN LATERAL (
      SELECT ${list(object({ name: text("a.name"), createdAt: time("a.created_at") }), "a.name")} AS whole,
        ${list(text("a.name"), "a.name")} AS short
      FROM alias a WHERE a.key_pk = x.pk) names
    CROSS JOIN ${VERSIONS("key_version", "key_pk", { versionId: text("v.version_id"), createdAt: time("v.created_at") })} vs
    WHERE ${wanted}`,
  "key-version": (wanted) => `
    SELECT x.pk, x.account_id, x.key_id, v.version_id, ${object({
      v: "'1'",
      kind: `'"key-version"'`,
      account: plain("x.account_id"),
      region: text("x.region"),
      instanceId: plain("i.instance_id"),
      keyId: text("x.key_id"),
      versionId: text("v.version_id"),
      spec: plain("x.spec"),
      origin: plain("x.origin"),
      createdAt: time("v.created_at"),
      probe: base64("v.probe"),
      material: orNull(base64("m.sealed")),
    })} AS record, NULL, '{}', v.created_at
    FROM key_version v JOIN key x ON x.pk = v.key_pk JOIN instance i ON i.pk = x.instance_pk
    LEFT JOIN key_material m ON m.version_pk = v.pk
    WHERE ${wanted}`,
  secret: (wanted) => `
    SELECT x.pk, x.account_id, x.name, '', ${object({
      v: "'1'",
      kind: `'"secret"'`,
      account: plain("x.account_id"),
      region: text("x.region"),
      instanceId: plain("i.instance_id"),
      name: text("x.name"),
      type: plain("x.type"),
      description: text("x.description"),
      encryptionKeyId: text("x.encryption_key_id"),
      createdAt: time("x.created_at"),
      updatedAt: time("x.updated_at"),
      plannedDeleteAt: orNull(time("x.planned_delete_at")),
      automaticRotation: plain("x.automatic_rotation"),
      rotationSeconds: orNull(number("x.rotation_seconds")),
      lastRotatedAt: orNull(time("x.last_rotated_at")),
      nextRotationAt: orNull(time("x.next_rotation_at")),
      extendedConfig: orNull(text("x.extended_config")),
      dataKey: base64("d.blob"),
      tags: TAGS("secret_tag", "secret_pk"),
      policy: orNull(text("p.document")),
      versions: "vs.list",
    })} AS record, ${ROTATED_AT}, ${object(
      {
        type: plain("x.type"),
        encryptionKeyId: text("x.encryption_key_id"),
        state: `CASE WHEN x.planned_delete_at IS NULL THEN '"Enabled"' ELSE '"PendingDeletion"' END`,
        versions: number("vs.count"),
        createdAt: time("x.created_at"),
      },
      NAMED("secret"),
    )}
    FROM secret x JOIN instance i ON i.pk = x.instance_pk LEFT JOIN secret_data_key d ON d.secret_pk = x.pk
    LEFT JOIN secret_policy p ON p.secret_pk = x.pk
    CROSS JOIN ${VERSIONS("secret_version", "secret_pk", {
      versionId: text("v.version_id"),
      stages: "array_to_json(v.stages)::text",
      createdAt: time("v.created_at"),
    })} vs
    WHERE ${wanted}`,
  "secret-version": (wanted) => `
    SELECT x.pk, x.account_id, x.name, v.version_id, ${object({
      v: "'1'",
      kind: `'"secret-version"'`,
      account: plain("x.account_id"),
      name: text("x.name"),
      versionId: text("v.version_id"),
      dataType: plain("v.data_type"),
      createdAt: time("v.created_at"),
      value: base64("s.sealed"),
    })} AS record, NULL, '{}', v.created_at
    FROM secret_version v JOIN secret x ON x.pk = v.secret_pk JOIN instance i ON i.pk = x.instance_pk
    LEFT JOIN secret_value s ON s.version_pk = v.pk
    WHERE ${wanted}`,
};

/** Which of the items, or of their versions, lie in the instance now: the identities of copyRecords. */
export async function presentOf(
  db: Pick<Db, "$queryRaw">,
  instancePk: string,
  kind: "key" | "secret",
  resourceIds: readonly string[],
): Promise<{ account: string; resourceId: string; versionId: string }[]> {
  const [table, id] = kind === "key" ? ["key", "key_id"] : ["secret", "name"];
  const from = Prisma.raw(`FROM ${table} x JOIN instance i ON i.pk = x.instance_pk`);
  const names = Prisma.raw(`x.account_id AS account, x.${id} AS "resourceId"`);
  // Names are unique in a region: that is the index there is.
  const wanted = Prisma.sql`WHERE ${Prisma.raw(wantedSql(instancePk, null))}
    AND x.region = (SELECT region FROM instance WHERE pk = ${instancePk}::uuid)
    AND ${Prisma.raw(`x.${id}`)} = ANY(${[...resourceIds]}::text[])`;
  return db.$queryRaw`
    SELECT ${names}, '' AS "versionId" ${from} ${wanted}
    UNION ALL SELECT ${names}, v.version_id ${from} ${Prisma.raw(`JOIN ${table}_version v ON v.${table}_pk = x.pk`)} ${wanted}`;
}
