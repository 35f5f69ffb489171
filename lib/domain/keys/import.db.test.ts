import { execFileSync } from "node:child_process";
import { createPrivateKey, createSecretKey, type KeyObject } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WrappingAlgorithm } from "@/lib/crypto/import-material";
import { goldenPkcs8 } from "@/lib/crypto/keys.test-support";
import { checkProbe } from "@/lib/crypto/probe";
import { randomBytes } from "@/lib/crypto/random";
import type { KeySpec } from "@/lib/generated/prisma/enums";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import {
  anImportedKey,
  aWaitingKey,
  imported,
  importParameters,
  wrappedFor,
} from "@/lib/testing/builders/an-imported-key";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { dbAs, type ProcessDb } from "@/lib/testing/process-role";
import { judgeConditions } from "../alerts/judge-conditions";
import type { Ctx } from "../context";
import { cancelKeyDeletion } from "./cancel-key-deletion";
import { createKey } from "./create-key";
import { decrypt } from "./decrypt";
import { deleteKeyMaterial } from "./delete-key-material";
import { describeKey } from "./describe-key";
import { destroyDueKey } from "./destroy-key";
import { disableKey } from "./disable-key";
import { enableKey } from "./enable-key";
import { encrypt } from "./encrypt";
import { expireKeyMaterial } from "./expire-key-material";
import { getParametersForImport } from "./get-parameters-for-import";
import { importCommands, WRAPPED_FILE, WRAPPING_KEY_FILE, wrappingKeyPem } from "./import-command-rules";
import { importKeyMaterial } from "./import-key-material";
import { IMPORT_TOKENS_MAX } from "./import-rules";
import { forgetImportTokens } from "./import-tokens";
import { versionMaterial, versionOfKey } from "./key-material";
import type { KeyView } from "./key-view";
import { listKeys } from "./list-keys";
import { LOADED_KEY } from "./load-key";
import { scheduleKeyDeletion } from "./schedule-key-deletion";

const region = "cn-hangzhou";
let database: TestDatabase;
let asWorker: ProcessDb;
let world: TestWorld;
let account: TestAccount;
let ctx: Ctx;
let instance: InstanceModel;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  asWorker = await dbAs(database, "kms_worker");
  account = await anAccount(world);
  // Over the wire 1.0 keys may be changed too (KEY-07).
  ctx = { ...account.ctx, source: "ApiCall" };
  instance = await anInstance(ctx);
});
afterAll(async () => {
  await asWorker.close();
  await database.close();
});

const worker = () =>
  world.as({ kind: "system", job: "expire-key-material" }, { db: asWorker.db, source: "AliyunServiceEvent" });
const named = ({ keyId }: Pick<KeyView, "keyId">) => ({ region, key: keyId });
const state = async (key: KeyView) => (await describeKey(ctx, named(key))).state;
const sealed = async (key: KeyView, plaintext = "hello") =>
  (await encrypt(ctx, { ...named(key), plaintext: Buffer.from(plaintext) })).blob;
const opened = async (blob: Buffer) => (await decrypt(ctx, { region, blob })).plaintext.toString();
const materials = (key: KeyView) =>
  database.db.keyMaterial.count({ where: { version: { key: { keyId: key.keyId } } } });
const events = (key: KeyView) =>
  database.sql<{ event: string; actor: string; detail: Record<string, unknown> }>(
    "SELECT event, actor, detail FROM audit_event WHERE resource = $1 ORDER BY xid::text::bigint, id",
    [key.arn],
  );
const rowOf = (key: KeyView) => database.db.key.findFirstOrThrow({ where: { keyId: key.keyId }, include: LOADED_KEY });
const soon = (seconds: number) => new Date(world.clock.now().getTime() + seconds * 1000);
const refusal = (code: string) => expect.objectContaining({ code });

/** What openssl made, as the key that it is. */
function material(folder: string, spec: KeySpec): KeyObject {
  return /^(RSA|EC)_/.test(spec)
    ? createPrivateKey(readFileSync(path.join(folder, "private-key.pem")))
    : createSecretKey(readFileSync(path.join(folder, "key-material.bin")));
}

