import { z } from "zod";
import { CryptoError } from "@/lib/crypto/errors";
import { signDigest, signedDigestBytes } from "@/lib/crypto/sign-digest";
import { recordedCall } from "../audit/recorded-call";
import { refusingAboutAsync } from "../audit/refusal-subject";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { asymmetricSchema } from "./asymmetric-encrypt";
import { attemptWith, endDryRun, namedVersionToUse } from "./crypto-call";
import { bytesSchema } from "./encrypt";
import { algorithmOf, signatureAlgorithmsOf } from "./key-algorithms";
import { versionMaterial } from "./key-material";
import { keySubject } from "./load-key";

/**
 * Signs a SHA-256 digest with the private half of the version named (CRY-06): RSA as long as the modulus, ECDSA in DER.
 * Refuses a digest that is not 32 bytes and, for ECDSA, one that is zero modulo the curve's order: anybody can sign that.
 */
export const asymmetricSign = operation(
  "AsymmetricSign",
  { touches: "secrets", schema: z.object({ ...asymmetricSchema, digest: bytesSchema }) },
  async (caller, input) =>
    recordedCall(caller, "AsymmetricSign", async (ctx) => {
      const version = await namedVersionToUse(ctx, "AsymmetricSign", input);
      const { key, versionId } = version;
      return refusingAboutAsync(keySubject(key), async () => {
        const algorithm = algorithmOf(signatureAlgorithmsOf(key.spec), input.algorithm);
        assertDigest(input.digest);
        endDryRun(input, version);
        const material = await versionMaterial(ctx, version);
        const signature = refusingZero(() => signDigest(material, algorithm, input.digest));
        return attemptWith({ keyId: key.keyId, keyVersionId: versionId, signature }, version);
      });
    }),
);

/** @throws DomainError InvalidDigest */
export function assertDigest(digest: Uint8Array): void {
  if (digest.length !== signedDigestBytes) throw new DomainError("InvalidDigest", { bytes: signedDigestBytes });
}

function refusingZero<T>(sign: () => T): T {
  try {
    return sign();
  } catch (error) {
    if (error instanceof CryptoError && error.code === "InvalidDigest") {
      throw new DomainError("InvalidParameter", { name: "Digest" }, { cause: error });
    }
    throw error;
  }
}
