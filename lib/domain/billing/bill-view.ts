import type { DailyBillModel, InstanceModel } from "@/lib/generated/prisma/models";
import { arnOf } from "../arn";
import { type BusinessDay, dayFromDate } from "../calendar";
import type { PriceLine } from "./instance-price-rules";
import { asMicros, type Micros } from "./money";
import { parseLines } from "./order-parameters";

/** What a pay-as-you-go instance cost on one business day (BIL-04). */
export interface DailyBillView {
  billId: string;
  arn: string;
  region: string;
  instanceId: string;
  instanceName: string | null;
  businessDay: BusinessDay;
  /** The instance, and the keys that it held at the end of the day. */
  lines: PriceLine[];
  amountMicros: Micros;
  issuedAt: Date;
}

/** What a view needs to know of the instance. */
export const OF_INSTANCE = { instance: { select: { instanceId: true, name: true } } } as const;

export type BillRow = DailyBillModel & { instance: Pick<InstanceModel, "instanceId" | "name"> };

export function billView(bill: BillRow): DailyBillView {
  const { billId, accountId, region, instance } = bill;
  return {
    billId,
    arn: arnOf("*", accountId, "order", billId),
    region,
    instanceId: instance.instanceId,
    instanceName: instance.name,
    businessDay: dayFromDate(bill.businessDay),
    lines: parseLines(bill.lines),
    amountMicros: asMicros(bill.amountMicros),
    issuedAt: bill.issuedAt,
  };
}
