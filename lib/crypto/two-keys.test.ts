/**
 * Key commitment (S2). GCM's tag is a polynomial in a key's hash value, so that for any two keys one ciphertext block
 * can be solved for under which both accept the same ciphertext and tag ("invisible salamanders": Dodis, Grubbs,
 * Ristenpart, Woodage, CRYPTO 2018). Such a ciphertext would be two messages under two keys, and whoever holds a blob
 * could not say what was encrypted. Here it is built for real, accepted by bare GCM, and refused by the layouts.
 */
import { createCipheriv } from "node:crypto";
import { expect, it } from "vitest";
import { gcmOpen } from "./aead";
import { openBlob } from "./blob";
import { encodeContext } from "./context";
import { derive } from "./derive";
import { randomBytes } from "./random";
import { theOneRefusal } from "./refusal.test-support";
import { open } from "./sealed";

const zeroNonce = Buffer.alloc(12);
const pairsOfKeys = 1000;

// GF(2^128) as NIST SP 800-38D, section 6.3, has it, with coefficient x^i in bit i of a bigint.
const modulus = (1n << 128n) | 0b1000_0111n;
const reversedByte = Array.from({ length: 256 }, (_, byte) =>
  Number.parseInt(byte.toString(2).padStart(8, "0").split("").reverse().join(""), 2),
);

function toElement(block: Uint8Array): bigint {
  const reversed = Buffer.from(Array.from(block, (byte) => reversedByte[byte] ?? 0).reverse());
  return BigInt(`0x${reversed.toString("hex")}`);
}

function toBlock(element: bigint): Buffer {
  const reversed = Buffer.from(element.toString(16).padStart(32, "0"), "hex");
  return Buffer.from(Array.from(reversed, (byte) => reversedByte[byte] ?? 0).reverse());
}

function degree(element: bigint): number {
  return element === 0n ? -1 : element.toString(2).length - 1;
}

function multiply(left: bigint, right: bigint): bigint {
  let product = 0n;
  let shifted = left;
  for (let rest = right; rest > 0n; rest >>= 1n) {
    if (rest & 1n) product ^= shifted;
    shifted <<= 1n;
    if (shifted >> 128n) shifted ^= modulus;
  }
  return product;
}

/** By Euclid's algorithm for polynomials; of zero there is none. */
function invert(element: bigint): bigint {
  let [a, b, x, y] = [element, modulus, 1n, 0n];
  while (degree(a) > 0) {
    const shift = degree(b) - degree(a);
    if (shift < 0) [a, b, x, y] = [b, a, y, x];
    else [b, y] = [b ^ (a << BigInt(shift)), y ^ (x << BigInt(shift))];
  }
  if (a !== 1n) throw new Error("zero has no inverse");
  return degree(x) < 128 ? x : x ^ (modulus << BigInt(degree(x) - 128));
}

function aesBlock(key: Buffer, block: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-ecb", key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((16 - (bytes.length % 16)) % 16)]);
}

/** GHASH_H(aad, ciphertext) ⊕ E_K(J0): the tag, and with it the hash value H. */
function tagElements(key: Buffer, aad: Buffer, ciphertext: Buffer): { hash: bigint; tag: bigint } {
  const hash = toElement(aesBlock(key, Buffer.alloc(16)));
  const lengths = Buffer.alloc(16);
  lengths.writeBigUInt64BE(BigInt(aad.length * 8), 0);
  lengths.writeBigUInt64BE(BigInt(ciphertext.length * 8), 8);
  const input = Buffer.concat([padded(aad), padded(ciphertext), lengths]);
  let sum = 0n;
  for (let at = 0; at < input.length; at += 16) sum = multiply(sum ^ toElement(input.subarray(at, at + 16)), hash);
  return { hash, tag: sum ^ toElement(aesBlock(key, Buffer.concat([zeroNonce, Buffer.from([0, 0, 0, 1])]))) };
}

/** A first block to choose, and a second that makes the tags under both keys one. The result is 32 + 16 bytes. */
function acceptedUnderBoth(one: Buffer, other: Buffer, aad: Buffer): Buffer {
  const chosen = Buffer.concat([randomBytes(16), Buffer.alloc(16)]);
  const [left, right] = [tagElements(one, aad, chosen), tagElements(other, aad, chosen)];
  // The free block X, last before the lengths, enters each tag as X·H²: X·(H1² ⊕ H2²) = tag1 ⊕ tag2.
  const factor = multiply(left.hash, left.hash) ^ multiply(right.hash, right.hash);
  toBlock(multiply(left.tag ^ right.tag, invert(factor))).copy(chosen, 16);
  return Buffer.concat([chosen, toBlock(tagElements(one, aad, chosen).tag)]);
}

it("a blob that GCM accepts under two keys opens under the one it commits to: 0 of 1,000 under the other (S2)", {
  timeout: 60_000,
}, () => {
  const id = Buffer.from("key-hzz62f1cb66fa42qoabcd-20v29bwxyz", "latin1");
  const context = encodeContext({ a: "b" });
  for (let count = 0; count < pairsOfKeys; count += 1) {
    const [one, other, salt] = [randomBytes(32), randomBytes(32), randomBytes(32)];
    const mine = derive(one, "kms-console/1/message", id, salt);
    const theirs = derive(other, "kms-console/1/message", id, salt);
    const header = Buffer.concat([id, Buffer.from([1]), salt, mine.commitment]);
    const aad = Buffer.concat([header, context]);
    const sealed = acceptedUnderBoth(mine.encryptionKey, theirs.encryptionKey, aad);

    const meant = gcmOpen(mine.encryptionKey, zeroNonce, aad, sealed);
    expect(gcmOpen(theirs.encryptionKey, zeroNonce, aad, sealed).equals(meant)).toBe(false); // accepted, and different
    const blob = Buffer.concat([header, sealed]);
    expect(openBlob(one, blob, context).equals(meant)).toBe(true);
    expect(() => openBlob(other, blob, context)).toThrow(theOneRefusal);
  }
});

it("nor does a sealed box open under the other of two keys that GCM would accept (S2)", () => {
  const [one, other, salt, id] = [randomBytes(32), randomBytes(32), randomBytes(32), Buffer.alloc(16)];
  const mine = derive(one, "kms-console/1/sealed", id, salt);
  const theirs = derive(other, "kms-console/1/sealed", id, salt);
  const header = Buffer.concat([Buffer.from([1]), id, Buffer.from([0, 0, 0, 1]), salt, mine.commitment]);
  const field = (text: string) => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
  const aad = Buffer.concat([header, field("totp-seed"), field("1"), field("2")]);
  const sealed = acceptedUnderBoth(mine.encryptionKey, theirs.encryptionKey, aad);

  expect(gcmOpen(theirs.encryptionKey, zeroNonce, aad, sealed)).toHaveLength(32);
  const box = Buffer.concat([header, sealed]);
  expect(open(() => one, "totp-seed", ["1", "2"], box)).toHaveLength(32);
  expect(() => open(() => other, "totp-seed", ["1", "2"], box)).toThrow(theOneRefusal);
});
