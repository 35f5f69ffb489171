import type { Tx } from "../context";
import { DomainError } from "../errors";
import { accessKeyOwner } from "./access-key-owner";

interface Asked {
  accessKeyId: string;
  userName?: string | undefined;
}

/** An AccessKey of whom the caller named, or their own; anybody else's is not found (POL-25). @throws DomainError AccessKeyNotFound */
export async function loadAccessKey(tx: Tx, action: string, { accessKeyId, userName }: Asked) {
  const owner = await accessKeyOwner(tx, action, userName);
  const row = await tx.db.accessKey.findFirst({
    where: { accessKeyId, personPk: owner.pk },
    select: { pk: true, accessKeyId: true, state: true, revision: true },
  });
  if (!row) throw new DomainError("AccessKeyNotFound");
  return { ...row, subject: { accountId: owner.accountId, region: "", arn: owner.arn } };
}
