import { makeKeyMaterial } from "@/lib/crypto/key-material";
import type { Ctx } from "../context";
import type { NewKey } from "./insert-key";
import { takeReadyKeyPair } from "./ready-key-pairs";

/**
 * Runs `use` with fresh material of the specification, or with null for a key whose material is imported, and wipes the
 * material afterwards, whatever happens. An RSA pair comes from the stock, or is made on another thread: no transaction
 * waits for it.
 */
export async function withMaterial<T>(
  ctx: Ctx,
  { spec, origin }: Pick<NewKey, "spec" | "origin">,
  use: (material: Buffer | null) => Promise<T>,
): Promise<T> {
  if (origin === "EXTERNAL") return use(null);
  const material = (await takeReadyKeyPair(ctx, spec)) ?? (await makeKeyMaterial(spec));
  try {
    return await use(material);
  } finally {
    material.fill(0);
  }
}
