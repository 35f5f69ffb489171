import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { concat } from "./bytes";
import { publicPointOf } from "./curve";
import { importMaterial, type WrappingAlgorithm, wrappingAlgorithmsOf } from "./import-material";
import { importKey, wrapForImport } from "./import-material.test-support";
import { keyMaterialBytes, newKeyMaterial, openKeyMaterial } from "./key-material";
import { type KeySpec, keySpecs } from "./key-spec";
import { goldenKey, goldenPkcs8 } from "./keys.test-support";
import { toBytes } from "./modular";
import { oaepEncrypt } from "./oaep";
import { checkProbe, makeProbe } from "./probe";
import { randomBytes, randomUuid } from "./random";
import { theOneRefusal } from "./refusal.test-support";
import { rsaKeyOf, rsaParts } from "./rsa-key-check.test-support";

const ecb = "RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD";
const kwp = "RSA_AES_KEY_WRAP_SHA_256";
const specs = Object.keys(keySpecs) as KeySpec[];
const curves: KeySpec[] = ["EC_P256", "EC_P256K"];

const importWrapped = (spec: KeySpec, algorithm: WrappingAlgorithm, material: Uint8Array) =>
  importMaterial(spec, importKey, algorithm, wrapForImport(algorithm, material));

async function refuses(spec: KeySpec, algorithm: WrappingAlgorithm, wrapped: Uint8Array): Promise<void> {
  await expect(importMaterial(spec, importKey, algorithm, wrapped)).rejects.toEqual(theOneRefusal);
}

describe.each(specs)("material of %s", (spec) => {
  const material = spec.startsWith("RSA") ? goldenPkcs8(spec) : newKeyMaterial(spec);

  it.each(wrappingAlgorithmsOf(spec))(
    "wrapped by %s is imported as it was, and answers its probe (KEY-65)",
    async (by) => {
      const versionId = randomUuid();
      const probe = makeProbe(spec, versionId, openKeyMaterial(spec, Buffer.from(material)));
      const bytes = await importWrapped(spec, by, material);
      expect(bytes.equals(material)).toBe(true);
      expect(checkProbe(spec, versionId, openKeyMaterial(spec, bytes), probe)).toBe(true);
    },
  );

  it("is not imported by an algorithm that is not offered for it", async () => {
    const all = [ecb, kwp, "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"] as const;
    for (const by of all.filter((each) => !wrappingAlgorithmsOf(spec).includes(each))) {
      await refuses(spec, by, wrapForImport(by, randomBytes(32)));
    }
    await refuses(spec, "RSAES_PKCS1_V1_5" as WrappingAlgorithm, randomBytes(256)); // KEY-61
  });
});

describe("what was wrapped or damaged otherwise is one refusal (S11)", () => {
  it("for secrets", async () => {
    const wrapped = wrapForImport("RSAES_OAEP_SHA_256", randomBytes(32));
    const flipped = Buffer.from(wrapped);
    flipped.writeUInt8(flipped.readUInt8(100) ^ 1, 100);
    const another = createPublicKey(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey);
    for (const wrong of [
      flipped,
      wrapped.subarray(1),
      wrapped.subarray(0, 255),
      concat(wrapped, Buffer.of(0)),
      Buffer.alloc(0),
      Buffer.alloc(256),
      randomBytes(256),
      wrapForImport("RSAES_OAEP_SHA_1", randomBytes(32)),
      oaepEncrypt(another, "RSAES_OAEP_SHA_256", randomBytes(32)),
    ]) {
      await refuses("Aliyun_AES_256", "RSAES_OAEP_SHA_256", wrong);
    }
  });

  it.each([ecb, kwp] as const)("for private keys by %s", async (algorithm) => {
    const material = goldenPkcs8("EC_P256");
    const wrapped = wrapForImport(algorithm, material);
    const damaged = [wrapped.subarray(0, 255), wrapped.subarray(0, 256), wrapped.subarray(0, -1), Buffer.alloc(0)];
    damaged.push(wrapped.subarray(0, -16), concat(wrapped, Buffer.alloc(16)), randomBytes(wrapped.length));
    for (let at = 0; at < wrapped.length; at += 7) {
      const flipped = Buffer.from(wrapped);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 0x40, at);
      damaged.push(flipped);
    }
    for (const wrong of damaged) await refuses("EC_P256", algorithm, wrong);
    // A one-time key that is not 32 bytes.
    const short = oaepEncrypt(importKey, "RSAES_OAEP_SHA_256", randomBytes(16));
    await refuses("EC_P256", algorithm, concat(short, wrapped.subarray(256)));
  });
});

