import type { Tx } from "../context";
import { DomainError } from "../errors";
import { accessKeyOwner } from "./access-key-owner";

/** One of the caller's own AccessKeys; another's is not found (POL-25). @throws DomainError AccessKeyNotFound */
export async function loadOwnAccessKey(tx: Tx, action: string, accessKeyId: string) {
  const owner = await accessKeyOwner(tx, action);
  const row = await tx.db.accessKey.findFirst({
    where: { accessKeyId, personPk: owner.pk },
    select: { pk: true, accountId: true, accessKeyId: true, state: true, revision: true },
  });
  if (!row) throw new DomainError("AccessKeyNotFound");
  return row;
}
