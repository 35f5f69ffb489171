import { z } from "zod";
import { oaepEncrypt, oaepMaxPlaintextBytesOf } from "@/lib/crypto/oaep";
import { recordedCall } from "../audit/recorded-call";
import { refusingAboutAsync } from "../audit/refusal-subject";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { attemptWith, endDryRun, namedVersionToUse } from "./crypto-call";
import { bytesSchema, dryRunSchema } from "./encrypt";
import { algorithmOf, encryptionAlgorithmsOf } from "./key-algorithms";
import { versionMaterial } from "./key-material";
import { keySubject } from "./load-key";

/** What every asymmetric call names: its key and, since a key may have several, the version (KEY-76). */
export const asymmetricSchema = {
  region: z.string(),
  key: z.string().min(1),
  keyVersionId: z.string().min(1),
  algorithm: z.string(),
  dryRun: dryRunSchema,
};

/**
 * Encrypts under the public half of a version (CRY-05). The ciphertext is as long as the modulus and names no version: who
 * decrypts says which. Refuses another specification or usage, an algorithm that is not the key's, and what is too long.
 */
export const asymmetricEncrypt = operation(
  "AsymmetricEncrypt",
  { touches: "secrets", schema: z.object({ ...asymmetricSchema, plaintext: bytesSchema }) },
  async (caller, input) =>
    recordedCall(caller, "AsymmetricEncrypt", async (ctx) => {
      const version = await namedVersionToUse(ctx, "AsymmetricEncrypt", input);
      const { key, versionId } = version;
      return refusingAboutAsync(keySubject(key), async () => {
        const algorithm = algorithmOf(encryptionAlgorithmsOf(key.spec), input.algorithm);
        const limitBytes = oaepMaxPlaintextBytesOf(key.spec, algorithm);
        if (input.plaintext.length > limitBytes) throw new DomainError("PlaintextTooLong", { limitBytes });
        endDryRun(input, version);
        const blob = oaepEncrypt(await versionMaterial(ctx, version), algorithm, input.plaintext);
        return attemptWith({ keyId: key.keyId, keyVersionId: versionId, blob }, version);
      });
    }),
);
