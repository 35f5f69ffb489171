import { z } from "zod";
import { deleteKeyMaterial } from "@/lib/domain/keys/delete-key-material";
import { getParametersForImport } from "@/lib/domain/keys/get-parameters-for-import";
import { importKeyMaterial } from "@/lib/domain/keys/import-key-material";
import { wireTime } from "../envelope";
import { base64, text, unixSeconds } from "../fields";
import { acts, type GatewayActions, nothing, run } from "../gateway-action";

const CHANGES = { changes: true };

/** Imported key material on the wire (openapi.md 3.1, KEY-60..69). */
export const importActions: GatewayActions = {
  GetParametersForImport: acts({
    schema: z.object({ KeyId: text(), WrappingKeySpec: text(), WrappingAlgorithm: text() }),
    run: async (context, { KeyId: key, WrappingKeySpec: wrappingKeySpec, WrappingAlgorithm: wrappingAlgorithm }) =>
      getParametersForImport(context.ctx, {
        region: await context.regionOfKey(key, CHANGES),
        key,
        wrappingKeySpec,
        wrappingAlgorithm,
      }),
    present: ({ keyId, publicKey, token, tokenExpiresAt }) => ({
      KeyId: keyId,
      PublicKey: publicKey.toString("base64"),
      ImportToken: token,
      TokenExpireTime: wireTime(tokenExpiresAt),
    }),
  }),
  ImportKeyMaterial: acts({
    schema: z.object({
      KeyId: text(),
      EncryptedKeyMaterial: base64(),
      ImportToken: text(),
      // Zero, which clients send for "never", and absent are the same (KEY-64).
      KeyMaterialExpireUnix: unixSeconds().optional(),
    }),
    run: async (context, { KeyId: key, EncryptedKeyMaterial: wrapped, ImportToken: token, KeyMaterialExpireUnix }) =>
      run(importKeyMaterial, context.ctx, {
        region: await context.regionOfKey(key, CHANGES),
        key,
        wrapped,
        token,
        expiresAt: KeyMaterialExpireUnix ? new Date(KeyMaterialExpireUnix * 1000) : null,
      }),
    present: nothing,
  }),
  DeleteKeyMaterial: acts({
    schema: z.object({ KeyId: text() }),
    run: async (context, { KeyId: key }) =>
      deleteKeyMaterial(context.ctx, { region: await context.regionOfKey(key, CHANGES), key }),
    present: nothing,
  }),
};
