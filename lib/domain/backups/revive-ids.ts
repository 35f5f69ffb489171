import type { Tx } from "../context";
import { DomainError } from "../errors";
import type { RetiredKind } from "../retired-id";

/** A restore alone may bring retired ids back, and only for the account they belonged to (decisions 1). */
export async function reviveIds(
  tx: Tx,
  kind: RetiredKind,
  region: string,
  accountId: string,
  ids: readonly string[],
): Promise<void> {
  const retired = { kind, region, id: { in: [...ids] } };
  const others = await tx.db.retiredId.count({ where: { ...retired, accountId: { not: accountId } } });
  if (others > 0) throw new DomainError("RestoreKeyExists");
  await tx.db.retiredId.deleteMany({ where: { ...retired, accountId } });
}
