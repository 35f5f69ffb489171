"use server";

import type { z } from "zod";
import { cancelOrder } from "@/lib/domain/billing/cancel-order";
import { createBackupExtensionOrder } from "@/lib/domain/billing/create-backup-extension-order";
import { createBackupOrder } from "@/lib/domain/billing/create-backup-order";
import { createBackupRenewalOrder } from "@/lib/domain/billing/create-backup-renewal-order";
import { createInstanceOrder, type createInstanceOrderSchema } from "@/lib/domain/billing/create-instance-order";
import { createPlanOrder } from "@/lib/domain/billing/create-plan-order";
import { createPlanRenewalOrder } from "@/lib/domain/billing/create-plan-renewal-order";
import { createRenewalOrder } from "@/lib/domain/billing/create-renewal-order";
import { createSpecificationOrder } from "@/lib/domain/billing/create-specification-order";
import type { Micros } from "@/lib/domain/billing/money";
import type { OrderView } from "@/lib/domain/billing/order-view";
import { payOrder } from "@/lib/domain/billing/pay-order";
import { setFreeMode } from "@/lib/domain/billing/set-free-mode";
import { type PriceView, setPrice } from "@/lib/domain/billing/set-price";
import { topUpBalance } from "@/lib/domain/billing/top-up-balance";
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

export async function createPlanRenewalOrderAction(
  input: z.input<typeof createPlanRenewalOrder.schema>,
): Promise<ActionResult<OrderView>> {
  return runOperation(createPlanRenewalOrder, input);
}

export async function createBackupOrderAction(
  input: z.input<typeof createBackupOrder.schema>,
): Promise<ActionResult<OrderView>> {
  return runOperation(createBackupOrder, input);
}

export async function createBackupRenewalOrderAction(
  input: z.input<typeof createBackupRenewalOrder.schema>,
): Promise<ActionResult<OrderView>> {
  return runOperation(createBackupRenewalOrder, input);
}

export async function createBackupExtensionOrderAction(
  input: z.input<typeof createBackupExtensionOrder.schema>,
): Promise<ActionResult<OrderView>> {
  return runOperation(createBackupExtensionOrder, input);
}

export async function cancelOrderAction(input: { orderId: string }): Promise<ActionResult<OrderView>> {
  return runOperation(cancelOrder, input);
}

// The deployment operator's.

export async function topUpBalanceAction(
  input: z.input<typeof topUpBalance.schema>,
): Promise<ActionResult<{ accountId: string; balanceMicros: Micros }>> {
  return runOperation(topUpBalance, input);
}

export async function setPriceAction(input: z.input<typeof setPrice.schema>): Promise<ActionResult<PriceView>> {
  return runOperation(setPrice, input);
}

export async function setFreeModeAction(input: {
  free: boolean;
}): Promise<ActionResult<{ free: boolean; startsAt: Date | null }>> {
  return runOperation(setFreeMode, input);
}
