import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { sealBlob } from "@/lib/crypto/blob";
import { encodeContext } from "@/lib/crypto/context";
import { newKeyMaterial, openKeyMaterial } from "@/lib/crypto/key-material";
import { makeProbe } from "@/lib/crypto/probe";
import { randomBytes, uuidV7 } from "@/lib/crypto/random";
import { seal, type WrappingKey } from "@/lib/crypto/sealed";
import { newSecretDataKey, sealSecretValue, secretDataKeyContext } from "@/lib/crypto/secret-value";
import { newInstanceKeyId, newInstanceKeyVersionId } from "@/lib/domain/ids";
import { sealedFields } from "@/lib/domain/keys/key-material";
import { defaultKeyPolicy } from "@/lib/domain/keys/key-policy";
import { defaultSecretPolicy } from "@/lib/domain/secrets/secret-policy";
import type { InstanceModel } from "@/lib/generated/prisma/models";

// Keys and secrets as the operations leave them, whole and sealed, so that every one of them can be restored and opened;
// written by COPY, beside the triggers. Of a hundred keys ninety are symmetric, six EC and four RSA, whose pairs are drawn
// from a few. A key has an alias, two tags and the default policy, a secret two tags, the default policy and about a
// kilobyte.

const BATCH = 5000;
const RSA_PAIRS = 4;

export interface Filling {
  instance: InstanceModel;
  /** Of the instance: what seals the material. */
  wrapping: WrappingKey;
  accountId: string;
  at: Date;
}

/** Tables whose rows make up keys and secrets: what the yardsticks copy. */
export const TABLES = [
  "key",
  "key_version",
  "key_material",
  "alias",
  "key_tag",
  "key_policy",
  "secret",
  "secret_data_key",
  "secret_version",
  "secret_value",
  "secret_tag",
  "secret_policy",
] as const;

type Row = (string | number | boolean | Buffer | null)[];

/** Adds `keys` keys and `secrets` secrets under them. */
export async function fillInstance(client: pg.Client, filling: Filling, keys: number, secrets: number): Promise<void> {
  await client.query("SET session_replication_role = replica");
  const rsa = Array.from({ length: Math.min(RSA_PAIRS, Math.ceil(keys / 25)) }, () => newKeyMaterial("RSA_2048"));
  const holders: KeyOfSecret[] = [];
  for (let at = 0; at < keys; at += BATCH) {
    const made = Array.from({ length: Math.min(BATCH, keys - at) }, (_, n) => keyRows(filling, at + n, rsa));
    await insert(
      client,
      "key",
      KEY,
      made.map((one) => one.key),
    );
    await insert(
      client,
      "key_version",
      "pk, version_id, region, key_pk, account_id, created_at, probe",
      made.map((one) => one.version),
    );
    await insert(
      client,
      "key_material",
      "version_pk, wrapping_key_id, sealed",
      made.map((one) => one.material),
    );
    await insert(
      client,
      "alias",
      "pk, account_id, region, name, key_pk, created_at",
      made.map((one) => one.alias),
    );
    await insert(
      client,
      "key_tag",
      "key_pk, name, value",
      made.flatMap((one) => one.tags),
    );
    await insert(
      client,
      "key_policy",
      "key_pk, document",
      made.map((one) => one.policy),
    );
    holders.push(...made.flatMap(({ holder }) => (holder && holders.length < 1000 ? [holder] : [])));
  }
  for (let at = 0; at < secrets; at += BATCH) {
    const made = Array.from({ length: Math.min(BATCH, secrets - at) }, (_, n) =>
      secretRows(filling, at + n, holders[(at + n) % holders.length] as KeyOfSecret),
    );
    await insert(
      client,
      "secret",
      SECRET,
      made.map((one) => one.secret),
    );
    await insert(
      client,
      "secret_data_key",
      "secret_pk, blob",
      made.map((one) => one.dataKey),
    );
    await insert(
      client,
      "secret_version",
      "pk, secret_pk, version_id, stages, created_at",
      made.map((one) => one.version),
    );
    await insert(
      client,
      "secret_value",
      "version_pk, sealed",
      made.map((one) => one.value),
    );
    await insert(
      client,
      "secret_tag",
      "secret_pk, name, value",
      made.flatMap((one) => one.tags),
    );
    await insert(
      client,
      "secret_policy",
      "secret_pk, document",
      made.map((one) => one.policy),
    );
  }
  await client.query(
    `UPDATE instance SET key_quota = greatest(key_quota, key_versions_used + $2), key_versions_used = key_versions_used + $2,
       secret_quota = greatest(secret_quota, secrets_used + $3), secrets_used = secrets_used + $3 WHERE pk = $1`,
    [filling.instance.pk, keys, secrets],
  );
  await client.query("SET session_replication_role = origin");
  await client.query("VACUUM ANALYZE");
}

