import { z } from "zod";
import { generateMac as macOf } from "@/lib/crypto/mac";
import { recordedCall } from "../audit/recorded-call";
import { refusingAbout } from "../audit/refusal-subject";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { attemptWith, endDryRun, primaryToUse } from "./crypto-call";
import { bytesSchema, dryRunSchema } from "./encrypt";
import { algorithmOf, macAlgorithmsOf } from "./key-algorithms";
import { versionMaterial } from "./key-material";
import { MAC_MESSAGE_MAX_BYTES } from "./key-rules";
import { keySubject } from "./load-key";

export const macSchema = {
  region: z.string(),
  key: z.string().min(1),
  /** Of at most 6 KiB. */
  message: bytesSchema,
  algorithm: z.string(),
  dryRun: dryRunSchema,
};
const schema = z.object(macSchema);

/** The whole HMAC of a message (KEY-24). Refuses an algorithm that is not the key's: a MAC key has one. */
export const generateMac = operation("GenerateMac", { touches: "secrets", schema }, async (caller, input) =>
  recordedCall(caller, "GenerateMac", async (ctx) => {
    const { version, algorithm } = await macVersion(ctx, "GenerateMac", input);
    const mac = macOf(await versionMaterial(ctx, version), algorithm, input.message);
    return attemptWith({ keyId: version.key.keyId, algorithm, mac }, version);
  }),
);

/** What both MAC calls begin with. */
export async function macVersion(ctx: Ctx, call: "GenerateMac" | "VerifyMac", input: z.infer<typeof schema>) {
  const version = await primaryToUse(ctx, call, input);
  return refusingAbout(keySubject(version.key), () => {
    const algorithm = algorithmOf(macAlgorithmsOf(version.key.spec), input.algorithm);
    if (input.message.length > MAC_MESSAGE_MAX_BYTES) throw new DomainError("InvalidParameter", { name: "Message" });
    endDryRun(input, version);
    return { version, algorithm };
  });
}
