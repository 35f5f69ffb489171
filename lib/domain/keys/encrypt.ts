import { z } from "zod";
import { sealBlob } from "@/lib/crypto/blob";
import { recordedCall } from "../audit/recorded-call";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { attemptWith, endDryRun, primaryToUse } from "./crypto-call";
import { contextOf, versionMaterial } from "./key-material";
import { PLAINTEXT_MAX_BYTES } from "./key-rules";

/** Not a record of zod's, which drops a pair called `__proto__`: every pair that the caller names is bound (CRY-03, S3). */
export const contextSchema = z.custom<Readonly<Record<string, string>>>(isContext).optional();
export const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
/** POL-23: judge the call as it would be judged, do nothing, and refuse with DryRunSucceeded. */
export const dryRunSchema = z.boolean().optional();

/**
 * Encrypts up to 6 KiB under the key's primary version (CRY-01, CRY-02), the context bound in (CRY-03). The answer names
 * the key by its id (KEY-13). Refuses by state (KEY-42), and what is too long.
 */
export const encrypt = operation(
  "Encrypt",
  {
    touches: "secrets",
    schema: z.object({
      region: z.string(),
      key: z.string().min(1),
      plaintext: bytesSchema,
      context: contextSchema,
      dryRun: dryRunSchema,
    }),
  },
  async (caller, input) => {
    const { plaintext } = input;
    if (plaintext.length > PLAINTEXT_MAX_BYTES) {
      throw new DomainError("PlaintextTooLong", { limitBytes: PLAINTEXT_MAX_BYTES });
    }
    const context = contextOf(input.context);
    return await recordedCall(caller, "Encrypt", async (ctx) => {
      const version = await primaryToUse(ctx, "Encrypt", input);
      endDryRun(input, version);
      const { key, versionId } = version;
      const blob = sealBlob(await versionMaterial(ctx, version), versionId, plaintext, context);
      return attemptWith({ keyId: key.keyId, keyVersionId: versionId, blob }, version);
    });
  },
);

function isContext(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === "string");
}
