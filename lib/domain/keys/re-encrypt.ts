import { z } from "zod";
import { sealBlob } from "@/lib/crypto/blob";
import { oaepDecrypt } from "@/lib/crypto/oaep";
import { recordedCall } from "../audit/recorded-call";
import { refusingAboutAsync } from "../audit/refusal-subject";
import type { Ctx } from "../context";
import { operation } from "../operation";
import { endDryRun, namedVersionToUse, primaryToUse, versionToUse } from "./crypto-call";
import { bytesSchema, contextSchema, dryRunSchema } from "./encrypt";
import { algorithmOf, encryptionAlgorithmsOf } from "./key-algorithms";
import { contextOf, type LoadedVersion, openingCiphertext, openUnder, versionMaterial } from "./key-material";
import { keySubject, rowsOf } from "./load-key";

const schema = z.object({
  region: z.string(),
  blob: bytesSchema,
  sourceContext: contextSchema,
  /** Of a ciphertext of AsymmetricEncrypt, which does not say by itself what opens it. */
  asymmetricSource: z
    .object({ key: z.string().min(1), keyVersionId: z.string().min(1), algorithm: z.string() })
    .optional(),
  key: z.string().min(1),
  context: contextSchema,
  dryRun: dryRunSchema,
});
type Input = z.infer<typeof schema>;

/**
 * Moves a ciphertext to another key, or to the newest version of its own, without the plaintext leaving (KEY-42, KEY-75).
 * Needs kms:ReEncryptFrom on the key it comes from and kms:ReEncryptTo on the one it goes to (ACC-04); where it goes is
 * symmetric, where it comes from may be RSA. Refuses as Decrypt does (S11).
 */
export const reEncrypt = operation("ReEncrypt", { touches: "secrets", schema }, async (caller, input) => {
  const context = contextOf(input.context);
  return recordedCall(caller, "ReEncrypt", async (ctx) => {
    const source = await sourceOf(ctx, input);
    const version = await primaryToUse(ctx, "ReEncrypt", input, "ReEncryptTo");
    endDryRun(input, version);
    const { key, versionId } = version;
    const material = await versionMaterial(ctx, version);
    const plaintext = await refusingAboutAsync(keySubject(source.version.key), source.open);
    try {
      const blob = sealBlob(material, versionId, plaintext, context);
      return {
        result: { keyId: key.keyId, keyVersionId: versionId, blob },
        subject: keySubject(key),
        detail: { keyVersionId: versionId, sourceKeyVersionId: source.version.versionId },
        used: [...rowsOf(source.version.key), ...rowsOf(key)],
      };
    } finally {
      plaintext.fill(0);
    }
  });
});

/** The version that opens the ciphertext, once the caller may use it for this, and how it is opened. */
async function sourceOf(
  ctx: Ctx,
  { region, blob, sourceContext, asymmetricSource }: Input,
): Promise<{ version: LoadedVersion; open: () => Promise<Buffer> }> {
  if (!asymmetricSource) {
    const context = contextOf(sourceContext);
    const version = await versionToUse(ctx, "ReEncrypt", { region, blob }, "ReEncryptFrom");
    return { version, open: () => openUnder(ctx, version, blob, context) };
  }
  const named = { region, ...asymmetricSource };
  const version = await namedVersionToUse(ctx, "AsymmetricDecrypt", named, "ReEncryptFrom");
  const algorithm = algorithmOf(
    encryptionAlgorithmsOf(version.key.spec),
    asymmetricSource.algorithm,
    "SourceEncryptionAlgorithm",
  );
  const open = async () => {
    const material = await versionMaterial(ctx, version);
    return openingCiphertext(() => oaepDecrypt(material, algorithm, blob));
  };
  return { version, open };
}
