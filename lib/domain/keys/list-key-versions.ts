import { z } from "zod";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { type Page, pageOf, pageSchema } from "../page";
import { loadKey } from "./load-key";

/** A version without its material. */
export interface KeyVersionView {
  keyId: string;
  versionId: string;
  createdAt: Date;
  /** The one that encrypts; of an asymmetric key, the first (KEY-76). */
  primary: boolean;
}

/** The versions of one key, newest first, in any state and in an expired instance (KEY-42, KEY-43). */
export const listKeyVersions = operation(
  "ListKeyVersions",
  {
    touches: "metadata",
    schema: z.object({ region: z.string(), key: z.string().min(1), page: pageSchema.prefault({}) }),
  },
  async (ctx, input): Promise<Page<KeyVersionView>> => {
    const key = authorize(ctx, "kms:ListKeyVersions", await loadKey(ctx, input));
    const { size, number = 1 } = input.page;
    const where = { keyPk: key.pk };
    const [total, rows] = await Promise.all([
      ctx.db.keyVersion.count({ where }),
      ctx.db.keyVersion.findMany({
        where,
        orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
        take: size + 1,
        skip: (number - 1) * size,
        select: { pk: true, versionId: true, createdAt: true },
      }),
    ]);
    return pageOf(rows, total, size, ({ versionId, createdAt }) => ({
      keyId: key.keyId,
      versionId,
      createdAt,
      primary: versionId === key.primaryVersionId,
    }));
  },
);
