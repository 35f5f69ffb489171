/**
 * Known answers of asymmetric keys, MACs and import, written once by the `openssl` program (each golden file says how):
 * what a key signed, encrypted or wrapped under an earlier release verifies and opens under this one (S26).
 */
import { describe, expect, it } from "vitest";
import asymmetricGolden from "./golden/asymmetric.golden.json";
import importGolden from "./golden/import.golden.json";
import macGolden from "./golden/mac.golden.json";
import { importMaterial, type WrappingAlgorithm } from "./import-material";
import { keyMaterialBytes, openKeyMaterial, publicKeyPem } from "./key-material";
import type { EncryptionAlgorithm, KeySpec, MacAlgorithm, SignatureAlgorithm } from "./key-spec";
import { generateMac, verifyMac } from "./mac";
import { oaepDecrypt } from "./oaep";
import { checkProbe, makeProbe } from "./probe";
import { signDigest, verifyDigest } from "./sign-digest";

const fromHex = (hex: string) => Buffer.from(hex, "hex");
const versionId = "key-hzz62f1cb66fa42qoabcd-20v29bwxyz";

describe.each(asymmetricGolden.cases)("the private key of $spec", (golden) => {
  const key = openKeyMaterial(golden.spec as KeySpec, fromHex(golden.pkcs8));
  const digest = fromHex(asymmetricGolden.digest);

  it("opens, and is written at rest the same way today", () => {
    expect(publicKeyPem(key)).toBe(golden.publicKeyPem);
    expect(keyMaterialBytes(key).toString("hex")).toBe(golden.pkcs8);
  });

  it("has its known answer (5.4)", () => {
    expect(makeProbe(golden.spec as KeySpec, versionId, key).toString("hex")).toBe(golden.probe);
    expect(checkProbe(golden.spec as KeySpec, versionId, key, fromHex(golden.probe))).toBe(true);
    expect(checkProbe(golden.spec as KeySpec, versionId, key, Buffer.alloc(32))).toBe(false);
  });

  it("verifies what it signed, and signs what verifies", () => {
    for (const { algorithm, signature } of golden.signatures) {
      const name = algorithm as SignatureAlgorithm;
      expect(verifyDigest(key, name, digest, fromHex(signature)), algorithm).toBe(true);
      expect(verifyDigest(key, name, digest, signDigest(key, name, digest)), algorithm).toBe(true);
      expect(verifyDigest(key, name, Buffer.alloc(32, 7), fromHex(signature)), algorithm).toBe(false);
    }
  });

  it("opens what was encrypted to it", () => {
    for (const { algorithm, ciphertext } of golden.ciphertexts) {
      const plaintext = oaepDecrypt(key, algorithm as EncryptionAlgorithm, fromHex(ciphertext));
      expect(plaintext.toString("hex"), algorithm).toBe(asymmetricGolden.plaintext);
    }
  });
});

it("signs by PKCS#1 v1.5 the very same bytes, since nothing in it is random", () => {
  for (const { spec, pkcs8, signatures } of asymmetricGolden.cases) {
    const golden = signatures.find(({ algorithm }) => algorithm === "RSA_PKCS1_SHA_256");
    if (golden === undefined) continue;
    const key = openKeyMaterial(spec as KeySpec, fromHex(pkcs8));
    const signature = signDigest(key, "RSA_PKCS1_SHA_256", fromHex(asymmetricGolden.digest));
    expect(signature.toString("hex")).toBe(golden.signature);
  }
});

it.each(macGolden.cases)("the secret of $spec makes the MAC and the known answer that it made", (golden) => {
  const spec = golden.spec as MacAlgorithm;
  const key = openKeyMaterial(spec, fromHex(golden.key));
  const message = fromHex(macGolden.message);
  expect(generateMac(key, spec, message).toString("hex")).toBe(golden.mac);
  expect(verifyMac(key, spec, message, fromHex(golden.mac))).toBe(true);
  expect(makeProbe(spec, versionId, key).toString("hex")).toBe(golden.probe);
  expect(checkProbe(spec, versionId, key, fromHex(golden.probe))).toBe(true);
});

it.each(importGolden.cases)("$spec wrapped by $algorithm is imported (KEY-61, KEY-69)", async (golden) => {
  const spec = golden.spec as KeySpec;
  const importKey = openKeyMaterial("RSA_2048", fromHex(importGolden.importKey));
  const algorithm = golden.algorithm as WrappingAlgorithm;
  const material = await importMaterial(spec, importKey, algorithm, fromHex(golden.wrapped));
  expect(material.toString("hex")).toBe(golden.material);
});
