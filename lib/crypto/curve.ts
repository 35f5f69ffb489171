/** The two curves of EC keys (SEC 2, sections 2.4.1 and 2.4.2), and their keys as OpenSSL reads them. */
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { concat } from "./bytes";
import { CryptoError } from "./errors";
import type { CurveName } from "./key-spec";
import { toBytes, toNumber } from "./modular";

export const scalarLengthBytes = 32;

export type Curve = {
  readonly name: CurveName;
  /** The field's prime. */
  readonly prime: bigint;
  /** The number of points, a prime; n in the standards. */
  readonly order: bigint;
  /** The DER of the curve's object identifier. */
  readonly identifier: Buffer;
};
export type Point = { readonly x: bigint; readonly y: bigint };

const curves: Readonly<Record<CurveName, Curve>> = {
  prime256v1: {
    name: "prime256v1",
    prime: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    identifier: Buffer.from("06082a8648ce3d030107", "hex"),
  },
  secp256k1: {
    name: "secp256k1",
    prime: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2fn,
    order: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
    identifier: Buffer.from("06052b8104000a", "hex"),
  },
};
/** ECPrivateKey (RFC 5915) after its own tag and length: INTEGER 1, then the tag and length of the private number. */
const ecPrivateKeyStart = Buffer.from("0201010420", "hex");
const ecPublicKey = Buffer.from("06072a8648ce3d0201", "hex");
const uncompressed = Uint8Array.of(0x04);

/** The curve of an EC key; any other key is refused (`InvalidKey`). */
export function curveOf(key: KeyObject): Curve {
  const name = key.asymmetricKeyType === "ec" ? key.asymmetricKeyDetails?.namedCurve : undefined;
  if (name !== "prime256v1" && name !== "secp256k1") throw new CryptoError("InvalidKey", "an EC key is needed");
  return curves[name];
}

/** The private number of an EC key. */
export function privateNumberOf(privateKey: KeyObject): bigint {
  return coordinate(privateKey.export({ format: "jwk" }).d);
}

/** The private KeyObject of a number from 1 to order-1. OpenSSL computes its public key, and does not write it out. */
export function privateKeyFrom(curve: Curve, privateNumber: bigint): KeyObject {
  const scalar = toBytes(privateNumber, scalarLengthBytes);
  const { identifier } = curve;
  const body = concat(ecPrivateKeyStart, scalar, Uint8Array.of(0xa0, identifier.length), identifier);
  const der = concat(Uint8Array.of(0x30, body.length), body);
  try {
    return createPrivateKey({ key: der, type: "sec1", format: "der" });
  } finally {
    for (const bytes of [scalar, body, der]) bytes.fill(0);
  }
}

/** The public point of an EC key, private or public. */
export function publicPointOf(key: KeyObject): Point {
  const { x, y } = (key.type === "private" ? createPublicKey(key) : key).export({ format: "jwk" });
  return { x: coordinate(x), y: coordinate(y) };
}

/** The public KeyObject of a point; OpenSSL refuses one that is not on the curve. */
export function publicKeyFrom(curve: Curve, { x, y }: Point): KeyObject {
  const point = concat(uncompressed, toBytes(x, scalarLengthBytes), toBytes(y, scalarLengthBytes));
  const algorithm = tagged(0x30, ecPublicKey, curve.identifier);
  const der = tagged(0x30, algorithm, tagged(0x03, Uint8Array.of(0), point));
  return createPublicKey({ key: der, type: "spki", format: "der" });
}

/** A number of a JWK (RFC 7518, section 6.2), which OpenSSL has padded to the length of the field. */
function coordinate(text: string | undefined): bigint {
  if (text === undefined) throw new CryptoError("InvalidKey", "an EC key is needed");
  return toNumber(Buffer.from(text, "base64url"));
}

/** One DER element of less than 128 bytes, which everything here is. */
function tagged(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const bytes = concat(...content);
  return concat(Uint8Array.of(tag, bytes.length), bytes);
}
