import { seal } from "@/lib/crypto/sealed";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { newAccessKeyId, newAccessKeySecret } from "../ids";
import { assertChanged } from "../transaction";
import { currentWrappingKey } from "../wrapping-keys";

/** Two, so that one can take over from the other without a gap. */
export const ACCESS_KEY_LIMIT = 2;

export interface CreatedAccessKey {
  accessKeyId: string;
  /** Given out here and never again. */
  accessKeySecret: string;
  createdAt: Date;
}

interface Owner {
  pk: string;
  accountId: string;
  accountPk: string;
}

/**
 * A pair for the API's signatures. At rest its secret is sealed under the account's key, not hashed, since both
 * signature schemes need the secret itself (decisions 4).
 * @throws DomainError AccessKeyLimit, ChangedMeanwhile where the person has just been deleted
 */
export async function insertAccessKey(tx: Tx, owner: Owner): Promise<CreatedAccessKey> {
  // Takes the person's row: of two at once the second counts what the first made.
  assertChanged(await tx.db.person.updateMany({ where: { pk: owner.pk }, data: { revision: { increment: 1 } } }));
  if ((await tx.db.accessKey.count({ where: { personPk: owner.pk } })) >= ACCESS_KEY_LIMIT) {
    throw new DomainError("AccessKeyLimit", { limit: ACCESS_KEY_LIMIT });
  }
  const accessKeyId = newAccessKeyId();
  const accessKeySecret = newAccessKeySecret();
  const key = await currentWrappingKey(tx, "Account", owner.accountPk);
  const box = seal(key, "access-key-secret", [owner.accountId, accessKeyId], Buffer.from(accessKeySecret, "ascii"));
  await tx.db.accessKey.create({
    data: {
      pk: tx.newId(),
      accessKeyId,
      accountId: owner.accountId,
      accountPk: owner.accountPk,
      personPk: owner.pk,
      secretSealed: new Uint8Array(box),
      createdAt: tx.now(),
    },
  });
  return { accessKeyId, accessKeySecret, createdAt: tx.now() };
}
