import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { decrypt } from "@/lib/domain/keys/decrypt";
import { encrypt } from "@/lib/domain/keys/encrypt";
import { generateMac } from "@/lib/domain/keys/generate-mac";
import { reEncrypt } from "@/lib/domain/keys/re-encrypt";
import { verifyMac } from "@/lib/domain/keys/verify-mac";
import type { ApiContext } from "../api-context";
import { base64, encryptionContext, text } from "../fields";
import { type GatewayActions, run, uses } from "../gateway-action";
import { dryRun, noRecipient, READS, sealed, takeBase64 } from "./crypto-fields";

const mac = z.object({ KeyId: text(), Message: base64(), Algorithm: text(), ...dryRun });

/** Cryptographic calls with symmetric and MAC keys (openapi.md 3.1, CRY-01..03, KEY-24). */
export const cryptoActions: GatewayActions = {
  Encrypt: uses({
    schema: z.object({
      KeyId: text(),
      Plaintext: base64(),
      EncryptionContext: encryptionContext().optional(),
      ...dryRun,
    }),
    async run(context, { KeyId: key, Plaintext: plaintext, EncryptionContext, DryRun }) {
      const region = await context.regionOfKey(key, READS);
      return await encrypt(context.ctx, { region, key, plaintext, context: EncryptionContext, dryRun: DryRun });
    },
    present: sealed,
  }),
  Decrypt: uses({
    schema: z.object({
      CiphertextBlob: base64(),
      EncryptionContext: encryptionContext().optional(),
      ...noRecipient,
      ...dryRun,
    }),
    async run(context, { CiphertextBlob: blob, EncryptionContext, DryRun }) {
      const region = await context.regionOfCiphertext(blob);
      return await decrypt(context.ctx, { region, blob, context: EncryptionContext, dryRun: DryRun });
    },
    present: ({ keyId, keyVersionId, plaintext }) => ({
      KeyId: keyId,
      KeyVersionId: keyVersionId,
      Plaintext: takeBase64(plaintext),
    }),
  }),
  ReEncrypt: uses({
    schema: z.object({
      CiphertextBlob: base64(),
      SourceEncryptionContext: encryptionContext().optional(),
      SourceKeyId: text().optional(),
      SourceKeyVersionId: text().optional(),
      SourceEncryptionAlgorithm: text().optional(),
      DestinationKeyId: text(),
      DestinationEncryptionContext: encryptionContext().optional(),
      ...dryRun,
    }),
    async run(context, input) {
      const asymmetricSource = sourceOf(input);
      return run(reEncrypt, context.ctx, {
        region: await regionOfSource(context, input.CiphertextBlob, asymmetricSource),
        blob: input.CiphertextBlob,
        sourceContext: input.SourceEncryptionContext,
        asymmetricSource,
        key: input.DestinationKeyId,
        context: input.DestinationEncryptionContext,
        dryRun: input.DryRun,
      });
    },
    present: sealed,
  }),
  GenerateMac: uses({
    schema: mac,
    run: async (context, input) => generateMac(context.ctx, await macInput(context, input)),
    present: (made) => ({ KeyId: made.keyId, Algorithm: made.algorithm, Mac: made.mac.toString("base64") }),
  }),
  VerifyMac: uses({
    schema: mac.extend({ Mac: base64() }),
    run: async (context, input) => verifyMac(context.ctx, { ...(await macInput(context, input)), mac: input.Mac }),
    present: ({ keyId, algorithm, valid }) => ({ KeyId: keyId, Algorithm: algorithm, Value: valid }),
  }),
};

async function macInput(context: ApiContext, input: z.output<typeof mac>) {
  const { KeyId: key, Message: message, Algorithm: algorithm, DryRun } = input;
  return { region: await context.regionOfKey(key, READS), key, message, algorithm, dryRun: DryRun };
}

interface Source {
  SourceKeyId?: string | undefined;
  SourceKeyVersionId?: string | undefined;
  SourceEncryptionAlgorithm?: string | undefined;
  SourceEncryptionContext?: unknown;
}

/** What opens a ciphertext of AsymmetricEncrypt: all three, or none for a blob, which says itself what opens it. */
function sourceOf(input: Source): { key: string; keyVersionId: string; algorithm: string } | undefined {
  const { SourceKeyId: key, SourceKeyVersionId: keyVersionId, SourceEncryptionAlgorithm: algorithm } = input;
  if (key === undefined && keyVersionId === undefined && algorithm === undefined) return undefined;
  if (key === undefined) throw new DomainError("MissingParameter", { name: "SourceKeyId" });
  if (keyVersionId === undefined) throw new DomainError("MissingParameter", { name: "SourceKeyVersionId" });
  if (algorithm === undefined) throw new DomainError("MissingParameter", { name: "SourceEncryptionAlgorithm" });
  // RSA binds none: what was not bound must not look as if it had been checked.
  if (input.SourceEncryptionContext !== undefined) {
    throw new DomainError("InvalidParameter", { name: "SourceEncryptionContext" });
  }
  return { key, keyVersionId, algorithm };
}

function regionOfSource(context: ApiContext, blob: Uint8Array, source: { key: string } | undefined): Promise<string> {
  return source ? context.regionOfKey(source.key, READS) : context.regionOfCiphertext(blob);
}
