import { execFileSync } from "node:child_process";
import { constants, createPrivateKey, type KeyObject, privateDecrypt } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publicKeyDer } from "@/lib/crypto/key-material";
import { goldenPkcs8 } from "@/lib/crypto/keys.test-support";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { decrypt } from "./decrypt";
import { encrypt } from "./encrypt";
import { exportDataKey } from "./export-data-key";
import { generateAndExportDataKey } from "./generate-and-export-data-key";
import { generateDataKeyWithoutPlaintext } from "./generate-data-key";
import type { KeyView } from "./key-view";

// CRY-07: a data key for the holder of a public key. Whoever holds the private half opens it with what they have.

const region = "cn-hangzhou";
const OPENSSL = "openssl";
const pkcs8 = goldenPkcs8("RSA_2048");
const holder: KeyObject = createPrivateKey({ key: pkcs8, type: "pkcs8", format: "der" });
const publicKey = publicKeyDer(holder);
let database: TestDatabase;
let ctx: Ctx;
let key: KeyView;
beforeAll(async () => {
  database = await testDatabase();
  ctx = (await anAccount(testWorld(database.db))).ctx;
  key = await aKey(ctx, { instance: await anInstance(ctx) });
});
afterAll(() => database.close());

const to = (wrappingAlgorithm = "RSAES_OAEP_SHA_256") => ({
  wrappingKeySpec: "RSA_2048",
  wrappingAlgorithm,
  publicKey,
});
const opened = (exported: Uint8Array, oaepHash: string) =>
  privateDecrypt({ key: holder, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, exported);
const generate = (more: object = {}) =>
  generateAndExportDataKey(ctx, generateAndExportDataKey.schema.parse({ region, key: key.keyId, ...to(), ...more }));

describe("export of data keys (CRY-07)", () => {
  it.each([
    ["RSAES_OAEP_SHA_256", "sha256", 190],
    ["RSAES_OAEP_SHA_1", "sha1", 214],
  ])("with %s: what is exported is what the blob holds, up to %s's limit", async (algorithm, hash, maxBytes) => {
    for (const bytes of [undefined, 1, maxBytes]) {
      const made = await generate({ ...to(algorithm), bytes, context: { a: "b" } });
      const { plaintext } = await decrypt(ctx, { region, blob: made.blob, context: { a: "b" } });
      expect(plaintext).toHaveLength(bytes ?? 32);
      expect(opened(made.exported, hash).equals(plaintext)).toBe(true);
      const again = await exportDataKey(ctx, { region, blob: made.blob, context: { a: "b" }, ...to(algorithm) });
      expect(opened(again.exported, hash).equals(plaintext)).toBe(true);
      expect(again).toMatchObject({ keyId: key.keyId, keyVersionId: key.primaryVersionId });
    }
    const limit = { code: "PlaintextTooLong", params: { limitBytes: maxBytes } };
    await expect(generate({ ...to(algorithm), bytes: maxBytes + 1 })).rejects.toMatchObject(limit);
    const { blob } = await encrypt(ctx, { region, key: key.keyId, plaintext: Buffer.alloc(maxBytes + 1) });
    await expect(exportDataKey(ctx, { region, blob, ...to(algorithm) })).rejects.toMatchObject(limit);
  });

  it.each(["RSAES_OAEP_SHA_256", "RSAES_OAEP_SHA_1"])("the openssl program opens it (%s)", async (algorithm) => {
    const made = await generateDataKeyWithoutPlaintext(
      ctx,
      generateDataKeyWithoutPlaintext.schema.parse({ region, key: key.keyId, spec: "AES_128" }),
    );
    const { exported } = await exportDataKey(ctx, { region, blob: made.blob, ...to(algorithm) });
    const folder = mkdtempSync(path.join(tmpdir(), "kms-export-"));
    try {
      const [keyFile, dataFile] = [path.join(folder, "key.der"), path.join(folder, "exported")];
      writeFileSync(keyFile, pkcs8);
      writeFileSync(dataFile, exported);
      const hash = algorithm === "RSAES_OAEP_SHA_256" ? "sha256" : "sha1";
      const options = ["rsa_padding_mode:oaep", `rsa_oaep_md:${hash}`, `rsa_mgf1_md:${hash}`];
      const line = ["pkeyutl", "-decrypt", "-keyform", "DER", "-inkey", keyFile, "-in", dataFile];
      const told = execFileSync(OPENSSL, [...line, ...options.flatMap((option) => ["-pkeyopt", option])]);
      expect(told.equals((await decrypt(ctx, { region, blob: made.blob })).plaintext)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("refuses other wrappings and what is no such public key, SM2 by name", async () => {
    const spec = { code: "UnsupportedKeySpec", params: { spec: "EC_SM2" } };
    await expect(generate({ wrappingKeySpec: "EC_SM2", wrappingAlgorithm: "SM2PKE" })).rejects.toMatchObject(spec);
    for (const name of ["SM2PKE", "RSAES_PKCS1_V1_5"]) {
      const wrapping = { code: "InvalidParameter", params: { name: "WrappingAlgorithm" } };
      await expect(generate({ wrappingAlgorithm: name })).rejects.toMatchObject(wrapping);
    }
    const other = createPrivateKey({ key: goldenPkcs8("RSA_3072"), type: "pkcs8", format: "der" });
    for (const bad of [publicKeyDer(other), publicKey.subarray(1), pkcs8, Buffer.alloc(0)]) {
      const blob = { code: "InvalidParameter", params: { name: "PublicKeyBlob" } };
      await expect(generate({ publicKey: bad })).rejects.toMatchObject(blob);
    }
  });

  it("refuses a damaged blob and a wrong context as Decrypt does (S11)", async () => {
    const { blob } = await generate({ context: { a: "b" } });
    const damaged = Buffer.from(blob.map((byte, at) => (at === 110 ? byte ^ 1 : byte)));
    for (const input of [
      { blob, context: { a: "c" } },
      { blob: damaged, context: { a: "b" } },
    ]) {
      await expect(exportDataKey(ctx, { region, ...input, ...to() })).rejects.toMatchObject({
        code: "InvalidCiphertext",
        params: {},
      });
    }
  });
});
