import { z } from "zod";
import { oaepDecrypt } from "@/lib/crypto/oaep";
import { recordedCall } from "../audit/recorded-call";
import { refusingAboutAsync } from "../audit/refusal-subject";
import { operation } from "../operation";
import { asymmetricSchema } from "./asymmetric-encrypt";
import { attemptWith, endDryRun, namedVersionToUse } from "./crypto-call";
import { bytesSchema } from "./encrypt";
import { algorithmOf, encryptionAlgorithmsOf } from "./key-algorithms";
import { openingCiphertext, versionMaterial } from "./key-material";
import { keySubject } from "./load-key";

/**
 * Opens what was encrypted under the public half of the version named (CRY-05). Damaged, cut, made under another version
 * or with the other hash: one refusal, the same as Decrypt's (S11). A dry run does not open it. The caller wipes the
 * plaintext.
 */
export const asymmetricDecrypt = operation(
  "AsymmetricDecrypt",
  { touches: "secrets", schema: z.object({ ...asymmetricSchema, blob: bytesSchema }) },
  async (caller, input) =>
    recordedCall(caller, "AsymmetricDecrypt", async (ctx) => {
      const version = await namedVersionToUse(ctx, "AsymmetricDecrypt", input);
      const { key, versionId } = version;
      return refusingAboutAsync(keySubject(key), async () => {
        const algorithm = algorithmOf(encryptionAlgorithmsOf(key.spec), input.algorithm);
        endDryRun(input, version);
        const material = await versionMaterial(ctx, version);
        const plaintext = openingCiphertext(() => oaepDecrypt(material, algorithm, input.blob));
        return attemptWith({ keyId: key.keyId, keyVersionId: versionId, plaintext }, version, plaintext);
      });
    }),
);
