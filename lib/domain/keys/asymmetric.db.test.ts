import { constants, createHash, createPublicKey, publicEncrypt, verify as verifySignature } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { asymmetricDecrypt } from "./asymmetric-decrypt";
import { asymmetricEncrypt } from "./asymmetric-encrypt";
import { asymmetricSign } from "./asymmetric-sign";
import { asymmetricVerify } from "./asymmetric-verify";
import { decrypt } from "./decrypt";
import { encrypt } from "./encrypt";
import { generateMac } from "./generate-mac";
import { getPublicKey } from "./get-public-key";
import type { KeyView } from "./key-view";
import { reEncrypt } from "./re-encrypt";
import { verifyMac } from "./verify-mac";

// CRY-05, CRY-06, KEY-24, KEY-27: what asymmetric and MAC keys do, against OpenSSL by way of node:crypto. One RSA pair of
// each usage for all of them.

const region = "cn-hangzhou";
let database: TestDatabase;
let world: TestWorld;
let ctx: Ctx;
let instance: { pk: string; instanceId: string };
let encrypting: KeyView;
let signing: KeyView;
let aes: KeyView;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  ctx = { ...(await anAccount(world)).ctx, source: "ApiCall" };
  instance = await anInstance(ctx);
  [encrypting, signing, aes] = await Promise.all([
    aKey(ctx, { instance, spec: "RSA_2048", usage: "ENCRYPT/DECRYPT" }),
    aKey(ctx, { instance, spec: "RSA_2048", alias: "alias/signing" }),
    aKey(ctx, { instance }),
  ]);
}, 60_000);
afterAll(() => database.close());

const of = (key: KeyView, algorithm: string) => ({
  region,
  key: key.keyId,
  keyVersionId: key.primaryVersionId,
  algorithm,
});
const sha256 = (text: string) => createHash("sha256").update(text).digest();
const pemOf = async (key: KeyView) =>
  (await getPublicKey(ctx, { region, key: key.keyId, keyVersionId: key.primaryVersionId })).pem;
const refused = (code: string) => ({ code });

describe("asymmetric encryption (CRY-05)", () => {
  it.each([
    ["RSAES_OAEP_SHA_256", 190, "sha256"],
    ["RSAES_OAEP_SHA_1", 214, "sha1"],
  ])(
    "with %s opens what it encrypts, %i bytes and no more, and what OpenSSL encrypts",
    async (algorithm, max, hash) => {
      for (const length of [1, max]) {
        const plaintext = Buffer.alloc(length, 7);
        const made = await asymmetricEncrypt(ctx, { ...of(encrypting, algorithm), plaintext });
        expect(made).toMatchObject({ keyId: encrypting.keyId, keyVersionId: encrypting.primaryVersionId });
        expect(made.blob).toHaveLength(256);
        const opened = await asymmetricDecrypt(ctx, { ...of(encrypting, algorithm), blob: made.blob });
        expect(opened.plaintext.equals(plaintext)).toBe(true);
      }
      const tooLong = { ...of(encrypting, algorithm), plaintext: Buffer.alloc(max + 1) };
      await expect(asymmetricEncrypt(ctx, tooLong)).rejects.toMatchObject({
        code: "PlaintextTooLong",
        params: { limitBytes: max },
      });
      const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash };
      const blob = publicEncrypt({ key: await pemOf(encrypting), ...padding }, Buffer.from("from outside"));
      const { plaintext } = await asymmetricDecrypt(ctx, { ...of(encrypting, algorithm), blob });
      expect(plaintext.toString()).toBe("from outside");
    },
  );

  it("moves to a symmetric key without the plaintext leaving, as two permissions (ACC-04, KEY-42)", async () => {
    const algorithm = "RSAES_OAEP_SHA_256";
    const { blob } = await asymmetricEncrypt(ctx, { ...of(encrypting, algorithm), plaintext: Buffer.from("moves") });
    const { region: _, ...asymmetricSource } = of(encrypting, algorithm);
    const moved = await reEncrypt(ctx, { region, blob, asymmetricSource, key: aes.keyId, context: { a: "b" } });
    const opened = await decrypt(ctx, { region, blob: moved.blob, context: { a: "b" } });
    expect(opened.plaintext.toString()).toBe("moves");
    await expect(reEncrypt(ctx, { region, blob, asymmetricSource, key: encrypting.keyId })).rejects.toMatchObject(
      refused("UnsupportedOperation"),
    );
    const damaged = Buffer.from(blob.map((byte, at) => (at === 9 ? byte ^ 1 : byte)));
    await expect(reEncrypt(ctx, { region, blob: damaged, asymmetricSource, key: aes.keyId })).rejects.toMatchObject(
      refused("InvalidCiphertext"),
    );
    const otherWay = { ...asymmetricSource, algorithm: "SM2PKE" };
    await expect(reEncrypt(ctx, { region, blob, asymmetricSource: otherWay, key: aes.keyId })).rejects.toMatchObject({
      code: "InvalidParameter",
      params: { name: "SourceEncryptionAlgorithm" },
    });
  });
});

