import { z } from "zod";
import { recordedCall } from "../audit/recorded-call";
import { refusingAboutAsync } from "../audit/refusal-subject";
import { operation } from "../operation";
import { attemptWith, versionToUse } from "./crypto-call";
import { bytesSchema, contextSchema } from "./encrypt";
import { contextOf, openUnder } from "./key-material";
import { keySubject } from "./load-key";

/**
 * Opens a ciphertext blob under the version that it names, whatever the key's primary version is by now (CRY-01, KEY-75).
 * Every damaged, foreign or wrongly accompanied blob is one refusal (S11); an unknown version and one that the caller may
 * not see are one refusal too (POL-25). The caller wipes the plaintext.
 */
export const decrypt = operation(
  "Decrypt",
  {
    touches: "secrets",
    schema: z.object({ region: z.string(), blob: bytesSchema, context: contextSchema }),
  },
  async (caller, { region, blob, context }) => {
    const encoded = contextOf(context);
    return recordedCall(caller, "Decrypt", async (ctx) => {
      const version = await versionToUse(ctx, "Decrypt", { region, blob });
      const plaintext = await refusingAboutAsync(keySubject(version.key), () => openUnder(ctx, version, blob, encoded));
      return attemptWith({ keyId: version.key.keyId, keyVersionId: version.versionId, plaintext }, version);
    });
  },
);
