import { makeKeyMaterial } from "@/lib/crypto/key-material";
import { detailsOf, type KeySpec } from "@/lib/crypto/key-spec";
import { accountOf } from "../authorize";
import { rateOfAccount } from "../call-rates";
import type { Ctx } from "../context";
import type { NewKey } from "./insert-key";
import { takeReadyKeyPair } from "./ready-key-pairs";

/**
 * Runs `use` with fresh material of the specification, or with null for a key whose material is imported, and wipes the
 * material afterwards, whatever happens. No transaction waits for it. @throws DomainError Throttled
 */
export async function withMaterial<T>(
  ctx: Ctx,
  { spec, origin, region }: Pick<NewKey, "spec" | "origin" | "region">,
  use: (material: Buffer | null) => Promise<T>,
): Promise<T> {
  if (origin === "EXTERNAL") return use(null);
  const material = await freshMaterial(ctx, spec, region);
  try {
    return await use(material);
  } finally {
    material.fill(0);
  }
}

/**
 * Fresh material as it lies at rest. An RSA pair comes from the stock, or is made on another thread. The caller wipes it.
 * @throws DomainError Throttled
 */
export async function freshMaterial(ctx: Ctx, spec: KeySpec, region: string): Promise<Buffer> {
  await holdDearMaterial(ctx, spec, region);
  return (await takeReadyKeyPair(ctx, spec)) ?? (await makeKeyMaterial(spec));
}

/**
 * Making an RSA pair, or finding out whether an imported one is a pair, costs as much as ten thousand other calls: an
 * account gets a few a second, whatever comes of the call (INS-11). @throws DomainError Throttled
 */
export async function holdDearMaterial(ctx: Ctx, spec: KeySpec, region: string): Promise<void> {
  if (detailsOf(spec).kind === "rsa")
    await ctx.ports.callLimits?.take(rateOfAccount("keyPair", accountOf(ctx), region));
}
