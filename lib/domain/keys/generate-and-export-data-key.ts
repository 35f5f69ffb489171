import { z } from "zod";
import { sealBlob } from "@/lib/crypto/blob";
import { randomBytes } from "@/lib/crypto/random";
import { recordedCall } from "../audit/recorded-call";
import { refusingAboutAsync } from "../audit/refusal-subject";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { attemptWith, endDryRun, primaryToUse } from "./crypto-call";
import { exportSchema, wrapped, wrappingOf } from "./data-key-export";
import { contextSchema, dryRunSchema } from "./encrypt";
import { dataKeyLength, dataKeyLengthSchema } from "./generate-data-key";
import { contextOf, versionMaterial } from "./key-material";
import { keySubject } from "./load-key";

/** A random data key under the key, and under the public key of whoever will use it; the clear form never leaves (CRY-04, CRY-07). */
export const generateAndExportDataKey = operation(
  "GenerateAndExportDataKey",
  {
    touches: "secrets",
    stepUp: true,
    schema: z.object({
      region: z.string(),
      key: z.string().min(1),
      ...dataKeyLengthSchema,
      context: contextSchema,
      ...exportSchema,
      dryRun: dryRunSchema,
    }),
  },
  async (caller, input) => {
    const length = dataKeyLength(input);
    const context = contextOf(input.context);
    return recordedCall(caller, "GenerateAndExportDataKey", async (ctx) => {
      const version = await primaryToUse(ctx, "GenerateAndExportDataKey", input);
      const { key, versionId } = version;
      return refusingAboutAsync(keySubject(key), async () => {
        const wrapping = wrappingOf(input);
        if (length > wrapping.maxBytes) throw new DomainError("PlaintextTooLong", { limitBytes: wrapping.maxBytes });
        endDryRun(input, version);
        const material = await versionMaterial(ctx, version);
        const dataKey = randomBytes(length);
        try {
          const blob = sealBlob(material, versionId, dataKey, context);
          const exported = wrapped(wrapping, dataKey);
          return attemptWith({ keyId: key.keyId, keyVersionId: versionId, blob, exported }, version);
        } finally {
          dataKey.fill(0);
        }
      });
    });
  },
);
