import { z } from "zod";
import type { Prisma } from "@/lib/generated/prisma/client";
import { containerArn } from "../arn";
import { accountOf, authorizeArn } from "../authorize";
import { dayAsDate } from "../calendar";
import { operation } from "../operation";
import { decodeCursor, encodeCursor, type Page, pageSchema } from "../page";
import { billView, type DailyBillView, OF_INSTANCE } from "./bill-view";

/** The database has no year 0. */
const day = z.iso.date().refine((text) => text > "1900");

const schema = z.object({
  /** Business days, both included. */
  from: day.optional(),
  to: day.optional(),
  instanceId: z.string().max(64).optional(),
  page: pageSchema.prefault({}),
});

/** The account's bills of pay-as-you-go, the newest day first (BIL-04). */
export const listDailyBills = operation(
  "ListDailyBills",
  { touches: "metadata", schema },
  async (ctx, { from, to, instanceId, page }): Promise<Page<DailyBillView>> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListDailyBills", containerArn("*", accountId, "order"));
    const where: Prisma.DailyBillWhereInput = {
      accountId,
      ...(instanceId !== undefined && { instance: { instanceId } }),
      businessDay: { ...(from && { gte: dayAsDate(from) }), ...(to && { lte: dayAsDate(to) }) },
    };
    const { size, number = 1, after } = page;
    const place = decodeCursor(after);
    const earlier = place && {
      OR: [{ businessDay: { lt: place.at } }, { businessDay: place.at, pk: { lt: place.pk } }],
    };
    const [total, rows] = await Promise.all([
      ctx.db.dailyBill.count({ where }),
      ctx.db.dailyBill.findMany({
        where: { AND: [where, earlier ?? {}] },
        include: OF_INSTANCE,
        orderBy: [{ businessDay: "desc" }, { pk: "desc" }],
        take: size + 1,
        skip: place ? 0 : (number - 1) * size,
      }),
    ]);
    const shown = rows.slice(0, size);
    const last = shown.at(-1);
    const next = rows.length > size && last ? encodeCursor({ at: last.businessDay, pk: last.pk }) : null;
    return { rows: shown.map(billView), total, next };
  },
);
