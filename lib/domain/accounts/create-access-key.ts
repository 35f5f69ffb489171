import { record } from "../audit/record";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { accessKeyOwner, accessKeyOwnerSchema } from "./access-key-owner";
import { type CreatedAccessKey, insertAccessKey } from "./insert-access-key";

export type { CreatedAccessKey };

/**
 * A pair for the API's signatures. Its secret is shown once.
 * @throws DomainError AccessKeyLimit, UserNotFound
 */
export const createAccessKey = operation(
  "CreateAccessKey",
  { touches: "secrets", schema: accessKeyOwnerSchema, stepUp: true },
  async (ctx, { userName }): Promise<CreatedAccessKey> =>
    transaction(ctx, async (tx) => {
      const owner = await accessKeyOwner(tx, "ram:CreateAccessKey", userName);
      const made = await insertAccessKey(tx, owner);
      const { accountId, arn } = owner;
      await record(tx, "CreateAccessKey", { accountId, region: "", arn }, { createdAccessKeyId: made.accessKeyId });
      return made;
    }),
);
