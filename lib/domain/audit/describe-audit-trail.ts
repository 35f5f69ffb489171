import { z } from "zod";
import { eventsBefore } from "@/lib/db/audit-list.sql";
import { accountOf, authorizeArn } from "../authorize";
import { firstLack, type Lack } from "../lack";
import { operation } from "../operation";
import { auditArn } from "./audit-arn";
import { EXPORT_JOB } from "./export-heads";

export interface TrailState {
  newestEventAt: Date | null;
  /** Up to where the chain reaches. */
  chained: { seq: string; at: Date } | null;
  /** When the heads of all chains were last written to the store, as the worker says. */
  exportedAt: Date | null;
  lastVerification: { at: Date; intact: boolean; lastSeq: number; actor: string } | null;
  verifyLack: Lack | null;
  exportLack: Lack | null;
}

const verified = z.object({ lastSeq: z.number() });

/** How far the trail of the account is chained, exported and verified: the figures above the list. */
export const describeAuditTrail = operation(
  "DescribeAuditTrail",
  { touches: "metadata", schema: z.object({}) },
  async (ctx): Promise<TrailState> => {
    const accountId = accountOf(ctx);
    const arn = auditArn(accountId);
    authorizeArn(ctx, "kms:ListAuditEvents", arn);
    const [newest, head, exported, verifications] = await Promise.all([
      eventsBefore(ctx.db, accountId, {}, undefined, 1),
      ctx.db.auditLink.findFirst({ where: { accountId }, orderBy: { seq: "desc" } }),
      ctx.db.job.findFirst({ where: { kind: EXPORT_JOB, state: "Waiting" }, select: { progress: true } }),
      eventsBefore(ctx.db, accountId, { events: ["VerifyAuditTrail"] }, undefined, 20),
    ]);
    const progress = z.object({ at: z.iso.datetime() }).safeParse(exported?.progress);
    // Refused ones have no result.
    const last = verifications.find(({ detail }) => verified.safeParse(detail).success);
    return {
      newestEventAt: newest[0]?.at ?? null,
      chained: head && { seq: head.seq.toString(), at: head.eventAt },
      exportedAt: progress.success ? new Date(progress.data.at) : null,
      lastVerification: last
        ? {
            at: last.at,
            intact: last.outcome === "Success",
            lastSeq: verified.parse(last.detail).lastSeq,
            actor: last.actor,
          }
        : null,
      verifyLack: firstLack(ctx, { action: "kms:VerifyAuditTrail", resource: arn }),
      exportLack: firstLack(ctx, { action: "kms:ExportAuditEvents", resource: arn }),
    };
  },
);
