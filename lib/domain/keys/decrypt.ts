import { z } from "zod";
import { recordedCall } from "../audit/recorded-call";
import { refusingAboutAsync } from "../audit/refusal-subject";
import { operation } from "../operation";
import { attemptWith, endDryRun, versionToUse } from "./crypto-call";
import { bytesSchema, contextSchema, dryRunSchema } from "./encrypt";
import { contextOf, openUnder } from "./key-material";
import { keySubject } from "./load-key";

/**
 * Opens a ciphertext blob under the version that it names, whatever the key's primary version is by now (CRY-01, KEY-75).
 * Every damaged, foreign or wrongly accompanied blob is one refusal (S11); an unknown version and one that the caller may
 * not see are one refusal too (POL-25). A dry run does not open it, and so tells nothing of damage. The caller wipes the
 * plaintext.
 */
export const decrypt = operation(
  "Decrypt",
  {
    touches: "secrets",
    schema: z.object({ region: z.string(), blob: bytesSchema, context: contextSchema, dryRun: dryRunSchema }),
  },
  async (caller, input) => {
    const { blob } = input;
    const context = contextOf(input.context);
    return recordedCall(caller, "Decrypt", async (ctx) => {
      const version = await versionToUse(ctx, "Decrypt", input);
      endDryRun(input, version);
      const { key, versionId } = version;
      const plaintext = await refusingAboutAsync(keySubject(key), () => openUnder(ctx, version, blob, context));
      return attemptWith({ keyId: key.keyId, keyVersionId: versionId, plaintext }, version, plaintext);
    });
  },
);
