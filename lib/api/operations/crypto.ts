import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { decrypt } from "@/lib/domain/keys/decrypt";
import { encrypt } from "@/lib/domain/keys/encrypt";
import { generateDataKey, generateDataKeyWithoutPlaintext } from "@/lib/domain/keys/generate-data-key";
import { reEncrypt } from "@/lib/domain/keys/re-encrypt";
import type { ApiContext } from "../api-context";
import { base64, choice, encryptionContext, flag, integer, text } from "../fields";
import { type GatewayActions, run, uses } from "../gateway-action";

const READS = { changes: false };
/** POL-23 promises that a dry run does no work; this version does none at all. */
const dryRun = { DryRun: flag().optional() };

/** Cryptographic calls on the wire (openapi.md 3.1, CRY-01..04). */
export const cryptoActions: GatewayActions = {
  Encrypt: uses({
    schema: z.object({
      KeyId: text(),
      Plaintext: base64(),
      EncryptionContext: encryptionContext().optional(),
      ...dryRun,
    }),
    async run(context, input) {
      refuseDryRun(input);
      const { KeyId: key, Plaintext: plaintext, EncryptionContext } = input;
      const region = await context.regionOfKey(key, READS);
      return encrypt(context.ctx, { region, key, plaintext, context: EncryptionContext });
    },
    present: ({ keyId, keyVersionId, blob }) => ({
      KeyId: keyId,
      KeyVersionId: keyVersionId,
      CiphertextBlob: blob.toString("base64"),
    }),
  }),
  Decrypt: uses({
    schema: z.object({ CiphertextBlob: base64(), EncryptionContext: encryptionContext().optional(), ...dryRun }),
    async run(context, input) {
      refuseDryRun(input);
      const { CiphertextBlob: blob, EncryptionContext } = input;
      const region = await context.regionOfCiphertext(blob);
      return decrypt(context.ctx, { region, blob, context: EncryptionContext });
    },
    present: ({ keyId, keyVersionId, plaintext }) => ({
      KeyId: keyId,
      KeyVersionId: keyVersionId,
      Plaintext: takeBase64(plaintext),
    }),
  }),
  GenerateDataKey: uses({
    schema: dataKeySchema(),
    run: async (context, input) => run(generateDataKey, context.ctx, await dataKeyInput(context, input)),
    present: ({ keyId, keyVersionId, plaintext, blob }) => ({
      KeyId: keyId,
      KeyVersionId: keyVersionId,
      Plaintext: takeBase64(plaintext),
      CiphertextBlob: blob.toString("base64"),
    }),
  }),
  GenerateDataKeyWithoutPlaintext: uses({
    schema: dataKeySchema(),
    run: async (context, input) =>
      run(generateDataKeyWithoutPlaintext, context.ctx, await dataKeyInput(context, input)),
    present: ({ keyId, keyVersionId, blob }) => ({
      KeyId: keyId,
      KeyVersionId: keyVersionId,
      CiphertextBlob: blob.toString("base64"),
    }),
  }),
  ReEncrypt: uses({
    schema: z.object({
      CiphertextBlob: base64(),
      SourceEncryptionContext: encryptionContext().optional(),
      DestinationKeyId: text(),
      DestinationEncryptionContext: encryptionContext().optional(),
      // Asymmetric sources are not made by this version.
      SourceEncryptionAlgorithm: z.never().optional(),
      ...dryRun,
    }),
    async run(context, input) {
      refuseDryRun(input);
      return run(reEncrypt, context.ctx, {
        region: await context.regionOfCiphertext(input.CiphertextBlob),
        blob: input.CiphertextBlob,
        sourceContext: input.SourceEncryptionContext,
        key: input.DestinationKeyId,
        context: input.DestinationEncryptionContext,
      });
    },
    present: ({ keyId, keyVersionId, blob }) => ({
      KeyId: keyId,
      KeyVersionId: keyVersionId,
      CiphertextBlob: blob.toString("base64"),
    }),
  }),
};

function dataKeySchema() {
  return z.object({
    KeyId: text(),
    KeySpec: choice(["AES_256", "AES_128"]).optional(),
    NumberOfBytes: integer().optional(),
    EncryptionContext: encryptionContext().optional(),
    ...dryRun,
  });
}

async function dataKeyInput(context: ApiContext, input: z.output<ReturnType<typeof dataKeySchema>>) {
  refuseDryRun(input);
  return {
    region: await context.regionOfKey(input.KeyId, READS),
    key: input.KeyId,
    spec: input.KeySpec,
    bytes: input.NumberOfBytes,
    context: input.EncryptionContext,
  };
}

function refuseDryRun({ DryRun }: { DryRun?: boolean | undefined }): void {
  if (DryRun) throw new DomainError("UnsupportedOperation");
}

/** The text for the answer; the bytes are wiped. */
function takeBase64(plaintext: Buffer): string {
  const encoded = plaintext.toString("base64");
  plaintext.fill(0);
  return encoded;
}
