import { z } from "zod";
import { record } from "../audit/record";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeKey, keyToChange, viewOf } from "./change-key";
import { assertDescription } from "./key-rules";
import type { KeyView } from "./key-view";
import { keySubject } from "./load-key";

/** Replaces a key's description, 0 to 8,192 characters (KEY-32). */
export const updateKeyDescription = operation(
  "UpdateKeyDescription",
  { touches: "metadata", schema: z.object({ region: z.string(), key: z.string().min(1), description: z.string() }) },
  async (ctx, input): Promise<KeyView> => {
    assertDescription(input.description);
    return transaction(ctx, async (tx) => {
      const key = await keyToChange(tx, "UpdateKeyDescription", input);
      await changeKey(tx, key, { description: input.description });
      await record(tx, "UpdateKeyDescription", keySubject(key));
      return viewOf(tx, key.pk);
    });
  },
);
