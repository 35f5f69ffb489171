import { newKeyMaterial } from "@/lib/crypto/key-material";
import type { KeySpec } from "@/lib/crypto/key-spec";
import { seal } from "@/lib/crypto/sealed";
import type { Ctx } from "@/lib/domain/context";
import { keyringOf } from "@/lib/domain/wrapping-keys";

const made = new Map<KeySpec, Buffer>();

/**
 * Fills the stock with one and the same pair, again and again: making pairs takes longer than all the rest of a test that
 * needs many import tokens or RSA keys and does not care which. Not through the operations: they make each pair anew.
 */
export async function readyPairs(ctx: Ctx, count: number, spec: KeySpec = "RSA_2048"): Promise<void> {
  const pair = made.get(spec) ?? newKeyMaterial(spec);
  made.set(spec, pair);
  const rows = Array.from({ length: count }, () => {
    const pk = ctx.newId();
    const sealed = new Uint8Array(seal(keyringOf(ctx).root, "ready-key-pair", [pk, spec], pair));
    return { pk, spec, sealed, createdAt: ctx.now() };
  });
  await ctx.db.readyKeyPair.createMany({ data: rows });
}
