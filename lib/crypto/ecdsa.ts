/**
 * ECDSA (FIPS 186-5, section 6.4) of a digest that the caller made, on P-256 and secp256k1; signatures in DER.
 *
 * `node:crypto` signs messages only: `sign` and `verify` hash by themselves, with SHA-256 even where no algorithm is
 * named, and no hash function leaves its input as it is. So both directions turn the given digest z into one whose
 * message is known. A message m is drawn, h = SHA-256(m), and the key is moved so that a signature of h under the moved
 * key is one of z under the key itself. All work on the curve, the nonce and its inverse remain OpenSSL's. In the
 * equations, modulo the order n, d is the private number, Q = dG, k the nonce and r = x(kG).
 *
 * Signing. With c = h/z, OpenSSL signs m under c·d:  s₁ = k⁻¹(h + r·c·d) = c · k⁻¹(z + r·d).  So (r, s₁/c) is what ECDSA
 * gives for z under d with the same uniform nonce, no more and no less. m, c and s₁ are forgotten.
 *
 * Verifying. With t = (z - h)/r, OpenSSL verifies the unchanged signature of m under Q + tG:
 * (h/s)G + (r/s)(Q + tG) = (z/s)G + (r/s)Q,  the point whose x ECDSA compares with r.
 *
 * Time. Verifying handles public numbers only. Signing multiplies d once outside OpenSSL, by a factor that is fresh,
 * secret and uniform, so that the product tells nothing of d; who learned c alone would still know neither d nor k.
 */
import { createECDH, type KeyObject, sign, verify } from "node:crypto";
import { concat } from "./bytes";
import {
  type Curve,
  curveOf,
  type Point,
  privateKeyFrom,
  privateNumberOf,
  publicKeyFrom,
  publicPointOf,
  scalarLengthBytes,
} from "./curve";
import { sha256 } from "./digest";
import { CryptoError } from "./errors";
import { inverse, modulo, toBytes, toNumber } from "./modular";
import { randomBytes } from "./random";

/**
 * A signature of the 32-byte digest. Refuses a digest that is 0 modulo n (`InvalidDigest`): it is no message's, and
 * whoever has the public key can sign it.
 */
export function ecdsaSign(privateKey: KeyObject, digest: Uint8Array): Buffer {
  const curve = curveOf(privateKey);
  const z = modulo(toNumber(digest), curve.order);
  if (z === 0n) throw new CryptoError("InvalidDigest", "a digest of zero cannot be signed");
  const message = randomBytes(scalarLengthBytes);
  const c = modulo(toNumber(sha256(message)) * inverse(z, curve.order), curve.order);
  const movedKey = privateKeyFrom(curve, modulo(privateNumberOf(privateKey) * c, curve.order));
  const ofMessage = sign("sha256", message, { key: movedKey, dsaEncoding: "ieee-p1363" });
  const r = toNumber(ofMessage.subarray(0, scalarLengthBytes));
  const s = modulo(toNumber(ofMessage.subarray(scalarLengthBytes)) * inverse(c, curve.order), curve.order);
  return encodeEcdsaSignature(r, s);
}

/** Whether the signature is one of the digest; false for whatever is not the DER of two numbers from 1 to n-1. */
export function ecdsaVerify(key: KeyObject, digest: Uint8Array, signature: Uint8Array): boolean {
  const curve = curveOf(key);
  const { order } = curve;
  const r = decodeFirstNumber(signature);
  const z = modulo(toNumber(digest), order);
  if (r === undefined || r < 1n || r >= order || z === 0n) return false;
  const message = randomBytes(scalarLengthBytes);
  const t = modulo((z - toNumber(sha256(message))) * inverse(r, order), order);
  const movedKey = publicKeyFrom(curve, sumOf(curve, publicPointOf(key), multipleOfBase(curve, t)));
  return verify("sha256", message, movedKey, signature);
}

/** SEQUENCE of two INTEGERs (RFC 3279, section 2.2.3), both below 2^256. */
export function encodeEcdsaSignature(r: bigint, s: bigint): Buffer {
  const numbers = concat(derInteger(r), derInteger(s));
  return concat(Uint8Array.of(0x30, numbers.length), numbers);
}

/** r, or undefined where the bytes are not the one DER encoding of two numbers of at most 256 bits. */
function decodeFirstNumber(signature: Uint8Array): bigint | undefined {
  const rLength = signature[3] ?? 0;
  const sLength = signature[5 + rLength] ?? 0;
  if (rLength > scalarLengthBytes + 1 || sLength > scalarLengthBytes + 1) return undefined;
  const r = toNumber(signature.subarray(4, 4 + rLength));
  const s = toNumber(signature.subarray(6 + rLength, 6 + rLength + sLength));
  return encodeEcdsaSignature(r, s).equals(signature) ? r : undefined;
}

function derInteger(value: bigint): Buffer {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
  const sign = (bytes[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array();
  return concat(Uint8Array.of(0x02, sign.length + bytes.length), sign, bytes);
}

/** factor · G, by OpenSSL, for a factor from 1 to n-1. */
function multipleOfBase(curve: Curve, factor: bigint): Point {
  const ecdh = createECDH(curve.name);
  ecdh.setPrivateKey(toBytes(factor, scalarLengthBytes));
  const point = ecdh.getPublicKey();
  return { x: toNumber(point.subarray(1, 33)), y: toNumber(point.subarray(33)) };
}

/**
 * The sum of two points, by the chord through them. Points with one x have none, and `inverse` refuses; as the factor
 * 0 above, that needs a message drawn just so: one chance in 2^255, for no signature more than for another.
 */
function sumOf({ prime }: Curve, left: Point, right: Point): Point {
  const slope = modulo((right.y - left.y) * inverse(right.x - left.x, prime), prime);
  const x = modulo(slope * slope - left.x - right.x, prime);
  return { x, y: modulo(slope * (left.x - x) - left.y, prime) };
}
