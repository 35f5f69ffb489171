import { z } from "zod";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { loadRestore } from "./load-restore";
import { type RestoreView, restoreView } from "./restore-view";

/** A plan, its progress while it is at work, and its report after that. @throws DomainError RestoreNotFound */
export const describeRestore = operation(
  "DescribeRestore",
  { touches: "metadata", schema: z.object({ region: z.string(), restoreId: z.string() }) },
  async (ctx, input): Promise<RestoreView> =>
    restoreView(ctx, authorize(ctx, "kms:DescribeBackup", await loadRestore(ctx, input))),
);