describe("material made and wrapped by the openssl program, with the lines that the console shows (KEY-60, KEY-69, FAQ-09)", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "kms-import-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const sh = (lines: string) => execFileSync("sh", ["-e", "-c", lines], { cwd: folder, stdio: "pipe" });

  const specs: KeySpec[] = ["Aliyun_AES_256", "HMAC_SHA_384", "RSA_2048", "EC_P256", "EC_P256K"];
  it.each(specs)("%s is imported, and is the material that was made", async (spec) => {
    const key = await aWaitingKey(ctx, { instance, spec });
    expect(key).toMatchObject({ state: "PendingImport", origin: "EXTERNAL", materialExpiresAt: null });
    const { publicKey, token } = await importParameters(ctx, key);
    writeFileSync(path.join(folder, WRAPPING_KEY_FILE), wrappingKeyPem(publicKey.toString("base64")));
    const { make, wrap } = importCommands(spec);
    sh(`${make}\n${wrap}`);
    const wrapped = readFileSync(path.join(folder, WRAPPED_FILE));
    const after = await importKeyMaterial(ctx, { ...named(key), token, wrapped, expiresAt: null });
    expect(after).toMatchObject({ state: "Enabled", materialExpiresAt: null });

    const made = material(folder, spec);
    const version = await versionOfKey(ctx, await rowOf(key), key.primaryVersionId);
    expect((await versionMaterial(ctx, version)).equals(made)).toBe(true);
    const { probe } = await database.db.keyVersion.findFirstOrThrow({ where: { versionId: key.primaryVersionId } });
    expect(checkProbe(spec, key.primaryVersionId, made, probe)).toBe(true);
    expect((await events(key)).map(({ event }) => event)).toEqual([
      "CreateKey",
      "GetParametersForImport",
      "ImportKeyMaterial",
    ]);
  });

  it("RSA_3072 likewise, by the better wrapping that other key services take", async () => {
    const key = await aWaitingKey(ctx, { instance, spec: "RSA_3072" });
    const parameters = await importParameters(ctx, key, "RSA_AES_KEY_WRAP_SHA_256");
    const wrapped = wrappedFor(parameters, "RSA_AES_KEY_WRAP_SHA_256", goldenPkcs8("RSA_3072"));
    await importKeyMaterial(ctx, { ...named(key), token: parameters.token, wrapped, expiresAt: null });
    expect(await state(key)).toBe("Enabled");
  });
});

