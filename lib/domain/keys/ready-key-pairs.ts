import { makeKeyMaterial } from "@/lib/crypto/key-material";
import type { KeySpec } from "@/lib/crypto/key-spec";
import { open, seal } from "@/lib/crypto/sealed";
import { takeOldestKeyPair } from "@/lib/db/ready-key-pairs.sql";
import { log } from "@/lib/log";
import type { Ctx } from "../context";
import { keyringOf } from "../wrapping-keys";

// A small stock of RSA pairs that belong to nobody yet: a client waits three seconds for CreateKey, and a pair of 3072
// bits may take longer on a busy machine. Sealed by root; a pair leaves the table before it is used, so that it is used
// once; what is lost with a killed process is a pair that nobody had.

/** How many of each are kept ready. */
export const READY_KEY_PAIRS: Readonly<Partial<Record<KeySpec, number>>> = { RSA_2048: 4, RSA_3072: 2 };

/** A pair of the stock, as material at rest, or null where there is none. The caller wipes it. */
export async function takeReadyKeyPair(ctx: Ctx, spec: KeySpec): Promise<Buffer | null> {
  if (!READY_KEY_PAIRS[spec]) return null;
  const row = await takeOldestKeyPair(ctx.db, spec);
  if (!row) return null;
  try {
    return open(keyringOf(ctx).resolveRoot, "ready-key-pair", [row.pk, spec], row.sealed);
  } catch (error) {
    // Sealed by a root key that has left, or altered: it is gone from the table, and one is made instead.
    log.warn("a ready key pair did not open and was thrown away", { error, spec });
    return null;
  }
}

/** Makes one pair that the stock lacks; false when it is full. For the worker. */
export async function addReadyKeyPair(ctx: Ctx): Promise<boolean> {
  for (const [spec, wanted] of Object.entries(READY_KEY_PAIRS) as [KeySpec, number][]) {
    if ((await ctx.db.readyKeyPair.count({ where: { spec } })) >= wanted) continue;
    const pk = ctx.newId();
    const material = await makeKeyMaterial(spec);
    try {
      const sealed = new Uint8Array(seal(keyringOf(ctx).root, "ready-key-pair", [pk, spec], material));
      await ctx.db.readyKeyPair.create({ data: { pk, spec, sealed, createdAt: ctx.now() } });
    } finally {
      material.fill(0);
    }
    return true;
  }
  return false;
}