const KEY =
  "pk, key_id, region, account_id, instance_pk, spec, usage, state, description, primary_version_id, created_at, last_rotated_at";
const SECRET =
  "pk, name, region, account_id, instance_pk, description, encryption_key_id, encryption_key_pk, created_at, updated_at";

interface KeyOfSecret {
  pk: string;
  keyId: string;
  versionId: string;
  material: ReturnType<typeof openKeyMaterial>;
}

function keyRows({ instance, wrapping, accountId, at }: Filling, n: number, rsa: readonly Buffer[]) {
  const spec = n % 100 < 90 ? "Aliyun_AES_256" : n % 100 < 96 ? "EC_P256" : "RSA_2048";
  const usage = spec === "EC_P256" ? "SIGN/VERIFY" : "ENCRYPT/DECRYPT";
  const bytes = spec === "RSA_2048" ? Buffer.from(rsa[n % rsa.length] as Buffer) : newKeyMaterial(spec);
  const { region } = instance;
  const [pk, versionPk, keyId] = [uuidV7(at), uuidV7(at), newInstanceKeyId()];
  const versionId = newInstanceKeyVersionId(keyId);
  const owner = { accountId, region, keyId, spec, origin: "Aliyun_KMS", instance } as const;
  const sealed = seal(wrapping, "key-material", sealedFields(owner, versionId), bytes);
  const material = openKeyMaterial(spec, bytes);
  const time = at.toISOString();
  const policy = defaultKeyPolicy(
    { accountId, usage: spec === "EC_P256" ? "SIGN_VERIFY" : "ENCRYPT_DECRYPT" },
    instance,
  );
  return {
    key: [
      pk,
      keyId,
      region,
      accountId,
      instance.pk,
      spec,
      usage,
      "Enabled",
      `Key ${n} of the bench`,
      versionId,
      time,
      time,
    ],
    version: [versionPk, versionId, region, pk, accountId, time, makeProbe(spec, versionId, material)],
    material: [versionPk, wrapping.id, sealed],
    alias: [uuidV7(at), accountId, region, `alias/bench/${keyId}`, pk, time],
    tags: [
      [pk, "env", "prod"],
      [pk, "team", `team-${n % 50}`],
    ],
    policy: [pk, policy],
    holder: spec === "Aliyun_AES_256" ? { pk, keyId, versionId, material } : null,
  } satisfies Record<string, Row | Row[] | KeyOfSecret | null>;
}

function secretRows({ instance, accountId, at }: Filling, n: number, holder: KeyOfSecret) {
  const [pk, versionPk, name] = [uuidV7(at), uuidV7(at), `bench/secret-${String(n).padStart(7, "0")}`];
  const identity = { account: accountId, name };
  const dataKey = newSecretDataKey();
  const value = Buffer.from(JSON.stringify({ user: `user-${n}`, password: randomBytes(700).toString("base64") }));
  const blob = sealBlob(holder.material, holder.versionId, dataKey, encodeContext(secretDataKeyContext(identity)));
  const time = at.toISOString();
  return {
    secret: [pk, name, instance.region, accountId, instance.pk, `Secret ${n}`, holder.keyId, holder.pk, time, time],
    dataKey: [pk, blob],
    version: [versionPk, pk, "v1", "{ACSCurrent}", time],
    value: [versionPk, sealSecretValue(dataKey, { ...identity, versionId: "v1" }, value)],
    tags: [
      [pk, "env", "prod"],
      [pk, "team", `team-${n % 50}`],
    ],
    policy: [pk, defaultSecretPolicy(accountId, instance)],
  } satisfies Record<string, Row | Row[]>;
}

async function insert(client: pg.Client, table: string, columns: string, rows: readonly Row[]): Promise<void> {
  const lines = rows.map((row) => `${row.map(text).join("\t")}\n`);
  await pipeline(Readable.from([lines.join("")]), client.query(copyFrom(`COPY ${table} (${columns}) FROM STDIN`)));
}

function text(value: Row[number]): string {
  if (value === null) return "\\N";
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString("hex")}`;
  return String(value).replaceAll(
    /[\\\n\r\t]/g,
    (one) => ({ "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" })[one] as string,
  );
}
