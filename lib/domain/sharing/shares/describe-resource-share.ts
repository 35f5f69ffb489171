import { z } from "zod";
import { authorize } from "../../authorize";
import { operation } from "../../operation";
import { loadShare } from "./load-share";
import { type ResourceShareView, viewOfShare } from "./share-view";

/** A share of the account's, and what came of it for whom (SHR-15). @throws DomainError ShareNotFound */
export const describeResourceShare = operation(
  "DescribeResourceShare",
  { touches: "metadata", schema: z.object({ region: z.string(), shareId: z.string().max(100) }) },
  async (ctx, { region, shareId }): Promise<ResourceShareView> =>
    viewOfShare(ctx, authorize(ctx, "kms:DescribeResourceShare", await loadShare(ctx, region, shareId)).pk),
);
