import { constants, createSecretKey, type KeyObject, sign, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { curveOf, privateKeyFrom, privateNumberOf, publicPointOf } from "./curve";
import { sha256 } from "./digest";
import { encodeEcdsaSignature } from "./ecdsa";
import { newKeyMaterial, openKeyMaterial, publicKeyOf } from "./key-material";
import type { KeySpec, SignatureAlgorithm } from "./key-spec";
import { goldenKey } from "./keys.test-support";
import { toBytes } from "./modular";
import { randomBytes } from "./random";
import { pssVerify } from "./rsa-signature";
import { signDigest, verifyDigest } from "./sign-digest";

const code = (name: string) => expect.objectContaining({ code: name });
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
const suites: [KeySpec, SignatureAlgorithm, object][] = [
  ["RSA_2048", "RSA_PSS_SHA_256", pss],
  ["RSA_3072", "RSA_PSS_SHA_256", pss],
  ["RSA_2048", "RSA_PKCS1_SHA_256", {}],
  ["RSA_3072", "RSA_PKCS1_SHA_256", {}],
  ["EC_P256", "ECDSA_SHA_256", {}],
  ["EC_P256K", "ECDSA_SHA_256", {}],
];

describe.each(suites)("%s with %s", (spec, algorithm, options) => {
  const privateKey = goldenKey(spec);
  const publicKey = publicKeyOf(privateKey);

  it("signs a digest as OpenSSL signs the message, and the other way round (CRY-06)", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (message) => {
        const digest = sha256(message);
        const ours = signDigest(privateKey, algorithm, digest);
        expect(verify("sha256", message, { key: publicKey, ...options }, ours)).toBe(true);
        const theirs = sign("sha256", message, { key: privateKey, ...options });
        expect(verifyDigest(publicKey, algorithm, digest, theirs)).toBe(true);
        expect(verifyDigest(privateKey, algorithm, digest, ours)).toBe(true);
      }),
      { seed: 20261122, numRuns: 25 },
    );
  });

  it("verifies no other digest, no other key's signature, no damaged one (S11)", () => {
    const digest = sha256(Buffer.from("message"));
    const signature = signDigest(privateKey, algorithm, digest);
    expect(verifyDigest(publicKey, algorithm, sha256(Buffer.from("other")), signature)).toBe(false);
    for (let bit = 0; bit < signature.length * 8; bit += 19) {
      const damaged = Buffer.from(signature);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(verifyDigest(publicKey, algorithm, digest, damaged), `bit ${bit}`).toBe(false);
    }
    for (const wrong of [signature.subarray(1), signature.subarray(0, -1), Buffer.concat([signature, Buffer.of(0)])]) {
      expect(verifyDigest(publicKey, algorithm, digest, wrong)).toBe(false);
    }
    expect(verifyDigest(publicKey, algorithm, digest, Buffer.alloc(0))).toBe(false);
    expect(verifyDigest(publicKey, algorithm, digest, Buffer.alloc(signature.length))).toBe(false);
    expect(verifyDigest(publicKey, algorithm, digest, Buffer.alloc(signature.length, 0xff))).toBe(false);
  });

  it("refuses a digest of another length, and a public key to sign with", () => {
    for (const length of [0, 20, 31, 33, 64]) {
      expect(() => signDigest(privateKey, algorithm, Buffer.alloc(length, 1))).toThrow(code("InvalidDigest"));
      const act = () => verifyDigest(publicKey, algorithm, Buffer.alloc(length, 1), Buffer.alloc(256));
      expect(act).toThrow(code("InvalidDigest"));
    }
    expect(() => signDigest(publicKey, algorithm, Buffer.alloc(32, 1))).toThrow(code("InvalidKey"));
  });
});

it("refuses a key that is not of the algorithm's type", () => {
  const digest = sha256(Buffer.from("message"));
  const secret = createSecretKey(randomBytes(32));
  const wrong: [KeyObject, SignatureAlgorithm][] = [
    [goldenKey("RSA_2048"), "ECDSA_SHA_256"],
    [goldenKey("EC_P256"), "RSA_PSS_SHA_256"],
    [goldenKey("EC_P256K"), "RSA_PKCS1_SHA_256"],
    [secret, "RSA_PSS_SHA_256"],
  ];
  for (const [key, algorithm] of wrong) {
    expect(() => signDigest(key, algorithm, digest)).toThrow(code("InvalidKey"));
    expect(() => verifyDigest(key, algorithm, digest, Buffer.alloc(256))).toThrow(code("InvalidKey"));
  }
});

