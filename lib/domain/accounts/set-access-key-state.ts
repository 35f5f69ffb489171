import { z } from "zod";
import { record } from "../audit/record";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { accessKeyOwnerSchema } from "./access-key-owner";
import { loadAccessKey } from "./load-access-key";

export const setAccessKeyStateSchema = accessKeyOwnerSchema.extend({
  accessKeyId: z.string().min(1).max(64),
  state: z.enum(["Active", "Inactive"]),
});

/** Disables an AccessKey, or enables it again. No call that begins after this answered can use a disabled one. */
export const setAccessKeyState = operation(
  "SetAccessKeyState",
  { touches: "secrets", schema: setAccessKeyStateSchema },
  async (ctx, input) =>
    transaction(ctx, async (tx) => {
      const found = await loadAccessKey(tx, "ram:UpdateAccessKey", input);
      if (found.state === input.state) return;
      const { pk, revision } = found;
      assertChanged(await tx.db.accessKey.updateMany({ where: { pk, revision }, data: { state: input.state } }));
      const detail = { changedAccessKeyId: found.accessKeyId, state: input.state };
      await record(tx, "SetAccessKeyState", found.subject, detail);
    }),
);
