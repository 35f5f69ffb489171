import { z } from "zod";
import { record } from "../audit/record";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { accessKeyOwnerSchema } from "./access-key-owner";
import { loadAccessKey } from "./load-access-key";

export const deleteAccessKeySchema = accessKeyOwnerSchema.extend({ accessKeyId: z.string().min(1).max(64) });

/**
 * Destroys an AccessKey for good; only a disabled one, so that what still uses it has been found out first.
 * @throws DomainError AccessKeyNotFound, AccessKeyInUse, UserNotFound
 */
export const deleteAccessKey = operation(
  "DeleteAccessKey",
  { touches: "secrets", schema: deleteAccessKeySchema, stepUp: true },
  async (ctx, input) =>
    transaction(ctx, async (tx) => {
      const found = await loadAccessKey(tx, "ram:DeleteAccessKey", input);
      if (found.state !== "Inactive") throw new DomainError("AccessKeyInUse");
      const { pk, revision } = found;
      assertChanged(await tx.db.accessKey.deleteMany({ where: { pk, revision } }));
      await record(tx, "DeleteAccessKey", found.subject, { deletedAccessKeyId: found.accessKeyId });
    }),
);
