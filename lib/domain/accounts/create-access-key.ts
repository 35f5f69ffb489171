import { z } from "zod";
import { seal } from "@/lib/crypto/sealed";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { newAccessKeyId, newAccessKeySecret } from "../ids";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { currentWrappingKey } from "../wrapping-keys";
import { accessKeyOwner } from "./access-key-owner";
import { identityOf } from "./account-rules";

/** Two, so that one can take over from the other without a gap. */
export const ACCESS_KEY_LIMIT = 2;

export interface CreatedAccessKey {
  accessKeyId: string;
  /** Given out here and never again. */
  accessKeySecret: string;
  createdAt: Date;
}

/**
 * A pair for the API's signatures. Its secret is shown once; at rest it is sealed under the account's key, not hashed,
 * since both signature schemes need the secret itself (decisions 4).
 * @throws DomainError AccessKeyLimit
 */
export const createAccessKey = operation(
  "CreateAccessKey",
  { touches: "secrets", schema: z.object({}) },
  async (ctx): Promise<CreatedAccessKey> =>
    transaction(ctx, async (tx) => {
      const owner = await accessKeyOwner(tx, "kms:CreateAccessKey");
      // Takes the person's row: of two at once the second counts what the first made.
      await tx.db.person.update({ where: { pk: owner.pk }, data: { revision: { increment: 1 } } });
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
      await record(tx, "CreateAccessKey", identityOf(owner.accountId), { createdAccessKeyId: accessKeyId });
      return { accessKeyId, accessKeySecret, createdAt: tx.now() };
    }),
);
