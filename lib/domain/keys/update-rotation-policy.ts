import { z } from "zod";
import { record } from "../audit/record";
import { refusingAboutAsync } from "../audit/refusal-subject";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeKey, keyToChange, viewOf } from "./change-key";
import { defaultKeyRotates } from "./default-key-rotation";
import { mayRotate } from "./key-spec-rules";
import type { KeyView } from "./key-view";
import { keySubject, type LoadedKey } from "./load-key";
import { assertRotationSeconds, nextRotation } from "./rotation-rules";

const schema = z.object({
  region: z.string(),
  key: z.string().min(1),
  enabled: z.boolean(),
  /** Every so many seconds; needed where rotation is switched on. */
  rotationSeconds: z.number().optional(),
});

/**
 * Switches the automatic rotation of one key on or off, or gives it another period (KEY-70, KEY-72, KEY-78). The next date
 * counts from the last version: where that has passed, the key rotates in the worker's next turn. The default key only
 * with its plan (KEY-06). @throws DomainError RotationUnsupported, InvalidRotationInterval, RotationNotBought
 */
export const updateRotationPolicy = operation(
  "UpdateRotationPolicy",
  { touches: "metadata", schema },
  async (ctx, input): Promise<KeyView> =>
    transaction(ctx, async (tx) => {
      const key = await keyToChange(tx, "UpdateRotationPolicy", input);
      const plan = await refusingAboutAsync(keySubject(key), () => planRotation(tx, key, input));
      // What failed before is tried anew, or not at all.
      await changeKey(tx, key, { ...plan, rotationError: null });
      const { automaticRotation, rotationSeconds } = plan;
      await record(tx, "UpdateRotationPolicy", keySubject(key), { automaticRotation, rotationSeconds });
      return viewOf(tx, key.pk);
    }),
);

async function planRotation(tx: Tx, key: LoadedKey, { enabled, rotationSeconds }: z.infer<typeof schema>) {
  if (!mayRotate(key)) throw new DomainError("RotationUnsupported");
  if (!enabled) return { automaticRotation: "Disabled", rotationSeconds: null, nextRotationAt: null } as const;
  if (rotationSeconds === undefined) throw new DomainError("MissingParameter", { name: "RotationInterval" });
  assertRotationSeconds(key, rotationSeconds);
  if (key.kind === "Default" && !(await defaultKeyRotates(tx, key.accountId, key.region, tx.now()))) {
    throw new DomainError("RotationNotBought");
  }
  const nextRotationAt = nextRotation(key.lastRotatedAt, rotationSeconds);
  return { automaticRotation: "Enabled", rotationSeconds, nextRotationAt } as const;
}