describe("what may be imported where", () => {
  it("asymmetric material in instances alone; outside them symmetric (KEY-34, KEY-69)", async () => {
    await expect(aWaitingKey(ctx, { spec: "RSA_2048" })).rejects.toEqual(refusal("UnsupportedOrigin"));
    await expect(aWaitingKey(ctx, { spec: "HMAC_SHA_256" })).rejects.toEqual(refusal("UnsupportedOrigin"));
    expect(await state(await anImportedKey(ctx))).toBe("Enabled");
  });

  it("wrapped as the key's place and specification allow (KEY-61, KEY-69)", async () => {
    const [secret, pair, classic] = [
      await aWaitingKey(ctx, { instance }),
      await aWaitingKey(ctx, { instance, spec: "EC_P256" }),
      await aWaitingKey(ctx),
    ];
    const asked = (key: KeyView, wrappingAlgorithm: string, wrappingKeySpec = "RSA_2048") =>
      expect(getParametersForImport(ctx, { ...named(key), wrappingAlgorithm, wrappingKeySpec })).rejects;
    for (const key of [secret, pair, classic]) {
      await asked(key, "RSAES_PKCS1_V1_5").toEqual(refusal("UnsupportedOperation"));
      await asked(key, "SM2PKE", "EC_SM2").toEqual(refusal("UnsupportedKeySpec"));
      await asked(key, "RSAES_OAEP_SHA_256", "RSA_1024").toEqual(refusal("InvalidParameter"));
      await asked(key, "constructor").toEqual(refusal("InvalidParameter"));
    }
    await asked(secret, "RSAES_OAEP_SHA_1").toEqual(refusal("UnsupportedOperation"));
    await asked(secret, "RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD").toEqual(refusal("InvalidParameter"));
    await asked(pair, "RSAES_OAEP_SHA_256").toEqual(refusal("InvalidParameter"));
    expect(await database.db.importToken.count({ where: { key: { keyId: secret.keyId } } })).toBe(0);
    const parameters = await importParameters(ctx, classic, "RSAES_OAEP_SHA_1");
    const wrapped = wrappedFor(parameters, "RSAES_OAEP_SHA_1", randomBytes(32));
    await importKeyMaterial(ctx, { ...named(classic), token: parameters.token, wrapped, expiresAt: null });
    expect(await state(classic)).toBe("Enabled");
  });

  it("nothing into a key with material made here; an imported one has one version and no rotation (KEY-68)", async () => {
    const made = await aKey(ctx, { instance });
    const input = { wrappingKeySpec: "RSA_2048", wrappingAlgorithm: "RSAES_OAEP_SHA_256" };
    const wrapped = Buffer.alloc(256);
    for (const attempt of [
      () => getParametersForImport(ctx, { ...named(made), ...input }),
      () => importKeyMaterial(ctx, { ...named(made), wrapped, token: "x", expiresAt: null }),
      () => deleteKeyMaterial(ctx, named(made)),
    ]) {
      await expect(attempt()).rejects.toEqual(refusal("UnsupportedOrigin"));
    }
    expect(await opened(await sealed(made))).toBe("hello");
    const rotating = { region, instanceId: instance.instanceId, origin: "EXTERNAL", rotationSeconds: 30 * 86_400 };
    await expect(createKey(ctx, createKey.schema.parse(rotating))).rejects.toEqual(refusal("RotationUnsupported"));
    expect(await database.db.keyVersion.count({ where: { key: { keyId: (await anImportedKey(ctx)).keyId } } })).toBe(1);
  });
});

