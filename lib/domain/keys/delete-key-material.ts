import { z } from "zod";
import { raiseMaterialDeletion } from "../alerts/deletion-alerts";
import { record } from "../audit/record";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeKey, viewOf } from "./change-key";
import { keyForImport } from "./key-for-import";
import { stateAt } from "./key-state";
import type { KeyView } from "./key-view";
import { keySubject } from "./load-key";

/**
 * Deletes imported material, and nothing else of the key (KEY-66): at once, so it asks a person again who they are, and
 * raises an alert that names the caller (P23). The key waits for its import; one that is pending deletion keeps its
 * state and date (KEY-42). The known answer stays, so that the same material comes back and no other (KEY-65). Where
 * there is no material nothing changes.
 */
export const deleteKeyMaterial = operation(
  "DeleteKeyMaterial",
  { touches: "secrets", stepUp: true, schema: z.object({ region: z.string(), key: z.string().min(1) }) },
  async (ctx, input): Promise<KeyView> =>
    transaction(ctx, async (tx) => {
      const key = await keyForImport(tx, "DeleteKeyMaterial", input);
      const state = key.state === "PendingDeletion" ? key.state : "PendingImport";
      await changeKey(tx, key, { state, materialExpiresAt: null });
      const { count } = await tx.db.keyMaterial.deleteMany({ where: { version: { keyPk: key.pk } } });
      const subject = keySubject(key);
      await record(tx, "DeleteKeyMaterial", subject, { from: stateAt(key, tx.now()), hadMaterial: count > 0 });
      if (count > 0) await raiseMaterialDeletion(tx, subject, key.keyId);
      return viewOf(tx, key.pk);
    }),
);
