import { z } from "zod";
import { sealBlob } from "@/lib/crypto/blob";
import { recordedCall } from "../audit/recorded-call";
import { refusingAboutAsync } from "../audit/refusal-subject";
import { operation } from "../operation";
import { keyToUse, versionToUse } from "./crypto-call";
import { bytesSchema, contextSchema } from "./encrypt";
import { contextOf, openUnder, primaryVersion, versionMaterial } from "./key-material";
import { keySubject, rowsOf } from "./load-key";

/**
 * Moves a ciphertext to another key, or to the newest version of its own, without the plaintext leaving (KEY-42, KEY-75).
 * Needs kms:ReEncryptFrom on the key it comes from and kms:ReEncryptTo on the one it goes to (ACC-04).
 */
export const reEncrypt = operation(
  "ReEncrypt",
  {
    touches: "secrets",
    schema: z.object({
      region: z.string(),
      blob: bytesSchema,
      sourceContext: contextSchema,
      key: z.string().min(1),
      context: contextSchema,
    }),
  },
  async (caller, input) => {
    const sourceContext = contextOf(input.sourceContext);
    const context = contextOf(input.context);
    return recordedCall(caller, "ReEncrypt", async (ctx) => {
      const source = await versionToUse(ctx, "ReEncrypt", input, "ReEncryptFrom");
      const key = await keyToUse(ctx, "ReEncrypt", input, "ReEncryptTo");
      const version = await primaryVersion(ctx, key);
      const material = await versionMaterial(ctx, version);
      const plaintext = await refusingAboutAsync(keySubject(source.key), () =>
        openUnder(ctx, source, input.blob, sourceContext),
      );
      const blob = sealBlob(material, version.versionId, plaintext, context);
      plaintext.fill(0);
      return {
        result: { keyId: key.keyId, keyVersionId: version.versionId, blob },
        subject: keySubject(key),
        detail: { keyVersionId: version.versionId, sourceKeyVersionId: source.versionId },
        used: [...rowsOf(source.key), ...rowsOf(key)],
      };
    });
  },
);
