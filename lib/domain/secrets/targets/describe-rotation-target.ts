import { z } from "zod";
import { operation } from "../../operation";
import { type RotationTargetDetail, targetFor, targetView } from "./load-rotation-target";

/** One target, without what it is administered with. @throws DomainError RotationTargetNotFound */
export const describeRotationTarget = operation(
  "DescribeRotationTarget",
  { touches: "metadata", schema: z.object({ region: z.string(), targetId: z.string().min(1).max(100) }) },
  async (ctx, input): Promise<RotationTargetDetail> =>
    targetView(ctx, await targetFor(ctx, "DescribeRotationTarget", input)),
);