it.each<[KeySpec, number, number]>([
  ["Aliyun_AES_256", 32, 32],
  ["HMAC_SHA_224", 28, 64],
  ["HMAC_SHA_256", 32, 64],
  ["HMAC_SHA_384", 48, 128],
  ["HMAC_SHA_512", 64, 128],
])("%s takes from %i to %i bytes (KEY-63)", async (spec, min, max) => {
  for (const length of [min, max]) {
    expect(await importWrapped(spec, "RSAES_OAEP_SHA_256", Buffer.alloc(length, 1))).toHaveLength(length);
  }
  for (const length of [0, 16, 24, min - 1, max + 1]) {
    await refuses(spec, "RSAES_OAEP_SHA_256", wrapForImport("RSAES_OAEP_SHA_256", Buffer.alloc(length, 1)));
  }
});

describe("a private key", () => {
  it("must be of the specification: type, size and curve (KEY-69)", async () => {
    const asymmetric = specs.filter((spec) => wrappingAlgorithmsOf(spec).includes(ecb));
    for (const spec of asymmetric) {
      for (const other of asymmetric.filter((each) => each !== spec)) {
        await refuses(spec, ecb, wrapForImport(ecb, goldenPkcs8(other)));
      }
      for (const wrong of [generateKeyPairSync("ed25519"), generateKeyPairSync("ec", { namedCurve: "P-384" })]) {
        await refuses(spec, ecb, wrapForImport(ecb, keyMaterialBytes(wrong.privateKey)));
      }
      const notPkcs8 = goldenKey(spec).export({ type: spec.startsWith("EC") ? "sec1" : "pkcs1", format: "der" });
      await refuses(spec, ecb, wrapForImport(ecb, notPkcs8));
      await refuses(spec, ecb, wrapForImport(ecb, Buffer.from("no key at all")));
      await refuses(spec, ecb, wrapForImport(ecb, Buffer.alloc(0)));
    }
  });

  it("of RSA must be consistent in itself", async () => {
    const jwk = goldenKey("RSA_2048").export({ format: "jwk" });
    const [p, q] = [jwk.p, jwk.q].map((text) => BigInt(`0x${Buffer.from(text ?? "", "base64url").toString("hex")}`));
    const parts = rsaParts(p ?? 0n, q ?? 0n);
    const damaged = rsaKeyOf({ ...parts, dp: parts.dp + 2n });
    await refuses("RSA_2048", ecb, wrapForImport(ecb, keyMaterialBytes(damaged)));
  });

  it.each(curves)("of %s must have its own public key, or none, and gets it either way", async (spec) => {
    const material = goldenPkcs8(spec);
    const other = newKeyMaterial(spec);
    const swapped = concat(material.subarray(0, -64), other.subarray(-64));
    await refuses(spec, ecb, wrapForImport(ecb, swapped));
    expect((await importWrapped(spec, ecb, withoutPublicKey(material))).equals(material)).toBe(true);
    const flipped = Buffer.from(material);
    flipped.writeUInt8(flipped.readUInt8(flipped.length - 1) ^ 1, flipped.length - 1);
    await refuses(spec, ecb, wrapForImport(ecb, flipped)); // not on the curve
  });

  it("of EC_P256K must not have the public key of a twin: the same x, or the same y", async () => {
    const prime = 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn;
    const cubeRootOfOne = 0x7ae96a2b657c07106e64479eac3434e99cf0497512f58995c1396c28719501een;
    const material = goldenPkcs8("EC_P256K");
    const { x, y } = publicPointOf(goldenKey("EC_P256K"));
    for (const twin of [
      [x, prime - y],
      [(x * cubeRootOfOne) % prime, y],
    ] as const) {
      const point = concat(toBytes(twin[0], 32), toBytes(twin[1], 32));
      await refuses("EC_P256K", ecb, wrapForImport(ecb, concat(material.subarray(0, -64), point)));
    }
  });

  it.each(curves)("of %s must be a number from 1 to n-1", async (spec) => {
    const order =
      spec === "EC_P256"
        ? 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
        : 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const short = withoutPublicKey(goldenPkcs8(spec));
    const withNumber = (number: bigint) => concat(short.subarray(0, -32), toBytes(number, 32));
    for (const number of [0n, order, order + 1n, (1n << 256n) - 1n]) {
      await refuses(spec, ecb, wrapForImport(ecb, withNumber(number)));
    }
    for (const number of [1n, order - 1n]) {
      const bytes = await importWrapped(spec, ecb, withNumber(number));
      expect(openKeyMaterial(spec, bytes).type).toBe("private");
    }
  });

  it("brings nothing along: what follows it is not kept", async () => {
    const material = goldenPkcs8("EC_P256");
    const imported = await importWrapped("EC_P256", ecb, concat(material, Buffer.from("and something else")));
    expect(imported.equals(material)).toBe(true);
  });
});

/** PKCS#8 of an EC key without the optional public key (`[1]`, 70 bytes at the end). */
function withoutPublicKey(pkcs8: Buffer): Buffer {
  const algorithm = pkcs8.subarray(6, 6 + 2 + pkcs8.readUInt8(7));
  const number = pkcs8.subarray(-70 - 32, -70);
  const key = concat(Buffer.from("04273025020101" + "0420", "hex"), number);
  const body = concat(Buffer.from("020100", "hex"), algorithm, key);
  return concat(Buffer.of(0x30, body.length), body);
}
