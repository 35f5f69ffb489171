/**
 * Published vectors (Project Wycheproof) of asymmetric keys, MACs and import, against the very functions that the
 * operations call (S1). No invalid one is accepted; a valid one that is not is counted and has its reason beside it.
 */
import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { long } from "@/lib/testing/long";
import { sha256 } from "./digest";
import { encodeEcdsaSignature } from "./ecdsa";
import { importMaterial } from "./import-material";
import { importKey, wrapForImport } from "./import-material.test-support";
import { openKeyMaterial } from "./key-material";
import type { EncryptionAlgorithm, KeySpec, MacAlgorithm, SignatureAlgorithm } from "./key-spec";
import { unwrapPadded } from "./key-wrap";
import { generateMac, verifyMac } from "./mac";
import { toNumber } from "./modular";
import { oaepDecrypt } from "./oaep";
import { isPrime } from "./rsa-key-check";
import { signedDigestBytes, verifyDigest } from "./sign-digest";
import { codeOf, fromHex, type Group, groupsOf, present, type Vector } from "./wycheproof.test-support";

type SignatureVector = Vector & Record<"msg" | "sig", string>;
type SignatureGroup = Group<SignatureVector> & { readonly publicKeyDer: string };
type OaepVector = Vector & Record<"msg" | "ct" | "label", string>;
type OaepGroup = Group<OaepVector> & { readonly privateKeyPkcs8: string };
type MacVector = Vector & Record<"key" | "msg" | "tag", string>;
type MacGroup = Group<MacVector> & Record<"keySize" | "tagSize", number>;
type WrapVector = Vector & Record<"key" | "msg" | "ct", string>;
type WrapGroup = Group<WrapVector> & { readonly keySize: number };
type PrimalityVector = Vector & { readonly value: string };

/** Of a prime of RSA_3072. Four longer ones take nearly all of the time, and no key has such: `npm run test:long`. */
const longestPrimeBytes = 3072 / 2 / 8;

