"use server";

import { requestCtx } from "@/lib/auth/console-context";
import { momentOf } from "@/lib/domain/calendar";
import { deleteKeyMaterial } from "@/lib/domain/keys/delete-key-material";
import { getParametersForImport } from "@/lib/domain/keys/get-parameters-for-import";
import { importKeyMaterial } from "@/lib/domain/keys/import-key-material";
import type { KeyView } from "@/lib/domain/keys/key-view";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

interface Named {
  region: string;
  key: string;
}

export interface ShownImportParameters {
  /** Base64 of the DER (SPKI). */
  publicKey: string;
  token: string;
  tokenExpiresAt: Date;
}

export async function getParametersForImportAction(
  input: Named & { wrappingAlgorithm: string },
): Promise<ActionResult<ShownImportParameters>> {
  const result = await runOperation(getParametersForImport, input);
  if (!result.ok) return result;
  const { publicKey, token, tokenExpiresAt } = result.value;
  return { ok: true, value: { publicKey: Buffer.from(publicKey).toString("base64"), token, tokenExpiresAt } };
}

/** `wrapped` in Base64; `expiresAt` as a clock of the business time zone shows it, or null for never (KEY-64). */
export async function importKeyMaterialAction({
  wrapped,
  expiresAt: local,
  ...input
}: Named & { wrapped: string; token: string; expiresAt: string | null }): Promise<ActionResult<KeyView>> {
  const { deployment, requestId } = await requestCtx();
  const expiresAt = local === null ? null : momentOf(local, deployment.timeZone);
  if (expiresAt === undefined) {
    return { ok: false, code: "InvalidParameter", params: { name: "KeyMaterialExpireUnix" }, requestId };
  }
  return runOperation(importKeyMaterial, { ...input, wrapped: Buffer.from(wrapped, "base64"), expiresAt });
}

export async function deleteKeyMaterialAction(input: Named): Promise<ActionResult<KeyView>> {
  return runOperation(deleteKeyMaterial, input);
}
