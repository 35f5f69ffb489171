import { z } from "zod";
import type { Prisma } from "@/lib/generated/prisma/client";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";
import { decodeCursor, encodeCursor, type Page, pageSchema } from "../page";
import { ALERT_LEVELS, ALERT_NAMES, ALERTS_KEPT_DAYS } from "./alert-rules";
import { type AlertView, alertView } from "./alert-view";

const DAY_MS = 24 * 3600_000;

const filterSchema = z.object({
  levels: z.array(z.enum(ALERT_LEVELS)).min(1).optional(),
  names: z.array(z.enum(ALERT_NAMES)).min(1).optional(),
  /** Of what the alert is about; without one, all. */
  region: z.string().max(64).optional(),
  /** `open`: it stands, or nobody has acknowledged it, and it is not over. */
  state: z.enum(["open", "acknowledged", "over"]).optional(),
});
export type AlertFilter = z.infer<typeof filterSchema>;

export const alertsArn = (accountId: string): string => `acs:kms:*:${accountId}:alert`;

/** The account's alerts of the last 90 days (AUD-06), newest first, of all regions unless one is named. */
export const listAlerts = operation(
  "ListAlerts",
  {
    touches: "metadata",
    schema: z.object({ page: pageSchema.prefault({}), filter: filterSchema.prefault({}) }),
  },
  async (ctx, { page, filter }): Promise<Page<AlertView>> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListAlerts", alertsArn(accountId));
    const since = new Date(ctx.now().getTime() - ALERTS_KEPT_DAYS * DAY_MS);
    const where: Prisma.AlertWhereInput = { accountId, lastAt: { gte: since }, AND: conditionsOf(filter) };
    const { size, number = 1, after } = page;
    const place = decodeCursor(after);
    const earlier = place && { OR: [{ at: { lt: place.at } }, { at: place.at, pk: { lt: place.pk } }] };
    const [total, rows] = await Promise.all([
      ctx.db.alert.count({ where }),
      ctx.db.alert.findMany({
        where: { AND: [where, earlier ?? {}] },
        orderBy: [{ at: "desc" }, { pk: "desc" }],
        take: size + 1,
        skip: place ? 0 : (number - 1) * size,
      }),
    ]);
    const shown = rows.slice(0, size);
    const last = shown.at(-1);
    return { rows: shown.map(alertView), total, next: rows.length > size && last ? encodeCursor(last) : null };
  },
);

function conditionsOf({ levels, names, region, state }: AlertFilter): Prisma.AlertWhereInput[] {
  const conditions: Prisma.AlertWhereInput[] = [];
  if (levels) conditions.push({ level: { in: levels } });
  if (names) conditions.push({ name: { in: names } });
  if (region) conditions.push({ region });
  if (state === "open") conditions.push({ acknowledgedAt: null, endedAt: null });
  if (state === "acknowledged") conditions.push({ acknowledgedAt: { not: null } });
  if (state === "over") conditions.push({ acknowledgedAt: null, endedAt: { not: null } });
  return conditions;
}
