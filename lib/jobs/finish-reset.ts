import { dueResets, finishReset } from "@/lib/domain/backups/destroy-binding";
import type { JobDefinition } from "./job";

/** The seventh invariant of backups: Reset destroys, also where the process that began it has died. Never given up. */
export const finishResetJob: JobDefinition = {
  kind: "finish-reset",
  slots: 1,
  maxAttempts: Number.POSITIVE_INFINITY,
  due: dueResets,
  run: async (ctx, job) => {
    await finishReset(ctx, job.subjectPk);
    return undefined;
  },
};
