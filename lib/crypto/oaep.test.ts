import { constants, createSecretKey, privateDecrypt, publicEncrypt } from "node:crypto";
import { describe, expect, it } from "vitest";
import { publicKeyOf } from "./key-material";
import type { EncryptionAlgorithm, KeySpec } from "./key-spec";
import { goldenKey } from "./keys.test-support";
import { oaepDecrypt, oaepEncrypt, oaepMaxPlaintextBytes, oaepMaxPlaintextBytesOf } from "./oaep";
import { randomBytes } from "./random";
import { theOneRefusal } from "./refusal.test-support";

const code = (name: string) => expect.objectContaining({ code: name });
const suites: [KeySpec, EncryptionAlgorithm, string, number, number][] = [
  ["RSA_2048", "RSAES_OAEP_SHA_256", "sha256", 190, 256],
  ["RSA_2048", "RSAES_OAEP_SHA_1", "sha1", 214, 256],
  ["RSA_3072", "RSAES_OAEP_SHA_256", "sha256", 318, 384],
  ["RSA_3072", "RSAES_OAEP_SHA_1", "sha1", 342, 384],
];

describe.each(suites)("%s with %s", (spec, algorithm, oaepHash, max, length) => {
  const privateKey = goldenKey(spec);
  const publicKey = publicKeyOf(privateKey);
  const padding = constants.RSA_PKCS1_OAEP_PADDING;

  it("opens what it encrypts, up to the contract's limit and not beyond (CRY-05)", () => {
    expect(oaepMaxPlaintextBytes(publicKey, algorithm)).toBe(max);
    expect(oaepMaxPlaintextBytesOf(spec, algorithm)).toBe(max);
    for (const plaintextBytes of [0, 1, 32, max]) {
      const plaintext = randomBytes(plaintextBytes);
      const ciphertext = oaepEncrypt(publicKey, algorithm, plaintext);
      expect(ciphertext).toHaveLength(length);
      expect(oaepDecrypt(privateKey, algorithm, ciphertext).equals(plaintext)).toBe(true);
      expect(privateDecrypt({ key: privateKey, padding, oaepHash }, ciphertext).equals(plaintext)).toBe(true);
    }
    expect(() => oaepEncrypt(publicKey, algorithm, randomBytes(max + 1))).toThrow(code("InvalidMessage"));
  });

  it("refuses every kind of damage alike (S11)", () => {
    const ciphertext = oaepEncrypt(publicKey, algorithm, Buffer.from("plaintext"));
    const flipped = (at: number) => {
      const damaged = Buffer.from(ciphertext);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
      return damaged;
    };
    const other = algorithm === "RSAES_OAEP_SHA_1" ? "RSAES_OAEP_SHA_256" : "RSAES_OAEP_SHA_1";
    const wrong = [
      ...[1, 2, 3, 64, 100, 128, 200, length - 2, length - 1].map(flipped),
      ciphertext.subarray(1),
      ciphertext.subarray(0, -1),
      Buffer.concat([Buffer.of(0), ciphertext]),
      Buffer.concat([ciphertext, Buffer.of(0)]),
      Buffer.alloc(0),
      Buffer.alloc(length),
      Buffer.alloc(length, 0xff),
      Buffer.concat([Buffer.alloc(length - 1), Buffer.of(1)]),
      randomBytes(length - 1),
      oaepEncrypt(publicKey, other, Buffer.from("plaintext")),
      publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from("plaintext")),
      publicEncrypt({ key: publicKey, padding, oaepHash, oaepLabel: Buffer.of(1) }, Buffer.from("plaintext")),
    ];
    expect(wrong.length).toBeGreaterThanOrEqual(20);
    for (const damaged of wrong) expect(() => oaepDecrypt(privateKey, algorithm, damaged)).toThrow(theOneRefusal);
  });
});

it("opens nothing under another key (S11), and needs an RSA key, private to decrypt", () => {
  const key = goldenKey("RSA_2048");
  const ciphertext = oaepEncrypt(key, "RSAES_OAEP_SHA_256", Buffer.from("plaintext"));
  expect(() => oaepDecrypt(goldenKey("RSA_3072"), "RSAES_OAEP_SHA_256", ciphertext)).toThrow(theOneRefusal);
  expect(() => oaepDecrypt(publicKeyOf(key), "RSAES_OAEP_SHA_256", ciphertext)).toThrow(code("InvalidKey"));
  for (const wrong of [goldenKey("EC_P256"), createSecretKey(randomBytes(32))]) {
    expect(() => oaepEncrypt(wrong, "RSAES_OAEP_SHA_256", Buffer.from("plaintext"))).toThrow(code("InvalidKey"));
  }
});
