import { forgetOldRotations } from "@/lib/db/due-secret-rotations.sql";
import type { Ctx } from "../context";

const KEPT = { rows: 100, days: 400 } as const;

/** Of what is over, a secret keeps its newest hundred rotations, and all of the last four hundred days. */
export async function forgetRotations(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.now().getTime() - KEPT.days * 86_400_000);
  await forgetOldRotations(ctx.db, { keep: KEPT.rows, before });
}