describe("deleting imported material", () => {
  it("closes what it encrypted, until the same comes back; no other does (KEY-65, KEY-66, FAQ-07, P23)", async () => {
    const secret = randomBytes(32);
    const key = await anImportedKey(ctx, { instance, material: secret });
    const blob = await sealed(key);
    expect(await deleteKeyMaterial(ctx, named(key))).toMatchObject({ state: "PendingImport" });
    expect(await materials(key)).toBe(0);
    await expect(sealed(key)).rejects.toEqual(refusal("KeyPendingImport"));
    await expect(opened(blob)).rejects.toEqual(refusal("KeyPendingImport"));
    await expect(imported(ctx, key, randomBytes(32))).rejects.toEqual(refusal("InvalidKeyMaterial"));
    expect(await materials(key)).toBe(0);
    expect((await describeKey(ctx, named(key))).imported).toEqual({ present: false, before: true });
    await imported(ctx, key, secret);
    expect(await opened(blob)).toBe("hello");
    expect((await describeKey(ctx, named(key))).imported).toEqual({ present: true, before: true });
    // The caller is named at once, where somebody looks.
    const alerts = await database.db.alert.findMany({ where: { resource: key.arn } });
    expect(alerts).toMatchObject([
      {
        name: "Key:DeleteKeyMaterial",
        level: "CRITICAL",
        content: { keyId: key.keyId, by: `acs:ram::${account.accountId}:root` },
      },
    ]);
  });

  it("is judged by the state of the key as KEY-42 says, and leaves a pending deletion as it is", async () => {
    const secret = randomBytes(32);
    const key = await anImportedKey(ctx, { instance, material: secret });
    await disableKey(ctx, named(key));
    // The same material into a disabled key: it stays disabled.
    expect(await imported(ctx, key, secret, { expiresAt: soon(60) })).toMatchObject({ state: "Disabled" });
    expect(await deleteKeyMaterial(ctx, named(key))).toMatchObject({ state: "PendingImport", materialExpiresAt: null });
    // There is nothing left to delete: no second alert.
    await deleteKeyMaterial(ctx, named(key));
    expect(await database.db.alert.count({ where: { resource: key.arn } })).toBe(1);
    await expect(enableKey(ctx, named(key))).rejects.toEqual(refusal("KeyStateForbids"));
    expect(await imported(ctx, key, secret)).toMatchObject({ state: "Enabled" });

    const { deleteAt } = await scheduleKeyDeletion(ctx, { ...named(key), windowDays: 7 });
    const parameters = await importParameters(ctx, key);
    const wrapped = wrappedFor(parameters, "RSAES_OAEP_SHA_256", secret);
    await expect(
      importKeyMaterial(ctx, { ...named(key), token: parameters.token, wrapped, expiresAt: null }),
    ).rejects.toEqual(refusal("KeyStateForbids"));
    expect(await deleteKeyMaterial(ctx, named(key))).toMatchObject({ state: "PendingDeletion", deleteAt });
    expect(await materials(key)).toBe(0);
    // KEY-44
    expect(await cancelKeyDeletion(ctx, named(key))).toMatchObject({ state: "PendingImport", deleteAt: null });
    expect(await imported(ctx, key, secret)).toMatchObject({ state: "Enabled" });
    const told = (await events(key)).filter(({ event }) => event === "DeleteKeyMaterial");
    expect(told.map(({ detail }) => detail)).toEqual([
      { from: "Disabled", hadMaterial: true },
      { from: "PendingImport", hadMaterial: false },
      { from: "PendingDeletion", hadMaterial: true },
    ]);
  });

  it("asks a person again who they are (S36)", async () => {
    const key = await anImportedKey(ctx, { instance });
    const { actor } = account.ctx;
    if (actor.kind !== "person") throw new Error("an account's context is its root person");
    const tired: Ctx = { ...account.ctx, actor: { ...actor, steppedUp: false } };
    await expect(deleteKeyMaterial(tired, named(key))).rejects.toEqual(refusal("StepUpRequired"));
    expect(await materials(key)).toBe(1);
  });
});

it("the same material in two keys: neither decrypts what the other encrypted (KEY-67)", async () => {
  const secret = randomBytes(32);
  const [one, two] = [
    await anImportedKey(ctx, { instance, material: secret }),
    await anImportedKey(ctx, { instance, material: secret }),
  ];
  const blob = await sealed(one);
  const posing = Buffer.concat([Buffer.from(two.primaryVersionId, "latin1"), blob.subarray(36)]);
  await expect(opened(posing)).rejects.toEqual(refusal("InvalidCiphertext"));
  expect(await opened(blob)).toBe("hello");
});

it("a destroyed key's ciphertext is closed, imported material or not (FAQ-06)", async () => {
  const local = testWorld(database.db, { keyring: ctx.keyring });
  const key = await anImportedKey(ctx, { instance });
  const blob = await sealed(key);
  await scheduleKeyDeletion(ctx, { ...named(key), windowDays: 7 });
  local.clock.advance({ days: 7 });
  const { pk } = await rowOf(key);
  expect(await destroyDueKey(local.as({ kind: "system", job: "destroy-keys" }), { keyPk: pk })).toBe(true);
  await expect(opened(blob)).rejects.toEqual(refusal("KeyNotFound"));
  expect(await database.db.importToken.count({ where: { keyPk: pk } })).toBe(0);
});

