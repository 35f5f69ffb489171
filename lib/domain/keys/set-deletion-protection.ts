import { z } from "zod";
import { record } from "../audit/record";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeKey, keyToChange, viewOf } from "./change-key";
import { assertDescription } from "./key-rules";
import type { KeyView } from "./key-view";
import { keySubject } from "./load-key";

/**
 * Switches a key's deletion protection (KEY-56, KEY-57), with a reason when it goes on. Refused while the key is pending
 * deletion (KEY-46). Switching on works in an expired instance too (KEY-43).
 */
export const setDeletionProtection = operation(
  "SetDeletionProtection",
  {
    touches: "metadata",
    schema: z.object({
      region: z.string(),
      key: z.string().min(1),
      enabled: z.boolean(),
      why: z.string().default(""),
    }),
  },
  async (ctx, input): Promise<KeyView> => {
    assertDescription(input.why);
    return transaction(ctx, async (tx) => {
      const key = await keyToChange(tx, "SetDeletionProtection", input, { protects: input.enabled });
      const deletionProtectionWhy = input.enabled ? input.why : "";
      await changeKey(tx, key, { deletionProtection: input.enabled, deletionProtectionWhy });
      await record(tx, "SetDeletionProtection", keySubject(key), { enabled: input.enabled });
      return viewOf(tx, key.pk);
    });
  },
);
