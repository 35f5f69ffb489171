import { z } from "zod";
import { record } from "../../audit/record";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import type { TargetError } from "../rotation-ports";
import { addressOf, recordCredentialRead } from "../target-address";
import { targetFor, targetSubject } from "./load-rotation-target";
import { portOf } from "./register-target";

export interface TargetCheck {
  ok: boolean;
  error: TargetError | null;
  milliseconds: number;
}

/** Signs in at the target as its administrator, now, and keeps what came of it. @throws DomainError RotationTargetNotFound */
export const checkRotationTarget = operation(
  "CheckRotationTarget",
  { touches: "secrets", schema: z.object({ region: z.string(), targetId: z.string().min(1).max(100) }) },
  async (ctx, input): Promise<TargetCheck> => {
    const target = await targetFor(ctx, "CheckRotationTarget", input);
    const port = portOf(ctx, target);
    const began = ctx.now().getTime();
    const address = await addressOf(target, ctx).catch(unreadable);
    if (address) await recordCredentialRead(ctx, target);
    const outcome = address ? await port.check(address) : ({ ok: false, error: "CredentialUnreadable" } as const);
    const milliseconds = Math.max(0, ctx.now().getTime() - began);
    const error = outcome.ok ? null : outcome.error;
    await transaction(ctx, async (tx) => {
      await tx.db.rotationTarget.updateMany({
        // What was checked; another address says nothing of it.
        where: { pk: target.pk, updatedAt: target.updatedAt },
        data: { checkedAt: tx.now(), checkError: error },
      });
      await record(tx, "CheckRotationTarget", targetSubject(target), { result: error ?? "ok" });
    });
    return { ok: outcome.ok, error, milliseconds };
  },
);

function unreadable(error: unknown): undefined {
  if (error instanceof DomainError && error.code === "TargetRefused") return undefined;
  throw error;
}
