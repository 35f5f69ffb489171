import { createPublicKey } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WrappingAlgorithm } from "@/lib/crypto/import-material";
import { wrapForImport } from "@/lib/crypto/import-material.test-support";
import { fromHex, type Group, groupsOf, present, type Vector } from "@/lib/crypto/wycheproof.test-support";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { readyPairs } from "@/lib/testing/builders/ready-pairs";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { long } from "@/lib/testing/long";
import type { Ctx } from "../context";
import { asymmetricDecrypt } from "./asymmetric-decrypt";
import { createKey } from "./create-key";
import { generateMac } from "./generate-mac";
import { getParametersForImport } from "./get-parameters-for-import";
import { importKeyMaterial } from "./import-key-material";
import type { KeyView } from "./key-view";
import { verifyMac } from "./verify-mac";

/**
 * S1 through the operations themselves: published vectors whose key is imported as a caller imports it, then used as a
 * caller uses it. The functions that these operations call see all vectors in lib/crypto/wycheproof*.test.ts; together
 * more than 5,000. Nearly every MAC has a key of its own: `npm test` takes one in twelve of them, the long run all.
 */

type OaepVector = Vector & Record<"msg" | "ct" | "label", string>;
type OaepGroup = Group<OaepVector> & { readonly privateKeyPkcs8: string };
type MacVector = Vector & Record<"key" | "msg" | "tag", string>;
type MacGroup = Group<MacVector> & { readonly tagSize: number };

/** Of the calls that lib/crypto makes with the same vectors, by the counts that its tests assert. */
const WITHOUT_OPERATION = 4878;
const region = "cn-hangzhou";
let database: TestDatabase;
let ctx: Ctx;
let instanceId: string;
let tried = 0;
beforeAll(async () => {
  database = await testDatabase();
  ctx = (await anAccount(testWorld(database.db))).ctx;
  ({ instanceId } = await anInstance(ctx, { keyQuota: 1000 }));
});
afterAll(async () => {
  process.stdout.write(`S1: ${tried} vectors through import and the operation, ${WITHOUT_OPERATION} without\n`);
  await database.close();
});

describe.skipIf(!present)("Wycheproof, imported and through the operation (S1)", () => {
  it.each([
    ["rsa_oaep_2048_sha1_mgf1sha1", "RSA_2048", "RSAES_OAEP_SHA_1", { opened: 10, refused: 26 }],
    ["rsa_oaep_2048_sha256_mgf1sha256", "RSA_2048", "RSAES_OAEP_SHA_256", { opened: 10, refused: 27 }],
    ["rsa_oaep_3072_sha256_mgf1sha256", "RSA_3072", "RSAES_OAEP_SHA_256", { opened: 10, refused: 27 }],
  ])("%s: AsymmetricDecrypt opens the valid ones without a label, and refuses all others alike", async (...row) => {
    const [name, spec, algorithm, counts] = row;
    const seen = { opened: 0, refused: 0 };
    for (const { tests, privateKeyPkcs8 } of groupsOf<OaepGroup>(name)) {
      const wrapping = "RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD";
      const key = await imported({ spec, usage: "ENCRYPT/DECRYPT" }, wrapping, fromHex(privateKeyPkcs8));
      for (const { ct, msg, label, result, tcId } of tests) {
        const input = { region, key: key.keyId, keyVersionId: key.primaryVersionId, algorithm, blob: fromHex(ct) };
        const told = await asymmetricDecrypt(ctx, input).then(
          ({ plaintext }) => plaintext.toString("hex"),
          (error: { code?: string }) => error.code,
        );
        const opens = result === "valid" && label === "";
        expect(told, `vector ${tcId}`).toBe(opens ? msg : "InvalidCiphertext");
        seen[opens ? "opened" : "refused"] += 1;
        tried += 1;
      }
    }
    expect(seen).toEqual(counts);
  });

  it.each([
    ["hmac_sha224", "HMAC_SHA_224"],
    ["hmac_sha256", "HMAC_SHA_256"],
    ["hmac_sha384", "HMAC_SHA_384"],
    ["hmac_sha512", "HMAC_SHA_512"],
  ])(
    "%s: GenerateMac makes every tag, VerifyMac takes the whole valid ones and no other",
    { timeout: 300_000 },
    async (name, spec) => {
      const seen = { whole: 0, cut: 0, invalid: 0 };
      for (const [secret, vectors] of byKey(groupsOf<MacGroup>(name))) {
        const key = await importedMacKey(spec, fromHex(secret));
        if (!key) continue;
        const macs = new Map<string, Buffer>();
        for (const { msg, tag, tagSize, result, tcId } of vectors) {
          const call = { region, key: key.keyId, algorithm: spec, message: fromHex(msg) };
          const mac = macs.get(msg) ?? (await generateMac(ctx, call)).mac;
          macs.set(msg, mac);
          const valid = result === "valid";
          expect(mac.subarray(0, tagSize / 8).equals(fromHex(tag)), `vector ${tcId}`).toBe(valid);
          const whole = tagSize === mac.length * 8;
          const verified = await verifyMac(ctx, { ...call, mac: fromHex(tag) });
          expect(verified.valid, `vector ${tcId}`).toBe(valid && whole);
          seen[valid ? (whole ? "whole" : "cut") : "invalid"] += 1;
          tried += 1;
        }
      }
      expect(seen.whole && seen.cut && seen.invalid).toBeGreaterThan(0);
    },
  );
});

/** The vectors of each key; for every day every twelfth key, and every fifth of its vectors. */
function byKey(groups: readonly MacGroup[]): [string, (MacVector & { tagSize: number })[]][] {
  const found = new Map<string, (MacVector & { tagSize: number })[]>();
  for (const { tests, tagSize } of groups) {
    for (const one of tests) found.set(one.key, [...(found.get(one.key) ?? []), { ...one, tagSize }]);
  }
  // The key of most vectors first, so that no sample lacks them.
  const all = [...found].sort(([, left], [, right]) => right.length - left.length);
  if (long) return all;
  const sample = all.filter((_, at) => at % 12 === 0);
  return sample.map(([key, vectors]) => [key, vectors.filter((_, at) => at % 5 === 0)]);
}

/** None for a secret of a length that is not imported: that must have been refused (KEY-69). */
async function importedMacKey(spec: string, secret: Buffer): Promise<KeyView | undefined> {
  const bytes = Number(spec.slice(-3)) / 8;
  const block = bytes > 32 ? 128 : 64;
  const making = imported({ spec }, "RSAES_OAEP_SHA_256", secret);
  if (secret.length >= bytes && secret.length <= block) return making;
  await expect(making).rejects.toMatchObject({ code: "InvalidKeyMaterial" });
  return undefined;
}

async function imported(
  made: { spec: string; usage?: string },
  wrappingAlgorithm: WrappingAlgorithm,
  material: Buffer,
): Promise<KeyView> {
  const { keyId: key } = await createKey(
    ctx,
    createKey.schema.parse({ region, instanceId, origin: "EXTERNAL", ...made }),
  );
  // Making the token's pair hundreds of times would take minutes.
  await readyPairs(ctx, 1);
  const parameters = await getParametersForImport(
    ctx,
    getParametersForImport.schema.parse({ region, key, wrappingAlgorithm }),
  );
  const publicKey = createPublicKey({ key: parameters.publicKey, type: "spki", format: "der" });
  const wrapped = wrapForImport(wrappingAlgorithm, material, undefined, publicKey);
  const { token } = parameters;
  return importKeyMaterial(ctx, importKeyMaterial.schema.parse({ region, key, token, wrapped }));
}
