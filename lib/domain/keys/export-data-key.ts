import { z } from "zod";
import { blobOverheadBytes } from "@/lib/crypto/blob";
import { recordedCall } from "../audit/recorded-call";
import { refusingAboutAsync } from "../audit/refusal-subject";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { attemptWith, endDryRun, versionToUse } from "./crypto-call";
import { exportSchema, wrapped, wrappingOf } from "./data-key-export";
import { bytesSchema, contextSchema, dryRunSchema } from "./encrypt";
import { contextOf, openUnder } from "./key-material";
import { keySubject } from "./load-key";

/**
 * Opens a data key and gives it to the holder of a public key, under that key and nobody else's (CRY-07): what
 * GenerateDataKeyWithoutPlaintext made, or any ciphertext that is short enough. Refuses as Decrypt does (S11).
 */
export const exportDataKey = operation(
  "ExportDataKey",
  {
    touches: "secrets",
    stepUp: true,
    schema: z.object({
      region: z.string(),
      blob: bytesSchema,
      context: contextSchema,
      ...exportSchema,
      dryRun: dryRunSchema,
    }),
  },
  async (caller, input) => {
    const context = contextOf(input.context);
    return recordedCall(caller, "ExportDataKey", async (ctx) => {
      const version = await versionToUse(ctx, "ExportDataKey", input);
      return refusingAboutAsync(keySubject(version.key), async () => {
        const wrapping = wrappingOf(input);
        // How long the plaintext is, anybody can see.
        if (input.blob.length - blobOverheadBytes > wrapping.maxBytes) {
          throw new DomainError("PlaintextTooLong", { limitBytes: wrapping.maxBytes });
        }
        endDryRun(input, version);
        const dataKey = await openUnder(ctx, version, input.blob, context);
        try {
          const exported = wrapped(wrapping, dataKey);
          return attemptWith({ keyId: version.key.keyId, keyVersionId: version.versionId, exported }, version);
        } finally {
          dataKey.fill(0);
        }
      });
    });
  },
);
