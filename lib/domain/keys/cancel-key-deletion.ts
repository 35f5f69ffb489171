import { z } from "zod";
import { record } from "../audit/record";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeKey, keyToChange, viewOf } from "./change-key";
import type { KeyView } from "./key-view";
import { keySubject } from "./load-key";
import { rotationColumnsIn } from "./rotation-rules";

/**
 * Takes a scheduled deletion back, in an expired instance too (KEY-43). The key comes back Enabled, even if it was
 * Disabled before; imported material that is gone leaves it PendingImport (KEY-44). Past the due date there is nothing
 * left to cancel.
 */
export const cancelKeyDeletion = operation(
  "CancelKeyDeletion",
  // Whether there is material only the gateway can see.
  { touches: "secrets", schema: z.object({ region: z.string(), key: z.string().min(1) }) },
  async (ctx, input): Promise<KeyView> =>
    transaction(ctx, async (tx) => {
      const key = await keyToChange(tx, "CancelKeyDeletion", input);
      const hasMaterial = (await tx.db.keyMaterial.count({ where: { version: { keyPk: key.pk } } })) > 0;
      const state = hasMaterial ? "Enabled" : "PendingImport";
      await changeKey(tx, key, { state, deleteAt: null, ...rotationColumnsIn(state, key) });
      await record(tx, "CancelKeyDeletion", keySubject(key), { wasDueAt: key.deleteAt?.toISOString() ?? "" });
      return viewOf(tx, key.pk);
    }),
);
