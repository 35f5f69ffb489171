import { z } from "zod";
import { raiseKeyDeletion } from "../alerts/deletion-alerts";
import { record } from "../audit/record";
import { refusingAbout } from "../audit/refusal-subject";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeKey, keyToChange, viewOf } from "./change-key";
import { deletionDate } from "./key-rules";
import type { KeyView } from "./key-view";
import { keySubject, type LoadedKey } from "./load-key";
import { rotationIn } from "./rotation-rules";

/**
 * Schedules the destruction of a key in `windowDays` days, 7 to 366, counted from now (KEY-50, KEY-51); until then it is
 * unusable and can be cancelled (KEY-54). Refused while deletion protection is on (KEY-56). A key that still encrypts
 * secrets may go: the dialog warns (KEY-58).
 */
export const scheduleKeyDeletion = operation(
  "ScheduleKeyDeletion",
  {
    touches: "metadata",
    stepUp: true,
    schema: z.object({ region: z.string(), key: z.string().min(1), windowDays: z.number() }),
  },
  async (ctx, input): Promise<KeyView> =>
    transaction(ctx, async (tx) => {
      const key = await keyToChange(tx, "ScheduleKeyDeletion", input);
      const deleteAt = planDeletion(key, input.windowDays, tx.now());
      const automaticRotation = rotationIn("PendingDeletion", key.automaticRotation);
      await changeKey(tx, key, { state: "PendingDeletion", deleteAt, automaticRotation });
      const detail = { windowDays: input.windowDays, deleteAt: deleteAt.toISOString(), from: key.state };
      await record(tx, "ScheduleKeyDeletion", keySubject(key), detail);
      await raiseKeyDeletion(tx, "Key:ScheduleKeyDeletion", keySubject(key), { keyId: key.keyId, deleteAt });
      return viewOf(tx, key.pk);
    }),
);

function planDeletion(key: LoadedKey, windowDays: number, now: Date): Date {
  return refusingAbout(keySubject(key), () => {
    if (key.deletionProtection) throw new DomainError("KeyDeletionProtected");
    return deletionDate(now, windowDays);
  });
}
