import { z } from "zod";
import { verifyDigest } from "@/lib/crypto/sign-digest";
import { recordedCall } from "../audit/recorded-call";
import { refusingAboutAsync } from "../audit/refusal-subject";
import { operation } from "../operation";
import { asymmetricSchema } from "./asymmetric-encrypt";
import { assertDigest } from "./asymmetric-sign";
import { attemptWith, endDryRun, namedVersionToUse } from "./crypto-call";
import { bytesSchema } from "./encrypt";
import { algorithmOf, signatureAlgorithmsOf } from "./key-algorithms";
import { versionMaterial } from "./key-material";
import { keySubject } from "./load-key";

/** Whether a signature is one of the digest by the version named (CRY-06). A signature of no form at all is just false. */
export const asymmetricVerify = operation(
  "AsymmetricVerify",
  { touches: "secrets", schema: z.object({ ...asymmetricSchema, digest: bytesSchema, signature: bytesSchema }) },
  async (caller, input) =>
    recordedCall(caller, "AsymmetricVerify", async (ctx) => {
      const version = await namedVersionToUse(ctx, "AsymmetricVerify", input);
      const { key, versionId } = version;
      return refusingAboutAsync(keySubject(key), async () => {
        const algorithm = algorithmOf(signatureAlgorithmsOf(key.spec), input.algorithm);
        assertDigest(input.digest);
        endDryRun(input, version);
        const material = await versionMaterial(ctx, version);
        const valid = verifyDigest(material, algorithm, input.digest, input.signature);
        return attemptWith({ keyId: key.keyId, keyVersionId: versionId, valid }, version);
      });
    }),
);
