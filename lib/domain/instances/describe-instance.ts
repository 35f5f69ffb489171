import { z } from "zod";
import type { JobState } from "@/lib/generated/prisma/enums";
import { authorize } from "../authorize";
import type { Micros } from "../billing/money";
import { refundOf } from "../billing/refund";
import { type RestOfPeriod, restOfPeriod } from "../calendar";
import type { Ctx } from "../context";
import { operation } from "../operation";
import { nextPeriod } from "./extend-instance";
import { refusalOfCall } from "./instance-call-rules";
import { RENEWAL_MONTHS } from "./instance-rules";
import { sharingFacts } from "./instance-sharing";
import { standingOf } from "./instance-standing";
import { RELEASE_JOB } from "./instance-state";
import { type InstanceView, instanceView } from "./instance-view";
import { type Instance, loadInstance } from "./load-instance";

export interface InstanceDetails extends InstanceView {
  /** The last attempt to release it: under way, held back by its last backup, or refused (BKP-36, BKP-169). */
  release: { state: JobState; errorCode: string | null; requestedAt: Date } | null;
  /** Where each renewal would end, if it were paid now; none where it cannot be renewed (INS-24, BKP-110). */
  renewalEnds: { months: number; endsAt: Date }[];
  /** What an upgrade of its specification would be paid for; null where there is none (INS-48). */
  restOfPeriod: RestOfPeriod | null;
  /** What unsubscribing would give back now; null where it is not offered (INS-65). */
  refundMicros: Micros | null;
}

/** One instance in full (INS-42). Works in every state (KEY-43). */
export const describeInstance = operation(
  "DescribeInstance",
  { touches: "metadata", schema: z.object({ region: z.string(), instanceId: z.string() }) },
  async (ctx, input): Promise<InstanceDetails> => {
    const instance = authorize(ctx, "kms:DescribeInstance", await loadInstance(ctx, input.region, input.instanceId));
    const [chosen, job, offers, factsOf] = await Promise.all([
      ctx.db.defaultInstance.findFirst({ where: { accountId: instance.ownerAccountId, instancePk: instance.pk } }),
      ctx.db.job.findFirst({ where: { kind: RELEASE_JOB, subjectPk: instance.pk }, orderBy: { pk: "desc" } }),
      offersOf(ctx, instance),
      sharingFacts(ctx, [instance]),
    ]);
    return {
      ...instanceView(ctx, instance, chosen !== null, factsOf(instance)),
      release: job && { state: job.state, errorCode: job.errorCode, requestedAt: job.createdAt },
      ...offers,
    };
  },
);

/** What its orders would come to at this moment. */
async function offersOf(
  ctx: Ctx,
  instance: Instance,
): Promise<Pick<InstanceDetails, "renewalEnds" | "restOfPeriod" | "refundMicros">> {
  const now = ctx.now();
  const { timeZone } = ctx.deployment;
  const standing = standingOf(ctx, instance);
  const endsAt = instance.chargeType === "PREPAY" ? instance.endsAt : null;
  const isOffered = (call: "CreateRenewalOrder" | "CreateSpecificationOrder") => refusalOfCall(call, standing) === null;
  const renewalEnds = (end: Date) =>
    RENEWAL_MONTHS.map((months) => ({ months, endsAt: nextPeriod(end, now, months, timeZone).endsAt }));
  return {
    renewalEnds: endsAt && isOffered("CreateRenewalOrder") ? renewalEnds(endsAt) : [],
    restOfPeriod: endsAt && isOffered("CreateSpecificationOrder") ? restOfPeriod(now, endsAt, timeZone) : null,
    // Protected too: what it would be is part of deciding to switch the protection off.
    refundMicros:
      endsAt && refusalOfCall("UnsubscribeInstance", { ...standing, deletionProtection: false }) === null
        ? await refundOf(ctx, instance.pk, now)
        : null,
  };
}
