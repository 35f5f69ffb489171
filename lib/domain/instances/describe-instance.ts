import { z } from "zod";
import type { JobState } from "@/lib/generated/prisma/enums";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { RELEASE_JOB } from "./instance-state";
import { type InstanceView, instanceView } from "./instance-view";
import { loadInstance } from "./load-instance";

export interface InstanceDetails extends InstanceView {
  /** The last attempt to release it: under way, held back by its last backup, or refused (BKP-36, BKP-169). */
  release: { state: JobState; errorCode: string | null; requestedAt: Date } | null;
}

/** One instance in full (INS-42). Works in every state (KEY-43). */
export const describeInstance = operation(
  "DescribeInstance",
  { touches: "metadata", schema: z.object({ region: z.string(), instanceId: z.string() }) },
  async (ctx, input): Promise<InstanceDetails> => {
    const instance = authorize(ctx, "kms:DescribeInstance", await loadInstance(ctx, input.region, input.instanceId));
    const [chosen, job] = await Promise.all([
      ctx.db.defaultInstance.findFirst({ where: { accountId: instance.ownerAccountId, instancePk: instance.pk } }),
      ctx.db.job.findFirst({ where: { kind: RELEASE_JOB, subjectPk: instance.pk }, orderBy: { pk: "desc" } }),
    ]);
    return {
      ...instanceView(ctx, instance, chosen !== null),
      release: job && { state: job.state, errorCode: job.errorCode, requestedAt: job.createdAt },
    };
  },
);
