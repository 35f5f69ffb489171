import { z } from "zod";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { identityOf } from "./account-rules";
import { loadOwnAccessKey } from "./load-access-key";

export const deleteAccessKeySchema = z.object({ accessKeyId: z.string().min(1).max(64) });

/**
 * Destroys an AccessKey for good; only a disabled one, so that what still uses it has been found out first.
 * @throws DomainError AccessKeyNotFound, AccessKeyInUse
 */
export const deleteAccessKey = operation(
  "DeleteAccessKey",
  { touches: "secrets", schema: deleteAccessKeySchema },
  async (ctx, input) =>
    transaction(ctx, async (tx) => {
      const found = await loadOwnAccessKey(tx, "kms:DeleteAccessKey", input.accessKeyId);
      if (found.state !== "Inactive") throw new DomainError("AccessKeyInUse");
      const { pk, revision } = found;
      assertChanged(await tx.db.accessKey.deleteMany({ where: { pk, revision } }));
      await record(tx, "DeleteAccessKey", identityOf(found.accountId), { deletedAccessKeyId: found.accessKeyId });
    }),
);