describe("signatures (CRY-06)", () => {
  const digest = sha256("message");
  const schemes = [
    ["RSA_PSS_SHA_256", { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
    ["RSA_PKCS1_SHA_256", { padding: constants.RSA_PKCS1_PADDING }],
  ] as const;

  it.each(schemes)(
    "%s: OpenSSL verifies it under GetPublicKey's key, and so does AsymmetricVerify",
    async (name, how) => {
      await signedAndVerified(signing, name, how);
    },
  );

  it.each(["EC_P256", "EC_P256K"])("ECDSA_SHA_256 of %s: the same, in DER", async (spec) => {
    await signedAndVerified(await aKey(ctx, { instance, spec }), "ECDSA_SHA_256", {});
  });

  async function signedAndVerified(key: KeyView, algorithm: string, how: object) {
    const call = of(key, algorithm);
    const { signature, keyVersionId } = await asymmetricSign(ctx, { ...call, digest });
    expect(keyVersionId).toBe(key.primaryVersionId);
    const publicKey = createPublicKey(await pemOf(key));
    expect(verifySignature("sha256", Buffer.from("message"), { key: publicKey, ...how }, signature)).toBe(true);
    const verify = async (more: object) => (await asymmetricVerify(ctx, { ...call, digest, signature, ...more })).valid;
    expect(await verify({})).toBe(true);
    expect(await verify({ digest: sha256("another") })).toBe(false);
    for (const bad of [
      signature.subarray(1),
      Buffer.concat([signature, Buffer.alloc(1)]),
      Buffer.from("no form at all"),
    ]) {
      expect(await verify({ signature: bad })).toBe(false);
    }
  }

  it("takes the version from the caller, by alias too, and it must be the key's (KEY-12, KEY-76)", async () => {
    const call = { ...of(signing, "RSA_PSS_SHA_256"), digest };
    await expect(asymmetricSign(ctx, { ...call, key: "alias/signing" })).resolves.toMatchObject({
      keyId: signing.keyId,
    });
    for (const keyVersionId of [encrypting.primaryVersionId, `${signing.keyId}-0000000000`]) {
      await expect(asymmetricSign(ctx, { ...call, keyVersionId })).rejects.toMatchObject(refused("KeyVersionNotFound"));
    }
  });

  it("refuses digests that are not 32 bytes, and for ECDSA those that are zero", async () => {
    const ec = await aKey(ctx, { instance, spec: "EC_P256" });
    for (const length of [0, 20, 31, 33, 64]) {
      const call = { ...of(ec, "ECDSA_SHA_256"), digest: Buffer.alloc(length, 1) };
      const short = { code: "InvalidDigest", params: { bytes: 32 } };
      await expect(asymmetricSign(ctx, call)).rejects.toMatchObject(short);
      await expect(asymmetricVerify(ctx, { ...call, signature: digest })).rejects.toMatchObject(short);
    }
    const zero = { ...of(ec, "ECDSA_SHA_256"), digest: Buffer.alloc(32) };
    await expect(asymmetricSign(ctx, zero)).rejects.toMatchObject({
      code: "InvalidParameter",
      params: { name: "Digest" },
    });
    expect((await asymmetricVerify(ctx, { ...zero, signature: digest })).valid).toBe(false);
    await expect(asymmetricSign(ctx, { ...zero, ...of(signing, "RSA_PSS_SHA_256") })).resolves.toBeDefined();
  });
});

describe("MACs (KEY-24)", () => {
  const message = Buffer.from("message");

  it.each([
    ["HMAC_SHA_224", 28],
    ["HMAC_SHA_256", 32],
    ["HMAC_SHA_384", 48],
    ["HMAC_SHA_512", 64],
  ])("%s: whole ones verify, and nothing else", async (spec, length) => {
    const key = await aKey(ctx, { instance, spec });
    const call = { region, key: key.keyId, algorithm: spec, message };
    const { mac, keyId } = await generateMac(ctx, call);
    expect([mac.length, keyId]).toEqual([length, key.keyId]);
    const verify = async (more: object) => (await verifyMac(ctx, { ...call, mac, ...more })).valid;
    expect(await verify({})).toBe(true);
    expect(await verify({ message: Buffer.from("massage") })).toBe(false);
    expect(await verify({ mac: mac.subarray(0, length - 1) })).toBe(false);
    expect(await verify({ mac: Buffer.alloc(0) })).toBe(false);
    await expect(generateMac(ctx, { ...call, message: Buffer.alloc(6144) })).resolves.toBeDefined();
    await expect(generateMac(ctx, { ...call, message: Buffer.alloc(6145) })).rejects.toMatchObject({
      code: "InvalidParameter",
      params: { name: "Message" },
    });
    for (const algorithm of ["HMAC_SM3", spec === "HMAC_SHA_256" ? "HMAC_SHA_224" : "HMAC_SHA_256"]) {
      await expect(generateMac(ctx, { ...call, algorithm })).rejects.toMatchObject(refused("InvalidParameter"));
    }
  });
});

describe("what a key is not for (KEY-26, KEY-27)", () => {
  const bytes = Buffer.alloc(32, 1);

  it("refuses every call of another kind of key or usage, and algorithms that are not its own", async () => {
    const unsupported = refused("UnsupportedOperation");
    const rsa = "RSAES_OAEP_SHA_256";
    await expect(asymmetricEncrypt(ctx, { ...of(signing, rsa), plaintext: bytes })).rejects.toMatchObject(unsupported);
    await expect(asymmetricDecrypt(ctx, { ...of(aes, rsa), blob: bytes })).rejects.toMatchObject(unsupported);
    await expect(asymmetricSign(ctx, { ...of(encrypting, "RSA_PSS_SHA_256"), digest: bytes })).rejects.toMatchObject(
      unsupported,
    );
    await expect(encrypt(ctx, { region, key: signing.keyId, plaintext: bytes })).rejects.toMatchObject(unsupported);
    await expect(
      generateMac(ctx, { region, key: aes.keyId, message: bytes, algorithm: "HMAC_SHA_256" }),
    ).rejects.toMatchObject(unsupported);
    await expect(pemOf(aes)).rejects.toMatchObject(unsupported);
    const invalid = { code: "InvalidParameter", params: { name: "Algorithm" } };
    for (const algorithm of ["ECDSA_SHA_256", "SM2DSA", "", "RSAES_OAEP_SHA_256"]) {
      await expect(asymmetricSign(ctx, { ...of(signing, algorithm), digest: bytes })).rejects.toMatchObject(invalid);
    }
    for (const algorithm of ["SM2PKE", "RSAES_PKCS1_V1_5", "RSA_PSS_SHA_256"]) {
      const call = { ...of(encrypting, algorithm), plaintext: bytes };
      await expect(asymmetricEncrypt(ctx, call)).rejects.toMatchObject(invalid);
    }
  });
});

describe("the public key", () => {
  it("is told in every state and in an expired instance, where no other use is (KEY-42, KEY-43)", async () => {
    const local = testWorld(database.db);
    const account = await anAccount(local);
    const own: Ctx = { ...account.ctx, source: "ApiCall" };
    const short = await anInstance(own, { chargeType: "PREPAY", months: 1 });
    const key = await aKey(own, { instance: short, spec: "EC_P256", state: "Disabled" });
    const call = of(key, "ECDSA_SHA_256");
    const tell = async () => (await getPublicKey(own, call)).pem;
    const pem = await tell();
    expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    await expect(asymmetricSign(own, { ...call, digest: sha256("x") })).rejects.toMatchObject(refused("KeyDisabled"));
    local.clock.advance({ days: 40 });
    expect(await tell()).toBe(pem);
    await expect(asymmetricSign(own, { ...call, digest: sha256("x") })).rejects.toMatchObject(
      refused("InstanceUnavailable"),
    );
    const waiting = await aKey(ctx, { instance, spec: "EC_P256", origin: "EXTERNAL" });
    await expect(pemOf(waiting)).rejects.toMatchObject(refused("KeyPendingImport"));
  });
});
