import { z } from "zod";
import { arnOf } from "../arn";
import { authorize, Unread } from "../authorize";
import { operation } from "../operation";
import { billView, type DailyBillView, OF_INSTANCE } from "./bill-view";

/** One bill of a day of pay-as-you-go, with its lines (BIL-04). */
export const describeDailyBill = operation(
  "DescribeDailyBill",
  { touches: "metadata", schema: z.object({ billId: z.string() }) },
  async (ctx, { billId }): Promise<DailyBillView> => {
    const found = await ctx.db.dailyBill.findUnique({ where: { billId }, include: OF_INSTANCE });
    const caller = ctx.actor.kind === "nobody" ? "" : (ctx.actor.accountId ?? "");
    const unread = new Unread(arnOf("*", caller, "order", billId), "BillNotFound", found);
    return billView(authorize(ctx, "kms:DescribeDailyBill", unread));
  },
);
