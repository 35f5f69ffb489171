import { z } from "zod";
import { record } from "../audit/record";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeKey, keyToChange, viewOf } from "./change-key";
import type { KeyView } from "./key-view";
import { keySubject } from "./load-key";
import { rotationIn } from "./rotation-rules";

/**
 * Stops every use of a key until it is enabled again (KEY-42, KEY-47): once this is answered, no call that begins later
 * succeeds on any process (decisions 8). Rotation rests meanwhile (KEY-74).
 */
export const disableKey = operation(
  "DisableKey",
  { touches: "metadata", schema: z.object({ region: z.string(), key: z.string().min(1) }) },
  async (ctx, input): Promise<KeyView> =>
    transaction(ctx, async (tx) => {
      const key = await keyToChange(tx, "DisableKey", input);
      const automaticRotation = rotationIn("Disabled", key.automaticRotation);
      await changeKey(tx, key, { state: "Disabled", automaticRotation });
      await record(tx, "DisableKey", keySubject(key), { from: key.state });
      return viewOf(tx, key.pk);
    }),
);
