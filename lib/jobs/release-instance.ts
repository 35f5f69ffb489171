import { dueReleases } from "@/lib/domain/instances/due-releases";
import { finishRelease } from "@/lib/domain/instances/finish-release";
import { RELEASE_JOB } from "@/lib/domain/instances/instance-state";
import type { JobDefinition } from "./job";

/** INS-63, INS-65, BKP-36. A releasing instance cannot be left as it is, so the job is never given up. */
export const releaseInstanceJob: JobDefinition = {
  kind: RELEASE_JOB,
  slots: 1,
  maxAttempts: Number.POSITIVE_INFINITY,
  due: dueReleases,
  run: async (ctx, job) => ((await finishRelease(ctx, job)) === "refused" ? "settled" : undefined),
};
