import { findDueRotations, rotateKey } from "@/lib/domain/keys/rotate-key";
import type { JobDefinition } from "./job";

/** KEY-70. A key whose quota is used up waits for room: it is tried again every quarter of an hour, and told of once. */
export const rotateDueKeysJob: JobDefinition = {
  kind: "rotate-key",
  slots: 1,
  maxAttempts: Number.POSITIVE_INFINITY,
  due: async (ctx) =>
    (await findDueRotations(ctx)).map(({ pk, nextRotationAt }) => ({ subjectPk: pk, dueAt: nextRotationAt })),
  run: async (ctx, job) => {
    await rotateKey(ctx, { keyPk: job.subjectPk });
    return undefined;
  },
};
