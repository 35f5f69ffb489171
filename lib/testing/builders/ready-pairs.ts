import { goldenPkcs8 } from "@/lib/crypto/keys.test-support";
import { seal } from "@/lib/crypto/sealed";
import type { Ctx } from "@/lib/domain/context";
import { keyringOf } from "@/lib/domain/wrapping-keys";

/**
 * Fills the stock with one known RSA_2048 pair, again and again: making pairs takes longer than all the rest of a test that
 * needs many import tokens or RSA keys and does not care which. Not through the operations: they make each pair anew.
 */
export async function readyPairs(ctx: Ctx, count: number): Promise<void> {
  const spec = "RSA_2048";
  const pair = goldenPkcs8(spec);
  const rows = Array.from({ length: count }, () => {
    const pk = ctx.newId();
    const sealed = new Uint8Array(seal(keyringOf(ctx).root, "ready-key-pair", [pk, spec], pair));
    return { pk, spec, sealed, createdAt: ctx.now() } as const;
  });
  await ctx.db.readyKeyPair.createMany({ data: rows });
}