describe.skipIf(!present)("Wycheproof (S1)", () => {
  it.each<[string, SignatureAlgorithm, object]>([
    ["rsa_pss_2048_sha256_mgf1_32", "RSA_PSS_SHA_256", { valid: 63, invalid: 45, acceptable: 0 }],
    ["rsa_pss_3072_sha256_mgf1_32", "RSA_PSS_SHA_256", { valid: 63, invalid: 45, acceptable: 0 }],
    ["rsa_signature_2048_sha256", "RSA_PKCS1_SHA_256", { valid: 9, invalid: 249, acceptable: 1 }],
    ["rsa_signature_3072_sha256", "RSA_PKCS1_SHA_256", { valid: 8, invalid: 250, acceptable: 1 }],
    ["ecdsa_secp256r1_sha256", "ECDSA_SHA_256", { valid: 174, invalid: 310, acceptable: 0 }],
    ["ecdsa_secp256k1_sha256", "ECDSA_SHA_256", { valid: 168, invalid: 308, acceptable: 0 }],
  ])("%s: verifies every valid signature and no other", { timeout: 30_000 }, (name, algorithm, counts) => {
    const tried = { valid: 0, invalid: 0, acceptable: 0 };
    for (const { tests, publicKeyDer } of groupsOf<SignatureGroup>(name)) {
      const key = createPublicKey({ key: fromHex(publicKeyDer), type: "spki", format: "der" });
      for (const { msg, sig, result, tcId } of tests) {
        const verified = verifyDigest(key, algorithm, sha256(fromHex(msg)), fromHex(sig));
        // The acceptable one of PKCS#1 v1.5 leaves out a NULL that RFC 8017, section 9.2, wants written: refused.
        expect(verified, `vector ${tcId}`).toBe(result === "valid");
        tried[result] += 1;
      }
    }
    expect(tried).toEqual(counts);
  });

  it.each<[string, object]>([
    ["ecdsa_secp256r1_sha256_p1363", { valid: 173, invalid: 68, notOfLength: 21 }],
    ["ecdsa_secp256k1_sha256_p1363", { valid: 167, invalid: 67, notOfLength: 18 }],
  ])("%s: refuses r and s side by side, and agrees once they are DER", { timeout: 30_000 }, (name, counts) => {
    const tried = { valid: 0, invalid: 0, notOfLength: 0 };
    for (const { tests, publicKeyDer } of groupsOf<SignatureGroup>(name)) {
      const key = createPublicKey({ key: fromHex(publicKeyDer), type: "spki", format: "der" });
      for (const { msg, sig, result, tcId } of tests) {
        const digest = sha256(fromHex(msg));
        const raw = fromHex(sig);
        expect(verifyDigest(key, "ECDSA_SHA_256", digest, raw), `vector ${tcId}`).toBe(false);
        if (raw.length !== 64) {
          expect(result, `vector ${tcId}`).toBe("invalid");
          tried.notOfLength += 1;
          continue;
        }
        const der = encodeEcdsaSignature(toNumber(raw.subarray(0, 32)), toNumber(raw.subarray(32)));
        expect(verifyDigest(key, "ECDSA_SHA_256", digest, der), `vector ${tcId}`).toBe(result === "valid");
        tried[result === "valid" ? "valid" : "invalid"] += 1;
      }
    }
    expect(tried).toEqual(counts);
  });

  it.each<[string, KeySpec | undefined, EncryptionAlgorithm, object]>([
    ["rsa_oaep_2048_sha1_mgf1sha1", "RSA_2048", "RSAES_OAEP_SHA_1", { opened: 10, labelled: 7, invalid: 19 }],
    ["rsa_oaep_2048_sha256_mgf1sha256", "RSA_2048", "RSAES_OAEP_SHA_256", { opened: 10, labelled: 8, invalid: 19 }],
    ["rsa_oaep_3072_sha256_mgf1sha256", "RSA_3072", "RSAES_OAEP_SHA_256", { opened: 10, labelled: 8, invalid: 19 }],
    // No specification has 4096 bits: not imported, only decrypted.
    ["rsa_oaep_4096_sha256_mgf1sha256", undefined, "RSAES_OAEP_SHA_256", { opened: 10, labelled: 8, invalid: 19 }],
  ])("%s: the imported key opens every valid ciphertext without a label, and no other", async (...row) => {
    const [name, spec, algorithm, counts] = row;
    const tried = { opened: 0, labelled: 0, invalid: 0 };
    for (const { tests, privateKeyPkcs8 } of groupsOf<OaepGroup>(name)) {
      const key = await imported(spec, fromHex(privateKeyPkcs8));
      for (const { msg, ct, label, result, tcId } of tests) {
        if (result === "valid" && label === "") {
          expect(oaepDecrypt(key, algorithm, fromHex(ct)).toString("hex"), `vector ${tcId}`).toBe(msg);
          tried.opened += 1;
        } else {
          // A label is part of the key pair's use; the contract has none, so that one given is one too many.
          expect(
            codeOf(() => oaepDecrypt(key, algorithm, fromHex(ct))),
            `vector ${tcId}`,
          ).toBe("DoesNotOpen");
          tried[result === "valid" ? "labelled" : "invalid"] += 1;
        }
      }
    }
    expect(tried).toEqual(counts);
  });

  it.each<[string, MacAlgorithm, object]>([
    ["hmac_sha224", "HMAC_SHA_224", { verified: 27 + 3 + 3, cut: 27 + 3 + 3, invalid: 106, imported: 160 }],
    ["hmac_sha256", "HMAC_SHA_256", { verified: 27 + 3 + 3, cut: 27 + 3 + 3, invalid: 108, imported: 162 }],
    ["hmac_sha384", "HMAC_SHA_384", { verified: 27 + 3 + 3, cut: 27 + 3 + 3, invalid: 108, imported: 168 }],
    ["hmac_sha512", "HMAC_SHA_512", { verified: 27 + 3 + 3, cut: 27 + 3 + 3, invalid: 108, imported: 168 }],
  ])("%s: verifies every whole MAC, by an imported key where it is long enough", async (name, algorithm, counts) => {
    const tried = { verified: 0, cut: 0, invalid: 0, imported: 0 };
    for (const { tests, keySize, tagSize } of groupsOf<MacGroup>(name)) {
      for (const { key: secret, msg, tag, result, tcId } of tests) {
        const key = await importedSecret(algorithm, fromHex(secret));
        if (key.imported) tried.imported += 1;
        const whole = tagSize === Number(algorithm.slice(-3));
        const mac = generateMac(key.material, algorithm, fromHex(msg));
        expect(mac.subarray(0, tagSize / 8).equals(fromHex(tag)), `vector ${tcId}`).toBe(result === "valid");
        // A MAC that was cut is valid to who agreed on the cut; the contract knows whole ones only.
        const verified = verifyMac(key.material, algorithm, fromHex(msg), fromHex(tag));
        expect(verified, `vector ${tcId} of ${keySize}`).toBe(result === "valid" && whole);
        if (result === "valid") tried[whole ? "verified" : "cut"] += 1;
        else tried.invalid += 1;
      }
    }
    expect(tried).toEqual(counts);
  });

  it("aes_kwp: unwraps every valid one under 256 bits, and nothing else", () => {
    const tried = { valid: 0, invalid: 0, otherKeySize: 0 };
    for (const { tests, keySize } of groupsOf<WrapGroup>("aes_kwp")) {
      for (const { key, msg, ct, result, tcId } of tests) {
        if (keySize !== 256) {
          expect(codeOf(() => unwrapPadded(fromHex(key), fromHex(ct)))).toBe("InvalidKey");
          tried.otherKeySize += 1;
        } else if (result === "valid") {
          expect(unwrapPadded(fromHex(key), fromHex(ct)).toString("hex"), `vector ${tcId}`).toBe(msg);
          tried.valid += 1;
        } else {
          expect(
            codeOf(() => unwrapPadded(fromHex(key), fromHex(ct))),
            `vector ${tcId}`,
          ).toBe("DoesNotOpen");
          tried.invalid += 1;
        }
      }
    }
    expect(tried).toEqual({ valid: 25, invalid: 69, otherKeySize: 160 });
  });

  it("aes_wrap: nothing wrapped without padding unwraps, valid or not: no operation takes it", () => {
    let refused = 0;
    for (const { tests, keySize } of groupsOf<WrapGroup>("aes_wrap")) {
      for (const { key, ct, tcId } of tests) {
        const code = codeOf(() => unwrapPadded(fromHex(key), fromHex(ct)));
        expect(code, `vector ${tcId}`).toBe(keySize === 256 ? "DoesNotOpen" : "InvalidKey");
        refused += 1;
      }
    }
    expect(refused).toBe(165);
  });

  it("primality: tells primes from composites made to look like them", { timeout: 30_000 }, async () => {
    const tried = { valid: 0, invalid: 0, negative: 0, long: 0 };
    for (const { value, result, tcId } of groupsOf<Group<PrimalityVector>>("primality").flatMap(({ tests }) => tests)) {
      const bytes = fromHex(value);
      if (bytes.readInt8(0) < 0) {
        expect(result, `vector ${tcId}`).not.toBe("valid"); // two's complement, in which a key's parts are not given
        tried.negative += 1;
        continue;
      }
      if (result === "valid" && bytes.length > longestPrimeBytes && !long) {
        tried.long += 1;
        continue;
      }
      expect(await isPrime(toNumber(bytes)), `vector ${tcId}`).toBe(result === "valid");
      tried[result === "valid" ? "valid" : "invalid"] += 1;
    }
    expect(tried).toEqual(
      long ? { valid: 66, invalid: 237, negative: 14, long: 0 } : { valid: 62, invalid: 237, negative: 14, long: 4 },
    );
  });
});

it("takes digests as long as SHA-256 makes them, as the vectors above do", () => {
  expect(sha256(Buffer.from("message"))).toHaveLength(signedDigestBytes);
});

/** Through the whole way that an imported private key takes: wrapped, unwrapped, checked, at rest, opened. */
async function imported(spec: KeySpec | undefined, pkcs8: Buffer): Promise<KeyObject> {
  if (spec === undefined) return createPrivateKey({ key: pkcs8, type: "pkcs8", format: "der" });
  const algorithm = "RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD";
  return openKeyMaterial(spec, await importMaterial(spec, importKey, algorithm, wrapForImport(algorithm, pkcs8)));
}

/** The same for a secret; one of a length that is not imported is used without, and must have been refused. */
async function importedSecret(spec: MacAlgorithm, secret: Buffer) {
  const wrapped = wrapForImport("RSAES_OAEP_SHA_256", secret);
  try {
    const bytes = await importMaterial(spec, importKey, "RSAES_OAEP_SHA_256", wrapped);
    return { imported: true, material: openKeyMaterial(spec, bytes) };
  } catch (error) {
    expect(error).toHaveProperty("code", "DoesNotOpen");
    return { imported: false, material: createSecretKey(secret) };
  }
}
