import type { Tx } from "../../context";
import { DomainError } from "../../errors";
import { isDuplicate } from "../../transaction";

/** An account becomes a member, under the root. It is in one directory at most (`refusingSecond`). */
export async function joinDirectory(tx: Tx, directoryPk: string, accountId: string): Promise<void> {
  await tx.db.directoryMember.create({ data: { accountId, directoryPk, joinedAt: tx.now() } });
}

/** Two at the same moment: the key of the members refuses one, which is told what it would have been told later. */
export async function refusingSecond<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDuplicate(error)) throw new DomainError("DirectoryExists", {}, { cause: error });
    throw error;
  }
}
