import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  keyMaterialBytes,
  newKeyMaterial,
  openKeyMaterial,
  openPublicKey,
  publicKeyDer,
  publicKeyOf,
  publicKeyPem,
} from "./key-material";
import { isKeySpec, type KeySpec, keySpecs, type MacAlgorithm } from "./key-spec";
import { goldenKey, goldenPkcs8, pssOnlyKey } from "./keys.test-support";
import { generateMac, verifyMac } from "./mac";
import { checkProbe, makeProbe } from "./probe";
import { randomBytes, randomUuid } from "./random";
import { isConsistentRsaKey } from "./rsa-key-check";

const specs = Object.keys(keySpecs) as KeySpec[];
const invalidKey = expect.objectContaining({ code: "InvalidKey" });

describe.each(specs)("material of %s", (spec) => {
  const atRest = newKeyMaterial(spec);

  it("opens as a KeyObject, and the bytes are wiped", () => {
    const copy = Buffer.from(atRest);
    const key = openKeyMaterial(spec, copy);
    expect(copy.equals(Buffer.alloc(copy.length))).toBe(true);
    expect(keyMaterialBytes(key).equals(atRest)).toBe(true);
  });

  it("is fresh, and answers its own known answer only (5.4, KEY-65, S24)", () => {
    const versionId = randomUuid();
    const key = openKeyMaterial(spec, Buffer.from(atRest));
    const other = spec.startsWith("RSA") ? goldenKey(spec) : openKeyMaterial(spec, newKeyMaterial(spec));
    const probe = makeProbe(spec, versionId, key);
    expect(checkProbe(spec, versionId, key, probe)).toBe(true);
    expect(checkProbe(spec, versionId, other, probe)).toBe(false);
    expect(checkProbe(spec, versionId, key, probe.subarray(1))).toBe(false);
  });

  it("opens as no other specification, and wipes the bytes that were refused", () => {
    for (const other of specs.filter((each) => each !== spec && !shareLengths(each, spec))) {
      const bytes = Buffer.from(atRest);
      expect(() => openKeyMaterial(other, bytes), other).toThrow(invalidKey);
      expect(bytes.equals(Buffer.alloc(bytes.length))).toBe(true);
    }
    expect(() => openKeyMaterial(spec, Buffer.alloc(0))).toThrow(invalidKey);
  });
});

it("of RSA is a consistent key with e = 65537", { timeout: 20_000 }, async () => {
  for (const [spec, bits] of [
    ["RSA_2048", 2048],
    ["RSA_3072", 3072],
  ] as const) {
    const key = openKeyMaterial(spec, newKeyMaterial(spec));
    expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: bits, publicExponent: 65537n });
    expect(await isConsistentRsaKey(key, bits)).toBe(true);
  }
});

it("gives a public key, as PEM and as DER, that has nothing private in it", () => {
  const key = goldenKey("EC_P256");
  const body = publicKeyPem(key).replaceAll(/-----.*-----|\n/g, "");
  expect(publicKeyDer(key).toString("base64")).toBe(body);
  expect(publicKeyOf(key).type).toBe("public");
  expect(() => publicKeyPem(publicKeyOf(key))).toThrow(invalidKey);
});

it("reads a caller's public key of the named specification only (CRY-07)", () => {
  const der = publicKeyDer(goldenKey("RSA_2048"));
  expect(openPublicKey("RSA_2048", der).equals(publicKeyOf(goldenKey("RSA_2048")))).toBe(true);
  const wrong = [
    publicKeyDer(goldenKey("RSA_3072")),
    publicKeyDer(goldenKey("EC_P256")),
    publicKeyDer(pssOnlyKey()),
    goldenPkcs8("RSA_2048"),
    der.subarray(0, -1),
    Buffer.alloc(0),
  ];
  for (const each of wrong) expect(() => openPublicKey("RSA_2048", each)).toThrow(invalidKey);
});

