import { z } from "zod";
import { countEvents, type EventPlace, eventsBefore, linksOfEvents } from "@/lib/db/audit-list.sql";
import { accountOf, authorizeArn } from "../authorize";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { auditArn } from "./audit-arn";
import { databaseFilter, eventFilterSchema } from "./event-filter";
import { CSV_HEAD, csvLine, type ExportedEvent, ndjsonLine } from "./export-lines";
import { record } from "./record";

export const EXPORT_LIMIT = 1_000_000;
const PAGE = 1000;

const schema = z.object({
  format: z.enum(["ndjson", "csv"]),
  filter: eventFilterSchema.default({}),
});

export interface AuditExport {
  accountId: string;
  events: number;
  /** The file, piece by piece; it reads on when the piece before was taken. */
  pieces: AsyncGenerator<string>;
}

/**
 * The events of a range as a file (S48), newest first, with leaf and place in the chain, so that it can be verified
 * without us. Counted before it begins, and itself an event (AUD-01) that says what left: a download that breaks off is
 * still one.
 * @throws DomainError ExportTooLarge, StepUpRequired
 */
export const exportAuditEvents = operation(
  "ExportAuditEvents",
  { touches: "metadata", schema, stepUp: true },
  async (ctx, { format, filter }): Promise<AuditExport> => {
    const accountId = accountOf(ctx);
    const arn = auditArn(accountId);
    authorizeArn(ctx, "kms:ExportAuditEvents", arn);
    // What comes after this moment is not part of it: the walk would not see it anyway, and the count must agree.
    const until = { ...filter, to: filter.to && filter.to < ctx.now() ? filter.to : ctx.now() };
    const events = await countEvents(ctx.db, accountId, databaseFilter(ctx, accountId, until), EXPORT_LIMIT + 1);
    if (events > EXPORT_LIMIT) throw new DomainError("ExportTooLarge", { limit: EXPORT_LIMIT });
    const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    const detail = { format, events, filter: printed(asked) };
    await transaction(ctx, (tx) =>
      record(tx, "ExportAuditEvents", { accountId, region: filter.region ?? "", arn }, detail),
    );
    return { accountId, events, pieces: pieces(ctx, accountId, { format, filter: until }) };
  },
);

function printed(filter: Record<string, unknown>) {
  const texts = Object.entries(filter).map(([name, value]) => [
    name,
    value instanceof Date ? value.toISOString() : Array.isArray(value) ? value.map(String) : String(value),
  ]);
  return Object.fromEntries(texts) as Record<string, string | string[]>;
}

async function* pieces(
  ctx: Ctx,
  accountId: string,
  { format, filter }: z.infer<typeof schema>,
): AsyncGenerator<string> {
  const lineOf = format === "csv" ? csvLine : ndjsonLine;
  const asked = databaseFilter(ctx, accountId, filter);
  if (format === "csv") yield CSV_HEAD;
  let place: EventPlace | undefined;
  for (;;) {
    const rows = await eventsBefore(ctx.db, accountId, asked, place, PAGE);
    const links = await linksOfEvents(ctx.db, accountId, rows);
    const lines = rows.map(({ leaf, ...event }) => {
      const link = links.get(event.id);
      return lineOf({
        ...event,
        leaf: hex(leaf),
        seq: link?.seq.toString() ?? null,
        link: link ? hex(link.link) : null,
      } satisfies ExportedEvent);
    });
    if (lines.length > 0) yield lines.join("");
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    place = { at: last.at, id: last.id };
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
