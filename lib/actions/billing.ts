"use server";

import type { z } from "zod";
import { createInstanceOrder, type createInstanceOrderSchema } from "@/lib/domain/billing/create-instance-order";
import type { OrderView } from "@/lib/domain/billing/order-view";
import { payOrder } from "@/lib/domain/billing/pay-order";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

export async function createInstanceOrderAction(
  input: z.input<typeof createInstanceOrderSchema>,
): Promise<ActionResult<OrderView>> {
  return runOperation(createInstanceOrder, input);
}

export async function payOrderAction(input: {
  orderId: string;
  termsAccepted: boolean;
}): Promise<ActionResult<OrderView>> {
  return runOperation(payOrder, input);
}
