import { z } from "zod";
import { type EventRow, eventsBefore } from "@/lib/db/audit-list.sql";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { decodeCursor, encodeCursor } from "../page";
import { auditArn } from "./audit-arn";
import { databaseFilter, eventFilterSchema } from "./event-filter";

export interface AuditEventView {
  id: string;
  at: Date;
  region: string;
  event: string;
  source: string;
  actor: string;
  accessKeyId: string | null;
  sourceIp: string | null;
  resource: string;
  outcome: string;
  requestId: string;
  detail: unknown;
}

const schema = z.object({
  filter: eventFilterSchema.default({}),
  page: z
    .object({ size: z.int().min(1).max(100).default(50), after: z.string().max(400).optional() })
    .default({ size: 50 }),
});

/**
 * The account's events, newest first, in all regions (AUD-01, AUD-06: without limit of age). No total: counting them would
 * cost more than reading them; `next` says that there are more.
 */
export const listAuditEvents = operation(
  "ListAuditEvents",
  { touches: "metadata", schema },
  async (ctx, { filter, page }): Promise<{ rows: AuditEventView[]; next: string | null }> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListAuditEvents", auditArn(accountId));
    const after = decodeCursor(page.after);
    const place = after && { at: after.at, id: after.pk };
    const rows = await eventsBefore(ctx.db, accountId, databaseFilter(ctx, accountId, filter), place, page.size + 1);
    const shown = rows.slice(0, page.size);
    const last = shown.at(-1);
    const more = rows.length > page.size && last;
    return { rows: shown.map(viewOf), next: more ? encodeCursor({ at: last.at, pk: last.id }) : null };
  },
);

export function viewOf({ leaf: _leaf, accountId: _accountId, ...shown }: EventRow): AuditEventView {
  return shown;
}
