import { z } from "zod";
import { verifyMac as isMacOf } from "@/lib/crypto/mac";
import { recordedCall } from "../audit/recorded-call";
import { operation } from "../operation";
import { attemptWith } from "./crypto-call";
import { bytesSchema } from "./encrypt";
import { macSchema, macVersion } from "./generate-mac";
import { versionMaterial } from "./key-material";

/** Whether it is the message's MAC, compared in constant time; one that was cut is not. */
export const verifyMac = operation(
  "VerifyMac",
  { touches: "secrets", schema: z.object({ ...macSchema, mac: bytesSchema }) },
  async (caller, input) =>
    recordedCall(caller, "VerifyMac", async (ctx) => {
      const { version, algorithm } = await macVersion(ctx, "VerifyMac", input);
      const valid = isMacOf(await versionMaterial(ctx, version), algorithm, input.message, input.mac);
      return attemptWith({ keyId: version.key.keyId, algorithm, valid }, version);
    }),
);
