/**
 * The `openssl` program as the other side: it verifies what we sign and signs what we verify, decrypts and encrypts, and
 * wraps keys for import the way the console's page tells callers to. Skipped, with a line, where it is not installed.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "./digest";
import { importMaterial, type WrappingAlgorithm } from "./import-material";
import { importKey } from "./import-material.test-support";
import { keyMaterialBytes, openKeyMaterial, publicKeyPem } from "./key-material";
import type { EncryptionAlgorithm, KeySpec, SignatureAlgorithm } from "./key-spec";
import { goldenKey, goldenPkcs8 } from "./keys.test-support";
import { generateMac } from "./mac";
import { oaepDecrypt, oaepEncrypt } from "./oaep";
import { randomBytes } from "./random";
import { theOneRefusal } from "./refusal.test-support";
import { signDigest, verifyDigest } from "./sign-digest";

const program = "openssl"; // the system's, not a package's
const present = spawnSync(program, ["version"]).status === 0;
if (!present) process.stderr.write("skipped: the openssl program is not installed\n");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kms-openssl-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const openssl = (...line: string[]) => execFileSync(program, line, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
const write = (name: string, bytes: Uint8Array | string) => writeFileSync(join(folder, name), bytes);
const options = (...texts: string[]) => texts.flatMap((text) => ["-pkeyopt", text]);

/** Writes `key.pem` and `public.pem` of a golden key. */
function writeKey(spec: KeySpec) {
  const key = goldenKey(spec);
  write("key.pem", key.export({ type: "pkcs8", format: "pem" }));
  write("public.pem", publicKeyPem(key));
  return key;
}

describe.skipIf(!present)("the openssl program", () => {
  it.each<[KeySpec, SignatureAlgorithm, string[]]>([
    ["RSA_2048", "RSA_PSS_SHA_256", options("digest:sha256", "rsa_padding_mode:pss", "rsa_pss_saltlen:32")],
    ["RSA_3072", "RSA_PSS_SHA_256", options("digest:sha256", "rsa_padding_mode:pss", "rsa_pss_saltlen:32")],
    ["RSA_2048", "RSA_PKCS1_SHA_256", options("digest:sha256")],
    ["RSA_3072", "RSA_PKCS1_SHA_256", options("digest:sha256")],
    ["EC_P256", "ECDSA_SHA_256", []],
    ["EC_P256K", "ECDSA_SHA_256", []],
  ])("and %s with %s: each verifies the other's signature of a digest (CRY-06)", (spec, algorithm, more) => {
    const key = writeKey(spec);
    const digest = sha256(Buffer.from(`a message for ${spec}`));
    write("digest", digest);
    write("signature", signDigest(key, algorithm, digest));
    const verify = ["pkeyutl", "-verify", "-pubin", "-inkey", "public.pem", "-in", "digest", "-sigfile", "signature"];
    expect(openssl(...verify, ...more).toString()).toContain("Signature Verified Successfully");
    const theirs = openssl("pkeyutl", "-sign", "-inkey", "key.pem", "-in", "digest", ...more);
    expect(verifyDigest(key, algorithm, digest, theirs)).toBe(true);
    expect(verifyDigest(key, algorithm, sha256(digest), theirs)).toBe(false);
  });

  it.each<[KeySpec, EncryptionAlgorithm, string]>([
    ["RSA_2048", "RSAES_OAEP_SHA_256", "sha256"],
    ["RSA_2048", "RSAES_OAEP_SHA_1", "sha1"],
    ["RSA_3072", "RSAES_OAEP_SHA_256", "sha256"],
    ["RSA_3072", "RSAES_OAEP_SHA_1", "sha1"],
  ])("and %s with %s: each opens what the other encrypted (CRY-05)", (spec, algorithm, hash) => {
    const key = writeKey(spec);
    const plaintext = randomBytes(100);
    const oaep = options("rsa_padding_mode:oaep", `rsa_oaep_md:${hash}`, `rsa_mgf1_md:${hash}`);
    write("plaintext", plaintext);
    const theirs = openssl("pkeyutl", "-encrypt", "-pubin", "-inkey", "public.pem", "-in", "plaintext", ...oaep);
    expect(oaepDecrypt(key, algorithm, theirs).equals(plaintext)).toBe(true);
    write("ciphertext", oaepEncrypt(key, algorithm, plaintext));
    const opened = openssl("pkeyutl", "-decrypt", "-inkey", "key.pem", "-in", "ciphertext", ...oaep);
    expect(opened.equals(plaintext)).toBe(true);
  });

  it("makes the same MACs (KEY-24)", () => {
    write("message", "a message");
    for (const bits of ["224", "256", "384", "512"] as const) {
      const secret = randomBytes(64);
      const hexKey = `hexkey:${secret.toString("hex")}`;
      const theirs = openssl("dgst", `-sha${bits}`, "-mac", "HMAC", "-macopt", hexKey, "-binary", "message");
      const key = openKeyMaterial(`HMAC_SHA_${bits}`, secret);
      expect(generateMac(key, `HMAC_SHA_${bits}`, Buffer.from("a message")).equals(theirs)).toBe(true);
    }
  });
});

