/**
 * The material of a key version: one secret or one private key. At rest it is bytes in a sealed box of purpose
 * "key-material" (5.3):
 *
 *     symmetric, MAC   the secret's bytes
 *     RSA, EC          PKCS#8 in DER (RFC 5958), of an EC key with the public key in it
 *
 * In memory it is a KeyObject, whose bytes lie outside the JavaScript heap.
 */
import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPair,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { promisify } from "node:util";
import { CryptoError } from "./errors";
import { detailsOf, type KeySpec } from "./key-spec";
import { keyLengthBytes } from "./material";
import { randomBytes } from "./random";

const pkcs8 = { type: "pkcs8", format: "der" } as const;
const publicExponent = 65537;

const generatePair = promisify(generateKeyPair);

/**
 * Fresh material as it lies at rest, made on a thread of Node's pool where that takes long: an RSA pair takes from a
 * tenth of a second to several. Seal it and wipe it.
 */
export async function makeKeyMaterial(spec: KeySpec): Promise<Buffer> {
  const details = detailsOf(spec);
  if (details.kind !== "rsa") return newKeyMaterial(spec);
  const options = { modulusLength: details.modulusBits, publicExponent };
  const { privateKey } = await generatePair("rsa", options);
  return privateKey.export(pkcs8);
}

/** The same at once, in the calling thread. */
export function newKeyMaterial(spec: KeySpec): Buffer {
  const details = detailsOf(spec);
  switch (details.kind) {
    case "symmetric":
      return randomBytes(keyLengthBytes);
    case "mac":
      return randomBytes(details.keyBytes);
    case "rsa":
      return generateKeyPairSync("rsa", { modulusLength: details.modulusBits, publicExponent }).privateKey.export(
        pkcs8,
      );
    case "ec":
      return generateKeyPairSync("ec", { namedCurve: details.curve }).privateKey.export(pkcs8);
  }
}

/**
 * The KeyObject of material at rest: secret for symmetric and MAC, private for RSA and EC. Wipes `bytes`. Refuses what
 * is not of the specification (`InvalidKey`): another length, size or curve. It does not look for a key that is
 * inconsistent in itself: that is done once, on import, and the sealed box vouches for it afterwards.
 */
export function openKeyMaterial(spec: KeySpec, bytes: Buffer): KeyObject {
  try {
    const key = parse(spec, bytes);
    if (key === undefined || !fits(spec, key)) {
      throw new CryptoError("InvalidKey", "the material is not of its specification");
    }
    return key;
  } finally {
    bytes.fill(0);
  }
}

/** The bytes at rest of a KeyObject. Seal them and wipe them. */
export function keyMaterialBytes(material: KeyObject): Buffer {
  return material.type === "secret" ? material.export() : material.export(pkcs8);
}

/** The public key of an asymmetric version, as PEM (SPKI, RFC 5280): what GetPublicKey answers. */
export function publicKeyPem(privateKey: KeyObject): string {
  return publicKeyOf(privateKey).export({ type: "spki", format: "pem" }).toString();
}

/** The same as DER, which in Base64 is the `PublicKey` of GetParametersForImport. */
export function publicKeyDer(privateKey: KeyObject): Buffer {
  return publicKeyOf(privateKey).export({ type: "spki", format: "der" });
}

/**
 * A caller's own public key, to which data keys are exported (CRY-07), from DER (SPKI). Refuses what is no key of the
 * specification, and numbers that are no RSA key's (`InvalidKey`).
 */
export function openPublicKey(spec: KeySpec, der: Uint8Array): KeyObject {
  const key = parsePublic(der);
  if (key === undefined || !fits(spec, key) || !hasOddNumbers(key)) {
    throw new CryptoError("InvalidKey", "the public key is not of its specification");
  }
  return key;
}

/** The public half of a private KeyObject; anything else is refused (`InvalidKey`). */
export function publicKeyOf(privateKey: KeyObject): KeyObject {
  if (privateKey.type !== "private") throw new CryptoError("InvalidKey", "a private key is needed");
  return createPublicKey(privateKey);
}

function parse(spec: KeySpec, bytes: Buffer): KeyObject | undefined {
  const { kind } = detailsOf(spec);
  if (kind === "symmetric" || kind === "mac") return createSecretKey(bytes);
  try {
    return createPrivateKey({ key: bytes, ...pkcs8 });
  } catch {
    return undefined; // whose message could quote what it could not read
  }
}

function parsePublic(der: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(der), type: "spki", format: "der" });
  } catch {
    return undefined;
  }
}

/**
 * OpenSSL reads any two numbers as an RSA public key. An even modulus makes it fail in the middle of a call; an exponent of
 * one encrypts nothing; a long one makes a call a hundred times as dear. Every RSA key has what is asked here, its exponent
 * within the limit of FIPS 186-5.
 */
function hasOddNumbers(key: KeyObject): boolean {
  if (key.asymmetricKeyType !== "rsa") return true;
  const exponent = key.asymmetricKeyDetails?.publicExponent ?? 0n;
  const modulus = Buffer.from(key.export({ format: "jwk" }).n ?? "", "base64url");
  return exponent % 2n === 1n && exponent > 1n && exponent < 1n << 256n && (modulus.at(-1) ?? 0) % 2 === 1;
}

function fits(spec: KeySpec, key: KeyObject): boolean {
  const details = detailsOf(spec);
  switch (details.kind) {
    case "symmetric":
      return key.symmetricKeySize === keyLengthBytes;
    case "mac": {
      const size = key.symmetricKeySize ?? 0;
      return size >= details.keyBytes && size <= details.maxImportedKeyBytes;
    }
    case "rsa":
      return key.asymmetricKeyType === "rsa" && key.asymmetricKeyDetails?.modulusLength === details.modulusBits;
    case "ec":
      return key.asymmetricKeyDetails?.namedCurve === details.curve;
  }
}