describe("RSA", () => {
  it("does not take one padding for the other", () => {
    const key = goldenKey("RSA_2048");
    const digest = sha256(Buffer.from("message"));
    const [ofPss, ofPkcs1] = [signDigest(key, "RSA_PSS_SHA_256", digest), signDigest(key, "RSA_PKCS1_SHA_256", digest)];
    expect(verifyDigest(key, "RSA_PKCS1_SHA_256", digest, ofPss)).toBe(false);
    expect(verifyDigest(key, "RSA_PSS_SHA_256", digest, ofPkcs1)).toBe(false);
  });

  it("takes PSS with a salt of 32 bytes only, drawn anew each time", () => {
    const key = goldenKey("RSA_2048");
    const message = Buffer.from("message");
    for (const saltLength of [0, 20, 31, 33, 64, constants.RSA_PSS_SALTLEN_MAX_SIGN]) {
      const signature = sign("sha256", message, { key, ...pss, saltLength });
      expect(pssVerify(key, sha256(message), signature), `salt of ${saltLength}`).toBe(false);
    }
    const twice = [1, 2].map(() => signDigest(key, "RSA_PSS_SHA_256", sha256(message)).toString("hex"));
    expect(twice[0]).not.toBe(twice[1]);
  });
});

describe.each<KeySpec>(["EC_P256", "EC_P256K"])("ECDSA on %s", (spec) => {
  const key = openKeyMaterial(spec, newKeyMaterial(spec));
  const curve = curveOf(key);

  it("moves keys without a mistake: smallest and largest private numbers and digests", () => {
    const { order } = curve;
    for (const privateNumber of [1n, 2n, 3n, order - 1n, order - 2n, order >> 1n]) {
      const extreme = privateKeyFrom(curve, privateNumber);
      expect(privateNumberOf(extreme)).toBe(privateNumber);
      for (const z of [1n, 2n, order - 1n, order + 1n, (1n << 256n) - 1n]) {
        const digest = toBytes(z, 32);
        const signature = signDigest(extreme, "ECDSA_SHA_256", digest);
        expect(verifyDigest(extreme, "ECDSA_SHA_256", digest, signature), `${privateNumber}, ${z}`).toBe(true);
        expect(verifyDigest(key, "ECDSA_SHA_256", digest, signature), `${privateNumber}, ${z}`).toBe(false);
      }
    }
  });

  it("signs no digest of zero, and verifies none: whoever has the public key could sign it", () => {
    // R = Q, so that r = x(Q) and s = r: a signature of zero, made without the private key.
    const r = publicPointOf(key).x % curve.order;
    const forged = encodeEcdsaSignature(r, r);
    for (const zero of [Buffer.alloc(32), toBytes(curve.order, 32)]) {
      expect(() => signDigest(key, "ECDSA_SHA_256", zero)).toThrow(code("InvalidDigest"));
      expect(verifyDigest(key, "ECDSA_SHA_256", zero, forged)).toBe(false);
    }
  });

  it("takes r and s from 1 to n-1 only", () => {
    const digest = sha256(Buffer.from("message"));
    const numbers = [0n, 1n, curve.order, curve.order + 1n, curve.prime, (1n << 256n) - 1n];
    for (const r of numbers) {
      for (const s of numbers) {
        expect(verifyDigest(key, "ECDSA_SHA_256", digest, encodeEcdsaSignature(r, s)), `${r}, ${s}`).toBe(false);
      }
    }
  });

  it("uses no nonce twice", () => {
    const digest = sha256(Buffer.from("message"));
    const starts = Array.from({ length: 50 }, () => signDigest(key, "ECDSA_SHA_256", digest).toString("hex", 0, 36));
    expect(new Set(starts).size).toBe(50);
  });
});
