import type { Tx } from "./context";

/** What kinds of public id are kept from being given again (decisions 1, P21). */
export type RetiredKind = "key" | "key-version" | "instance" | "backup";

/** Notes that an id is gone. A restore may revive it for the same account; nothing else uses it again. */
export async function retireIds(
  tx: Tx,
  kind: RetiredKind,
  region: string,
  accountId: string,
  ids: readonly string[],
): Promise<void> {
  await tx.db.retiredId.createMany({
    data: ids.map((id) => ({ id, kind, region, accountId, retiredAt: tx.now() })),
    skipDuplicates: true,
  });
}