describe("import tokens (KEY-62)", () => {
  it("are bound to their key and their pair, and open again and again for 24 hours", async () => {
    const local = await aWorldOfItsOwn();
    const secret = randomBytes(32);
    const [key, other] = [
      await aWaitingKey(local.ctx, { instance: local.instance }),
      await aWaitingKey(local.ctx, { instance: local.instance }),
    ];
    const first = await importParameters(local.ctx, key);
    const input = { ...named(key), wrappingKeySpec: "RSA_2048", wrappingAlgorithm: "RSAES_OAEP_SHA_256" };
    const second = await getParametersForImport(local.ctx, input);
    expect(second.token).not.toBe(first.token);
    expect(second.publicKey.equals(first.publicKey)).toBe(false);
    expect(second.tokenExpiresAt).toEqual(new Date(local.clock.now().getTime() + 24 * 3600_000));
    const wrapped = wrappedFor(first, "RSAES_OAEP_SHA_256", secret);
    const attempt = (target: KeyView, token: string) =>
      importKeyMaterial(local.ctx, { ...named(target), token, wrapped, expiresAt: null });
    await expect(attempt(other, first.token)).rejects.toEqual(refusal("InvalidImportToken"));
    await expect(attempt(key, "")).rejects.toEqual(refusal("InvalidImportToken"));
    await expect(attempt(key, `${first.token} `)).rejects.toEqual(refusal("InvalidImportToken"));
    // The pair of another token of the same key.
    await expect(attempt(key, second.token)).rejects.toEqual(refusal("InvalidKeyMaterial"));
    await attempt(key, first.token);
    local.clock.set(new Date(first.tokenExpiresAt.getTime() - 1));
    await attempt(key, first.token);
    local.clock.advance({ seconds: 0.001 });
    await expect(attempt(key, first.token)).rejects.toEqual(refusal("ExpiredImportToken"));
    await forgetImportTokens(worker());
    await expect(attempt(key, first.token)).rejects.toEqual(refusal("ExpiredImportToken"));
    local.clock.advance({ days: 1 });
    await forgetImportTokens({ ...worker(), now: local.clock.now });
    await expect(attempt(key, first.token)).rejects.toEqual(refusal("InvalidImportToken"));
  });

  it("make room for new ones, the oldest first; nothing of a token lies in the database", async () => {
    const local = await aWorldOfItsOwn();
    const key = await aWaitingKey(local.ctx, { instance: local.instance });
    const { token } = await importParameters(local.ctx, key);
    for (let made = 1; made <= IMPORT_TOKENS_MAX; made++) {
      local.clock.advance({ seconds: 1 });
      await importParameters(local.ctx, key);
    }
    const { pk } = await rowOf(key);
    expect(await database.db.importToken.count({ where: { keyPk: pk } })).toBe(IMPORT_TOKENS_MAX);
    const wrapped = Buffer.alloc(256);
    await expect(importKeyMaterial(local.ctx, { ...named(key), token, wrapped, expiresAt: null })).rejects.toEqual(
      refusal("InvalidImportToken"),
    );
    const [row] = await database.sql<{ text: string }>(
      "SELECT string_agg(to_jsonb(t)::text, ' ') AS text FROM import_token t WHERE key_pk = $1",
      [pk],
    );
    expect(row?.text).not.toContain(token);
    expect(row?.text).not.toContain(Buffer.from(token, "base64").toString("hex"));
  });
});

describe("everything that is wrong with material is one refusal, and changes nothing (KEY-62, KEY-69, S11)", () => {
  const wrong: [string, KeySpec, () => [WrappingAlgorithm, Uint8Array]][] = [
    ["a secret that is too short", "Aliyun_AES_256", () => ["RSAES_OAEP_SHA_256", randomBytes(31)]],
    ["a secret that is too long", "Aliyun_AES_256", () => ["RSAES_OAEP_SHA_256", randomBytes(33)]],
    ["another wrapping than the token's", "Aliyun_AES_256", () => ["RSAES_OAEP_SHA_1", randomBytes(32)]],
    ["a key of another curve", "EC_P256", () => ["RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD", goldenPkcs8("EC_P256K")]],
    ["a key of another type", "EC_P256", () => ["RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD", goldenPkcs8("RSA_2048")]],
    ["a key of another size", "RSA_2048", () => ["RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD", goldenPkcs8("RSA_3072")]],
    ["what is no key", "RSA_2048", () => ["RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD", randomBytes(1200)]],
    ["an empty private key", "RSA_2048", () => ["RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD", Buffer.alloc(0)]],
  ];
  it.each(wrong)("%s", async (_what, spec, make) => {
    const key = await aWaitingKey(ctx, { instance, spec });
    const parameters = await importParameters(ctx, key);
    await refusedAlike(key, parameters.token, wrappedFor(parameters, ...make()));
  });

  it("bytes that were never wrapped, were cut, or are none", async () => {
    const key = await aWaitingKey(ctx, { instance });
    const parameters = await importParameters(ctx, key);
    const wrapped = wrappedFor(parameters, "RSAES_OAEP_SHA_256", randomBytes(32));
    for (const bytes of [Buffer.alloc(0), randomBytes(256), wrapped.subarray(1), Buffer.concat([wrapped, wrapped])]) {
      await refusedAlike(key, parameters.token, bytes);
    }
  });

  async function refusedAlike(key: KeyView, token: string, wrapped: Uint8Array) {
    const attempt = importKeyMaterial(ctx, { ...named(key), token, wrapped, expiresAt: null });
    const error = await attempt.catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: "InvalidKeyMaterial", params: {} });
    expect((error as Error).cause).toBeUndefined();
    expect((await describeKey(ctx, named(key))).imported).toEqual({ present: false, before: false });
    expect(await state(key)).toBe("PendingImport");
  }
});