it("reads no numbers as a caller's public key that are no RSA key's (CRY-07)", () => {
  const jwk = publicKeyOf(goldenKey("RSA_2048")).export({ format: "jwk" });
  const modulus = Buffer.from(jwk.n ?? "", "base64url");
  const even = Buffer.concat([modulus.subarray(0, -1), Buffer.of(0x02)]);
  const der = (n: Buffer, e: Buffer) =>
    createPublicKey({
      key: { kty: "RSA", n: n.toString("base64url"), e: e.toString("base64url") },
      format: "jwk",
    }).export({ type: "spki", format: "der" });
  const long = Buffer.alloc(33, 1);
  for (const exponent of [Buffer.of(3), Buffer.of(1, 0, 1), long.subarray(1)]) {
    expect(openPublicKey("RSA_2048", der(modulus, exponent)).type).toBe("public");
  }
  for (const exponent of [Buffer.of(0), Buffer.of(1), Buffer.of(2), long, Buffer.alloc(300, 7)]) {
    expect(() => openPublicKey("RSA_2048", der(modulus, exponent))).toThrow(invalidKey);
  }
  expect(() => openPublicKey("RSA_2048", der(even, Buffer.of(1, 0, 1)))).toThrow(invalidKey);
});

it("refuses what looks like the specification but is another type of key", () => {
  const ed25519 = generateKeyPairSync("ed25519").privateKey;
  const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;
  const refuse = (spec: KeySpec, key: KeyObject) => {
    expect(() => openKeyMaterial(spec, keyMaterialBytes(key))).toThrow(invalidKey);
  };
  expect(pssOnlyKey().asymmetricKeyType).toBe("rsa-pss");
  refuse("RSA_2048", pssOnlyKey());
  refuse("EC_P256", ed25519);
  refuse("EC_P256", p384);
  expect(() => openKeyMaterial("RSA_2048", goldenPkcs8("RSA_2048").subarray(0, 900))).toThrow(invalidKey);
});

it("knows the specifications of software keys by name, and no others (SM2, SM4: divergences)", () => {
  for (const spec of specs) expect(isKeySpec(spec)).toBe(true);
  for (const name of ["EC_SM2", "Aliyun_SM4", "RSA_4096", "HMAC_SM3", "toString", ""])
    expect(isKeySpec(name)).toBe(false);
});

describe.each<[MacAlgorithm, string, number]>([
  ["HMAC_SHA_224", "sha224", 28],
  ["HMAC_SHA_256", "sha256", 32],
  ["HMAC_SHA_384", "sha384", 48],
  ["HMAC_SHA_512", "sha512", 64],
])("a MAC by %s (KEY-24)", (spec, hash, length) => {
  const bytes = randomBytes(length);
  const key = openKeyMaterial(spec, Buffer.from(bytes));
  const message = Buffer.from("message");

  it("is the whole HMAC and verifies whole only", () => {
    const mac = generateMac(key, spec, message);
    expect(mac.equals(createHmac(hash, bytes).update(message).digest())).toBe(true);
    expect(mac).toHaveLength(length);
    expect(verifyMac(key, spec, message, mac)).toBe(true);
    expect(verifyMac(key, spec, Buffer.from("messagf"), mac)).toBe(false);
    expect(verifyMac(key, spec, message, mac.subarray(0, -1))).toBe(false);
    expect(verifyMac(key, spec, message, Buffer.concat([mac, Buffer.of(0)]))).toBe(false);
    expect(verifyMac(key, spec, message, Buffer.alloc(0))).toBe(false);
  });

  it("needs a secret key", () => {
    expect(() => generateMac(goldenKey("EC_P256"), spec, message)).toThrow(invalidKey);
  });
});

/** Secrets are told apart by length, and an imported HMAC key may be longer than one that is made here. */
function shareLengths(opened: KeySpec, made: KeySpec): boolean {
  const [of, from] = [keySpecs[opened], keySpecs[made]];
  const length = from.kind === "mac" ? from.keyBytes : from.kind === "symmetric" ? 32 : undefined;
  if (length === undefined) return false;
  if (of.kind === "symmetric") return length === 32;
  return of.kind === "mac" && length >= of.keyBytes && length <= of.maxImportedKeyBytes;
}
