"use server";

import type { z } from "zod";
import { createInstanceOrder, type createInstanceOrderSchema } from "@/lib/domain/billing/create-instance-order";
import { createPlanOrder } from "@/lib/domain/billing/create-plan-order";
import { createRenewalOrder } from "@/lib/domain/billing/create-renewal-order";
import { createSpecificationOrder } from "@/lib/domain/billing/create-specification-order";
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

export async function createPlanOrderAction(
  input: z.input<typeof createPlanOrder.schema>,
): Promise<ActionResult<OrderView>> {
  return runOperation(createPlanOrder, input);
}

export async function createRenewalOrderAction(
  input: z.input<typeof createRenewalOrder.schema>,
): Promise<ActionResult<OrderView>> {
  return runOperation(createRenewalOrder, input);
}

export async function createSpecificationOrderAction(
  input: z.input<typeof createSpecificationOrder.schema>,
): Promise<ActionResult<OrderView>> {
  return runOperation(createSpecificationOrder, input);
}
