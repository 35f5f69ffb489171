import { z } from "zod";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { loadSecret } from "./load-secret";
import { SECRET_VIEW_COLUMNS, type SecretView, secretView } from "./secret-view";

/** The metadata of one secret; opening its page is not reading it (P11). */
export const describeSecret = operation(
  "DescribeSecret",
  { touches: "metadata", schema: z.object({ region: z.string(), secret: z.string().min(1) }) },
  async (ctx, input): Promise<SecretView> => {
    const secret = authorize(ctx, "kms:DescribeSecret", await loadSecret(ctx, input));
    const row = await ctx.db.secret.findUnique({ where: { pk: secret.pk }, select: SECRET_VIEW_COLUMNS });
    if (!row) throw new DomainError("SecretNotFound");
    return secretView(ctx, row);
  },
);
