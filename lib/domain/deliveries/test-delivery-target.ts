import { z } from "zod";
import { recordOutcome } from "../audit/record";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { loadTarget, targetSubject } from "./load-target";
import type { SendOutcome } from "./ports";
import { send } from "./send";

export type TestResult = SendOutcome & { milliseconds: number };

/** Sends a word to a target now, paused or not, and tells what answered. @throws DomainError DeliveryTargetNotFound */
export const testDeliveryTarget = operation(
  "TestDeliveryTarget",
  { touches: "secrets", schema: z.object({ target: z.string().min(1).max(100) }) },
  async (ctx, input): Promise<TestResult> => {
    const target = authorize(ctx, "kms:TestDeliveryTarget", await loadTarget(ctx, input.target));
    const began = ctx.now().getTime();
    const outcome = await send(ctx, target, { kind: "test" });
    const result = outcome.ok ? "delivered" : outcome.error;
    await recordOutcome(ctx, "TestDeliveryTarget", targetSubject(ctx, target), "Success", { result });
    return { ...outcome, milliseconds: Math.max(0, ctx.now().getTime() - began) };
  },
);
