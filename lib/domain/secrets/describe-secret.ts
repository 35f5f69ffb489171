import { z } from "zod";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { loadKey } from "../keys/load-key";
import { type Lack, lackOn } from "../lack";
import { operation } from "../operation";
import { loadSecret } from "./load-secret";
import { SECRET_VIEW_COLUMNS, type SecretView, secretView } from "./secret-view";

export interface SecretDetails extends SecretView {
  /** ACC-06: what reading and storing a value take on the encryption key, where the caller lacks it (P10). */
  keyLack: { Decrypt: Lack | null; GenerateDataKey: Lack | null };
}

/** The metadata of one secret; opening its page is not reading it (P11). */
export const describeSecret = operation(
  "DescribeSecret",
  { touches: "metadata", schema: z.object({ region: z.string(), secret: z.string().min(1) }) },
  async (ctx, input): Promise<SecretDetails> => {
    const secret = authorize(ctx, "kms:DescribeSecret", await loadSecret(ctx, input));
    const row = await ctx.db.secret.findUnique({ where: { pk: secret.pk }, select: SECRET_VIEW_COLUMNS });
    if (!row) throw new DomainError("SecretNotFound");
    const key = await loadKey(ctx, { region: row.region, key: row.encryptionKeyId });
    const keyLack = {
      Decrypt: lackOn(ctx, "kms:Decrypt", key),
      GenerateDataKey: lackOn(ctx, "kms:GenerateDataKey", key),
    };
    return { ...secretView(ctx, row), keyLack };
  },
);