describe.skipIf(!present)("a caller with the openssl program imports", () => {
  const oaep = options("rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256");

  /** KEY-69, as the shell does it: a one-time key, OAEP of it, then the private key under it. */
  function wrapped(pkcs8: Uint8Array, algorithm: WrappingAlgorithm): Buffer {
    const oneTimeKey = randomBytes(32);
    write("import.pem", publicKeyPem(importKey));
    write("one-time", oneTimeKey);
    write("pkcs8.der", pkcs8);
    const cipher =
      algorithm === "RSA_AES_KEY_WRAP_SHA_256" ? ["-id-aes256-wrap-pad", "-iv", "A65959A6"] : ["-aes-256-ecb"];
    return Buffer.concat([
      openssl("pkeyutl", "-encrypt", "-pubin", "-inkey", "import.pem", "-in", "one-time", ...oaep),
      openssl("enc", ...cipher, "-K", oneTimeKey.toString("hex"), "-in", "pkcs8.der"),
    ]);
  }

  it("an AES key (KEY-60, KEY-61)", async () => {
    const secret = randomBytes(32);
    write("import.pem", publicKeyPem(importKey));
    write("secret", secret);
    const theirs = openssl("pkeyutl", "-encrypt", "-pubin", "-inkey", "import.pem", "-in", "secret", ...oaep);
    const imported = await importMaterial("Aliyun_AES_256", importKey, "RSAES_OAEP_SHA_256", theirs);
    expect(imported.equals(secret)).toBe(true);
  });

  it.each<[KeySpec, WrappingAlgorithm, string[]]>([
    ["RSA_2048", "RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD", ["RSA", ...options("rsa_keygen_bits:2048")]],
    ["EC_P256", "RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD", ["EC", ...options("ec_paramgen_curve:P-256")]],
    ["EC_P256K", "RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD", ["EC", ...options("ec_paramgen_curve:secp256k1")]],
    ["EC_P256", "RSA_AES_KEY_WRAP_SHA_256", ["EC", ...options("ec_paramgen_curve:P-256")]],
  ])("a fresh private key of %s by %s", { timeout: 30_000 }, async (spec, algorithm, how) => {
    const pem = openssl("genpkey", "-algorithm", ...how);
    write("fresh.pem", pem);
    const pkcs8 = openssl("pkcs8", "-topk8", "-nocrypt", "-in", "fresh.pem", "-outform", "DER");
    const imported = await importMaterial(spec, importKey, algorithm, wrapped(pkcs8, algorithm));
    expect(publicKeyPem(openKeyMaterial(spec, imported))).toBe(
      openssl("pkey", "-in", "fresh.pem", "-pubout").toString(),
    );
  });

  it("an EC key written with a compressed point or with its curve spelled out, and it is kept in the one form", async () => {
    write("golden.pem", goldenKey("EC_P256").export({ type: "pkcs8", format: "pem" }));
    for (const form of [
      ["-conv_form", "compressed"],
      ["-param_enc", "explicit"],
    ]) {
      openssl("ec", "-in", "golden.pem", "-out", "other.pem", ...form);
      const pkcs8 = openssl("pkcs8", "-topk8", "-nocrypt", "-in", "other.pem", "-outform", "DER");
      expect(pkcs8.equals(goldenPkcs8("EC_P256"))).toBe(false);
      const algorithm = "RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD";
      const imported = await importMaterial("EC_P256", importKey, algorithm, wrapped(pkcs8, algorithm));
      expect(imported.equals(goldenPkcs8("EC_P256")), form.join(" ")).toBe(true);
    }
  });

  it("no RSA key of three primes, and no private key under a password", { timeout: 30_000 }, async () => {
    const algorithm = "RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD";
    const three = options("rsa_keygen_bits:2048", "rsa_keygen_primes:3");
    write("three.pem", openssl("genpkey", "-algorithm", "RSA", ...three));
    const threePrimes = openssl("pkcs8", "-topk8", "-nocrypt", "-in", "three.pem", "-outform", "DER");
    write("golden.pem", goldenKey("RSA_2048").export({ type: "pkcs8", format: "pem" }));
    const encrypted = openssl("pkcs8", "-topk8", "-in", "golden.pem", "-passout", "pass:word", "-outform", "DER");
    for (const pkcs8 of [threePrimes, encrypted]) {
      const attempt = importMaterial("RSA_2048", importKey, algorithm, wrapped(pkcs8, algorithm));
      await expect(attempt).rejects.toEqual(theOneRefusal);
    }
    const plain = keyMaterialBytes(goldenKey("RSA_2048"));
    expect((await importMaterial("RSA_2048", importKey, algorithm, wrapped(plain, algorithm))).equals(plain)).toBe(
      true,
    );
  });
});
