import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { parseRootKeys, rootUseKey, rootWrappingKeyId } from "../lib/crypto/root-key";
import { open } from "../lib/crypto/sealed";
import type { Canary } from "./canary-search";

// What lies sealed in the database, opened here with the root key, so that it can be looked for everywhere else.

export function rootKeysOf(dataDir: string): Canary[] {
  return rootsOf(dataDir).flatMap((root) => [
    { name: "the root key", bytes: root.bytes },
    { name: "the root's wrapping key", bytes: rootUseKey(root, "wrap") },
  ]);
}

function rootsOf(dataDir: string) {
  return parseRootKeys(readFileSync(path.join(dataDir, "root.key"), "utf8"));
}

type Resolve = (id: string, generation: number) => Buffer | undefined;

/** By what they are: keys that wrap, material of an account's keys, import tokens' halves, the stock, the authority's key. */
export async function sealedKeys(url: string, dataDir: string, account: string): Promise<Map<string, Canary[]>> {
  const roots = new Map(rootsOf(dataDir).map((root) => [root.generation, rootUseKey(root, "wrap")]));
  const ofRoot: Resolve = (id, generation) => (id === rootWrappingKeyId ? roots.get(generation) : undefined);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const wrapping = await wrappingKeys(client, ofRoot);
    const resolve: Resolve = (id) => wrapping.get(id);
    return new Map([
      ["a wrapping key", [...wrapping.values()].map((bytes) => ({ name: "a wrapping key", bytes }))],
      ["key material", await keyMaterial(client, resolve, account)],
      ["an import token", await importKeys(client, resolve)],
      ["the stock", await stock(client, ofRoot)],
      ["the authority", await authority(client, ofRoot)],
    ]);
  } finally {
    await client.end();
  }
}

async function wrappingKeys(client: pg.Client, ofRoot: Resolve): Promise<Map<string, Buffer>> {
  const { rows } = await client.query(
    "SELECT id, kind::text, owner_pk, generation, sealed FROM wrapping_key WHERE sealed IS NOT NULL",
  );
  return new Map(
    rows.map(({ id, kind, owner_pk, generation, sealed }) => [
      id,
      open(ofRoot, "wrapping-key", [kind, owner_pk, id, String(generation)], sealed),
    ]),
  );
}

async function keyMaterial(client: pg.Client, resolve: Resolve, account: string): Promise<Canary[]> {
  const { rows } = await client.query(
    `SELECT m.sealed, v.version_id, k.account_id, k.region, k.key_id, k.spec::text, k.origin::text, k.kind::text,
            coalesce(i.instance_id, '') AS instance_id
       FROM key_material m JOIN key_version v ON v.pk = m.version_pk JOIN key k ON k.pk = v.key_pk
       JOIN account a ON a.account_id = k.account_id LEFT JOIN instance i ON i.pk = k.instance_pk
      WHERE a.name = $1`,
    [account],
  );
  return rows.flatMap((row) => {
    const { account_id, region, instance_id, key_id, version_id, spec, origin, kind } = row;
    const fields = [account_id, region, instance_id, key_id, version_id, spec, origin] as const;
    return partsOf(`material of a ${kind} key, ${spec} ${origin}`, open(resolve, "key-material", fields, row.sealed));
  });
}

async function importKeys(client: pg.Client, resolve: Resolve): Promise<Canary[]> {
  const { rows } = await client.query(
    "SELECT t.pk, t.sealed, k.account_id, k.region, k.key_id FROM import_token t JOIN key k ON k.pk = t.key_pk",
  );
  return rows.flatMap(({ pk, sealed, account_id, region, key_id }) =>
    partsOf("an import token's private half", open(resolve, "import-key", [account_id, region, key_id, pk], sealed)),
  );
}

async function stock(client: pg.Client, ofRoot: Resolve): Promise<Canary[]> {
  const { rows } = await client.query("SELECT pk, spec::text, sealed FROM ready_key_pair");
  return rows.flatMap(({ pk, spec, sealed }) =>
    partsOf(`a pair of the stock, ${spec}`, open(ofRoot, "ready-key-pair", [pk, spec], sealed)),
  );
}

async function authority(client: pg.Client, ofRoot: Resolve): Promise<Canary[]> {
  const { rows } = await client.query("SELECT fingerprint, key_sealed FROM certificate_authority");
  return rows.flatMap(({ fingerprint, key_sealed }) =>
    partsOf("the key of the certificate authority", open(ofRoot, "ca-key", [fingerprint], key_sealed)),
  );
}

/** The secret itself; of a private key in PKCS#8 each number that gives it away. */
export function partsOf(name: string, material: Buffer): Canary[] {
  if (material[0] !== SEQUENCE || material.length < 100) return [{ name, bytes: material }];
  const jwk = createPrivateKey({ key: material, type: "pkcs8", format: "der" }).export({ format: "jwk" });
  const parts = Object.entries(jwk).filter(([part]) => SECRET_PARTS.includes(part));
  return parts.map(([part, text]) => ({ name: `${name}: ${part}`, bytes: Buffer.from(String(text), "base64url") }));
}

/** What PKCS#8 begins with; no secret of ours is as long. */
const SEQUENCE = 0x30;
/** Names of RFC 7518, section 6. */
const SECRET_PARTS = ["d", "p", "q", "dp", "dq", "qi"];
