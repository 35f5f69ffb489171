import { destroyDueKey, findDueKeys } from "@/lib/domain/keys/destroy-key";
import type { JobDefinition } from "./job";

/** KEY-51: a key past its date counts as gone already; this removes its material. */
export const destroyDueKeysJob: JobDefinition = {
  kind: "destroy-due-key",
  slots: 1,
  maxAttempts: 20,
  due: async (ctx) => (await findDueKeys(ctx)).map(({ pk, deleteAt }) => ({ subjectPk: pk, dueAt: deleteAt })),
  run: async (ctx, job) => {
    await destroyDueKey(ctx, { keyPk: job.subjectPk });
    return undefined;
  },
};