describe("imported material that expires (KEY-64)", () => {
  it("is refused with an end that has passed", async () => {
    const key = await aWaitingKey(ctx, { instance });
    const refused = expect(imported(ctx, key, randomBytes(32), { expiresAt: world.clock.now() })).rejects;
    await refused.toMatchObject({ code: "InvalidParameter", params: { name: "KeyMaterialExpireUnix" } });
    expect(await state(key)).toBe("PendingImport");
  });

  it("is over to the second with the worker down; the worker removes it later, once", async () => {
    const local = await aWorldOfItsOwn();
    const { clock } = local;
    const secret = randomBytes(32);
    const expiresAt = new Date(clock.now().getTime() + 60_000);
    const key = await anImportedKey(local.ctx, { instance: local.instance, material: secret, expiresAt });
    const blob = (await encrypt(local.ctx, { ...named(key), plaintext: Buffer.from("kept") })).blob;
    clock.set(new Date(expiresAt.getTime() - 1));
    expect(await describeKey(local.ctx, named(key))).toMatchObject({ state: "Enabled", materialExpiresAt: expiresAt });
    await decrypt(local.ctx, { region, blob });
    clock.set(expiresAt);
    await expect(decrypt(local.ctx, { region, blob })).rejects.toEqual(refusal("KeyPendingImport"));
    expect(await describeKey(local.ctx, named(key))).toMatchObject({
      state: "PendingImport",
      imported: { present: false, before: true },
    });
    await expect(disableKey(local.ctx, named(key))).rejects.toEqual(refusal("KeyStateForbids"));
    const found = async (...states: ("Enabled" | "PendingImport")[]) => {
      const { rows, total } = await listKeys(local.ctx, listKeys.schema.parse({ region, filter: { states } }));
      return [rows.map((row) => `${row.keyId} ${row.state}`), total];
    };
    expect(await found("Enabled")).toEqual([[], 0]);
    expect(await found("PendingImport")).toEqual([[`${key.keyId} PendingImport`], 1]);
    expect(await found("Enabled", "PendingImport")).toEqual([[`${key.keyId} PendingImport`], 1]);
    expect(await materials(key)).toBe(1);

    const late: Ctx = { ...worker(), now: clock.now };
    const [one, other] = await Promise.all([expireKeyMaterial(late), expireKeyMaterial(late)]);
    expect(one + other).toBe(1);
    expect(await materials(key)).toBe(0);
    expect(await rowOf(key)).toMatchObject({ state: "PendingImport" });
    expect((await events(key)).at(-1)).toMatchObject({
      event: "DeleteKeyMaterial",
      actor: "job:expire-key-material",
      detail: { due: true, expiredAt: expiresAt.toISOString() },
    });
    expect(await expireKeyMaterial(late)).toBe(0);

    await imported(local.ctx, key, secret);
    expect((await decrypt(local.ctx, { region, blob })).plaintext.toString()).toBe("kept");
    expect(await expireKeyMaterial(late)).toBe(0);
  });

  it("goes from a key that is pending deletion, whose state and date stay; cancelled, it waits for its import (KEY-44)", async () => {
    const local = await aWorldOfItsOwn();
    const expiresAt = new Date(local.clock.now().getTime() + 60_000);
    const keys = [
      await anImportedKey(local.ctx, { instance: local.instance, expiresAt }),
      await anImportedKey(local.ctx, { instance: local.instance, expiresAt }),
    ] as const;
    for (const key of keys) await scheduleKeyDeletion(local.ctx, { ...named(key), windowDays: 7 });
    local.clock.set(expiresAt);
    // One before the worker came, one after.
    expect(await cancelKeyDeletion(local.ctx, named(keys[0]))).toMatchObject({ state: "PendingImport" });
    expect(await expireKeyMaterial({ ...worker(), now: local.clock.now })).toBe(2);
    expect(await describeKey(local.ctx, named(keys[1]))).toMatchObject({ state: "PendingDeletion" });
    expect(await cancelKeyDeletion(local.ctx, named(keys[1]))).toMatchObject({ state: "PendingImport" });
    expect([await materials(keys[0]), await materials(keys[1])]).toEqual([0, 0]);
  });

  it("is told a week and a day before, and when it is over, until it is imported again", async () => {
    const local = await aWorldOfItsOwn();
    const secret = randomBytes(32);
    const expiresAt = new Date(local.clock.now().getTime() + 10 * 86_400_000);
    const key = await anImportedKey(local.ctx, { instance: local.instance, material: secret, expiresAt });
    const standing = async () => {
      await judgeConditions({ ...worker(), now: local.clock.now });
      const alerts = await database.db.alert.findMany({ where: { resource: key.arn, endedAt: null } });
      return alerts.map(({ name, level }) => `${name} ${level}`);
    };
    expect(await standing()).toEqual([]);
    local.clock.advance({ days: 3 });
    expect(await standing()).toEqual(["Key:MaterialExpiring INFO"]);
    local.clock.advance({ days: 6 });
    expect(await standing()).toEqual(["Key:MaterialExpiring CRITICAL"]);
    local.clock.advance({ days: 1 });
    expect(await standing()).toEqual(["Key:MaterialExpired CRITICAL"]);
    await imported(local.ctx, key, secret);
    expect(await standing()).toEqual([]);
  });
});

