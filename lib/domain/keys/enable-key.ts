import { z } from "zod";
import { record } from "../audit/record";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeKey, keyToChange, viewOf } from "./change-key";
import type { KeyView } from "./key-view";
import { keySubject } from "./load-key";
import { rotationColumnsIn } from "./rotation-rules";

/** Makes a key usable again (KEY-42); an Enabled key stays as it is. A resting rotation goes on (KEY-74). */
export const enableKey = operation(
  "EnableKey",
  { touches: "metadata", schema: z.object({ region: z.string(), key: z.string().min(1) }) },
  async (ctx, input): Promise<KeyView> =>
    transaction(ctx, async (tx) => {
      const key = await keyToChange(tx, "EnableKey", input);
      await changeKey(tx, key, { state: "Enabled", ...rotationColumnsIn("Enabled", key) });
      await record(tx, "EnableKey", keySubject(key), { from: key.state });
      return viewOf(tx, key.pk);
    }),
);
