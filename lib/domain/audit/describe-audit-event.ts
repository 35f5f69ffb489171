import { z } from "zod";
import { eventById, linksOfEvents } from "@/lib/db/audit-list.sql";
import { accountOf, authorizeArn } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { auditArn } from "./audit-arn";
import { type AuditEventView, viewOf } from "./list-audit-events";

export interface AuditEventDetails extends AuditEventView {
  /** SHA-256 of the event's canonical form, in hex. */
  leaf: string;
  /** Its place in the account's chain; null for the seconds before it is chained (decisions 9). */
  place: { seq: string; link: string } | null;
}

/** One event with everything that is known of it, and its place in the chain. */
export const describeAuditEvent = operation(
  "DescribeAuditEvent",
  { touches: "metadata", schema: z.object({ id: z.uuid() }) },
  async (ctx, { id }): Promise<AuditEventDetails> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListAuditEvents", auditArn(accountId));
    const row = await eventById(ctx.db, accountId, id);
    if (!row) throw new DomainError("AuditEventNotFound");
    const found = (await linksOfEvents(ctx.db, accountId, [row])).get(row.id);
    return {
      ...viewOf(row),
      leaf: Buffer.from(row.leaf).toString("hex"),
      place: found ? { seq: found.seq.toString(), link: Buffer.from(found.link).toString("hex") } : null,
    };
  },
);