it("two first imports at once: the key has the material of one, and the other was refused", async () => {
  const key = await aWaitingKey(ctx, { instance });
  const parameters = await importParameters(ctx, key);
  const secrets = [randomBytes(32), randomBytes(32)];
  const outcomes = await Promise.allSettled(
    secrets.map((secret) => {
      const wrapped = wrappedFor(parameters, "RSAES_OAEP_SHA_256", secret);
      return importKeyMaterial(ctx, { ...named(key), token: parameters.token, wrapped, expiresAt: null });
    }),
  );
  const winner = outcomes.findIndex(({ status }) => status === "fulfilled");
  const [lost] = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(["ChangedMeanwhile", "InvalidKeyMaterial"]).toContain(lost?.reason.code);
  const { probe } = await database.db.keyVersion.findFirstOrThrow({ where: { versionId: key.primaryVersionId } });
  const won = createSecretKey(secrets[winner] ?? Buffer.alloc(0));
  expect(checkProbe("Aliyun_AES_256", key.primaryVersionId, won, probe)).toBe(true);
  expect(await opened(await sealed(key))).toBe("hello");
  expect((await events(key)).filter(({ event }) => event === "ImportKeyMaterial")).toHaveLength(1);
});

/** Its clock moves without the others'. */
async function aWorldOfItsOwn() {
  const local = testWorld(database.db, { keyring: ctx.keyring });
  const owner = await anAccount(local);
  const own: Ctx = { ...owner.ctx, source: "ApiCall" };
  return { clock: local.clock, ctx: own, instance: await anInstance(own) };
}
