import { z } from "zod";
import { exportDataKey } from "@/lib/domain/keys/export-data-key";
import { generateAndExportDataKey } from "@/lib/domain/keys/generate-and-export-data-key";
import { generateDataKey, generateDataKeyWithoutPlaintext } from "@/lib/domain/keys/generate-data-key";
import type { ApiContext } from "../api-context";
import { base64, choice, encryptionContext, integer, text } from "../fields";
import { type GatewayActions, run, uses } from "../gateway-action";
import { dryRun, noRecipient, READS, sealed, takeBase64 } from "./crypto-fields";

const dataKey = z.object({
  KeyId: text(),
  KeySpec: choice(["AES_256", "AES_128"]).optional(),
  NumberOfBytes: integer().optional(),
  EncryptionContext: encryptionContext().optional(),
  ...dryRun,
});
const wrapping = { PublicKeyBlob: base64(), WrappingAlgorithm: text(), WrappingKeySpec: text() };

/** Data keys on the wire (openapi.md 3.1, CRY-04, CRY-07). */
export const dataKeyActions: GatewayActions = {
  GenerateDataKey: uses({
    schema: dataKey.extend(noRecipient),
    run: async (context, input) => run(generateDataKey, context.ctx, await dataKeyInput(context, input)),
    present: (made) => ({ ...sealed(made), Plaintext: takeBase64(made.plaintext) }),
  }),
  GenerateDataKeyWithoutPlaintext: uses({
    schema: dataKey,
    run: async (context, input) =>
      run(generateDataKeyWithoutPlaintext, context.ctx, await dataKeyInput(context, input)),
    present: sealed,
  }),
  GenerateAndExportDataKey: uses({
    schema: dataKey.extend(wrapping),
    run: async (context, input) =>
      run(generateAndExportDataKey, context.ctx, { ...(await dataKeyInput(context, input)), ...wrappingInput(input) }),
    present: (made) => ({ ...sealed(made), ExportedDataKey: made.exported.toString("base64") }),
  }),
  ExportDataKey: uses({
    schema: z.object({
      CiphertextBlob: base64(),
      EncryptionContext: encryptionContext().optional(),
      ...wrapping,
      ...dryRun,
    }),
    run: async (context, input) =>
      exportDataKey(context.ctx, {
        region: await context.regionOfCiphertext(input.CiphertextBlob),
        blob: input.CiphertextBlob,
        context: input.EncryptionContext,
        dryRun: input.DryRun,
        ...wrappingInput(input),
      }),
    present: ({ keyId, keyVersionId, exported }) => ({
      KeyId: keyId,
      KeyVersionId: keyVersionId,
      ExportedDataKey: exported.toString("base64"),
    }),
  }),
};

async function dataKeyInput(context: ApiContext, input: z.output<typeof dataKey>) {
  return {
    region: await context.regionOfKey(input.KeyId, READS),
    key: input.KeyId,
    spec: input.KeySpec,
    bytes: input.NumberOfBytes,
    context: input.EncryptionContext,
    dryRun: input.DryRun,
  };
}

function wrappingInput(input: { PublicKeyBlob: Buffer; WrappingAlgorithm: string; WrappingKeySpec: string }) {
  return {
    publicKey: input.PublicKeyBlob,
    wrappingAlgorithm: input.WrappingAlgorithm,
    wrappingKeySpec: input.WrappingKeySpec,
  };
}
