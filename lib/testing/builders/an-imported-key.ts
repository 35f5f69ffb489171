import { createPublicKey } from "node:crypto";
import type { WrappingAlgorithm } from "@/lib/crypto/import-material";
import { wrapForImport } from "@/lib/crypto/import-material.test-support";
import { randomBytes } from "@/lib/crypto/random";
import type { Ctx } from "@/lib/domain/context";
import { createKey } from "@/lib/domain/keys/create-key";
import { getParametersForImport, type ImportParameters } from "@/lib/domain/keys/get-parameters-for-import";
import { importKeyMaterial } from "@/lib/domain/keys/import-key-material";
import { offeredAlgorithm } from "@/lib/domain/keys/import-rules";
import type { KeyView } from "@/lib/domain/keys/key-view";
import type { KeySpec } from "@/lib/generated/prisma/enums";
import { readyPairs } from "./ready-pairs";

type Target = Pick<KeyView, "region" | "keyId" | "spec">;

interface ImportedWishes {
  /** Without one: a KMS 1.0 key. */
  instance?: { instanceId: string; region?: string };
  spec?: KeySpec;
  usage?: string;
}

/** A key that waits for its material (KEY-41), made through the operation. */
export function aWaitingKey(caller: Ctx, { instance, spec, usage }: ImportedWishes = {}): Promise<KeyView> {
  const ctx: Ctx = { ...caller, source: "ApiCall" };
  const region = instance?.region ?? "cn-hangzhou";
  const input = { region, instanceId: instance?.instanceId, spec, usage, origin: "EXTERNAL" };
  return createKey(ctx, createKey.schema.parse(input));
}

/** A key with material that came from outside: 32 random bytes unless it is given. */
export async function anImportedKey(
  ctx: Ctx,
  {
    material = randomBytes(32),
    expiresAt,
    ...wishes
  }: ImportedWishes & { material?: Uint8Array; expiresAt?: Date } = {},
): Promise<KeyView> {
  return imported(ctx, await aWaitingKey(ctx, wishes), material, { expiresAt });
}

/** Imports material into a key through the operations. */
export async function imported(
  ctx: Ctx,
  key: Target,
  material: Uint8Array,
  { expiresAt = null }: { expiresAt?: Date | null | undefined } = {},
): Promise<KeyView> {
  const algorithm = offeredAlgorithm(key.spec);
  const parameters = await importParameters(ctx, key, algorithm);
  const { region, keyId } = key;
  const wrapped = wrappedFor(parameters, algorithm, material);
  return importKeyMaterial(
    { ...ctx, source: "ApiCall" },
    { region, key: keyId, token: parameters.token, wrapped, expiresAt },
  );
}

/** The import parameters of a key, with a pair that need not be made: that takes a large part of a second. */
export async function importParameters(
  ctx: Ctx,
  { region, keyId, spec }: Target,
  wrappingAlgorithm: WrappingAlgorithm = offeredAlgorithm(spec),
): Promise<ImportParameters> {
  await readyPairs(ctx, 1);
  const input = { region, key: keyId, wrappingAlgorithm };
  return getParametersForImport({ ...ctx, source: "ApiCall" }, getParametersForImport.schema.parse(input));
}

/** What the caller sends back. */
export function wrappedFor(
  { publicKey }: ImportParameters,
  algorithm: WrappingAlgorithm,
  material: Uint8Array,
): Buffer {
  return wrapForImport(
    algorithm,
    material,
    undefined,
    createPublicKey({ key: publicKey, format: "der", type: "spki" }),
  );
}
