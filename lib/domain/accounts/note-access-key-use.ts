import type { Ctx } from "../context";

export const USE_NOTED_SECONDS = 60;

/**
 * Notes when an AccessKey was last used, to the minute: what is deleted or replaced is chosen by it. It is no change
 * that a verdict depends on, so the row's revision stays (decisions 8).
 */
export async function noteAccessKeyUse({ db, now }: Pick<Ctx, "db" | "now">, accessKeyId: string): Promise<void> {
  const at = now();
  const before = new Date(at.getTime() - USE_NOTED_SECONDS * 1000);
  await db.accessKey.updateMany({
    where: { accessKeyId, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: before } }] },
    data: { lastUsedAt: at },
  });
}
