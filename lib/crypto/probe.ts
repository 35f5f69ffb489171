/**
 * The known answer of a key version (decisions 5.4): made when the version is, kept in `key_version.probe`, and asked
 * for by restore, drill and migration. It proves that the material is the material, at the cost of one decryption or
 * one public-key derivation; it reveals nothing, since what it encrypts is public.
 */
import type { KeyObject } from "node:crypto";
import { openBlob, sealBlob, versionIdOf } from "./blob";
import { equalBytes } from "./bytes";
import { encodeContext } from "./context";
import { type HmacHash, hmac, sha256 } from "./digest";
import { CryptoError } from "./errors";
import { publicKeyOf } from "./key-material";
import { detailsOf, type KeySpec } from "./key-spec";
import { macHashes } from "./mac";
import type { Material } from "./material";

/** 32 bytes, fixed for ever. */
const knownText = Buffer.from("kms-console/1/known-answer-probe", "latin1");

/** Symmetric: the blob of the fixed bytes, without a context. */
export function makeSymmetricProbe(material: Material, versionId: string): Buffer {
  return sealBlob(material, versionId, knownText, encodeContext());
}

/** True when the material opens the probe of this very version; false for any other material, version or bytes. */
export function checkSymmetricProbe(material: Material, versionId: string, probe: Uint8Array): boolean {
  try {
    return versionIdOf(probe) === versionId && equalBytes(openBlob(material, probe, encodeContext()), knownText);
  } catch (error) {
    if (error instanceof CryptoError) return false;
    throw error;
  }
}

/** MAC: the MAC of the fixed bytes under the version's hash. */
export function makeMacProbe(hash: HmacHash, material: Material): Buffer {
  return hmac(hash, material, knownText);
}

export function checkMacProbe(hash: HmacHash, material: Material, probe: Uint8Array): boolean {
  return equalBytes(makeMacProbe(hash, material), probe);
}

/** Asymmetric: SHA-256 of the SPKI (DER). Give the public key that was derived from the private one. */
export function makeAsymmetricProbe(publicKey: KeyObject): Buffer {
  if (publicKey.type !== "public") throw new CryptoError("InvalidKey", "a public key is needed");
  return sha256(publicKey.export({ type: "spki", format: "der" }));
}

export function checkAsymmetricProbe(publicKey: KeyObject, probe: Uint8Array): boolean {
  return equalBytes(makeAsymmetricProbe(publicKey), probe);
}

/** The known answer of a new version, whatever its specification; `material` as `openKeyMaterial` gives it. */
export function makeProbe(spec: KeySpec, versionId: string, material: KeyObject): Buffer {
  const details = detailsOf(spec);
  if (details.kind === "symmetric") return makeSymmetricProbe(material, versionId);
  if (details.kind === "mac") return makeMacProbe(macHashes[details.algorithm], material);
  return makeAsymmetricProbe(publicKeyOf(material));
}

/**
 * True when this is the version's material. Since the known answer outlives imported material, it also tells whether
 * what is imported again is the same (KEY-65).
 */
export function checkProbe(spec: KeySpec, versionId: string, material: KeyObject, probe: Uint8Array): boolean {
  const details = detailsOf(spec);
  if (details.kind === "symmetric") return checkSymmetricProbe(material, versionId, probe);
  if (details.kind === "mac") return checkMacProbe(macHashes[details.algorithm], material, probe);
  return checkAsymmetricProbe(publicKeyOf(material), probe);
}
