import { z } from "zod";
import { publicKeyPem } from "@/lib/crypto/key-material";
import { recordedCall } from "../audit/recorded-call";
import { operation } from "../operation";
import { attemptWith, endDryRun, namedVersionToUse } from "./crypto-call";
import { dryRunSchema } from "./encrypt";
import { versionMaterial } from "./key-material";

/**
 * The public half of the version named, as PEM (SPKI). It is no use of the key: it works in every state that has material,
 * and in an expired instance (KEY-43).
 */
export const getPublicKey = operation(
  "GetPublicKey",
  {
    touches: "secrets",
    schema: z.object({
      region: z.string(),
      key: z.string().min(1),
      keyVersionId: z.string().min(1),
      dryRun: dryRunSchema,
    }),
  },
  async (caller, input) =>
    recordedCall(caller, "GetPublicKey", async (ctx) => {
      const version = await namedVersionToUse(ctx, "GetPublicKey", input);
      endDryRun(input, version);
      const pem = publicKeyPem(await versionMaterial(ctx, version));
      return attemptWith({ keyId: version.key.keyId, keyVersionId: version.versionId, pem }, version);
    }),
);
