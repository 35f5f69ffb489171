"use server";

import { revalidatePath } from "next/cache";
import { getTranslations } from "next-intl/server";
import type { z } from "zod";
import { acknowledgeAlerts } from "@/lib/domain/alerts/acknowledge-alerts";
import { type CreatedTarget, createDeliveryTarget } from "@/lib/domain/deliveries/create-delivery-target";
import { deleteDeliveryTarget } from "@/lib/domain/deliveries/delete-delivery-target";
import { skipToNow } from "@/lib/domain/deliveries/skip-to-now";
import { type TestResult, testDeliveryTarget } from "@/lib/domain/deliveries/test-delivery-target";
import { updateDeliveryTarget } from "@/lib/domain/deliveries/update-delivery-target";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

/** What the form above the list shows after it was sent. */
export interface Acknowledged {
  ok: boolean;
  message: string;
}

/** One by its row's button, all of the page, or what was ticked. The bell counts anew. */
export async function acknowledgeAlertsAction(_before: Acknowledged | null, form: FormData): Promise<Acknowledged> {
  const [t, errors] = await Promise.all([getTranslations("alerts.acknowledge"), getTranslations("errors")]);
  const alerts = chosenIn(form);
  if (alerts.length === 0) return { ok: false, message: t("none") };
  const result = await runOperation(acknowledgeAlerts, { alerts });
  if (!result.ok) return { ok: false, message: errors(result.code, result.params as never) };
  revalidatePath("/", "layout");
  return { ok: true, message: t("done", { count: result.value.acknowledged }) };
}

function chosenIn(form: FormData): string[] {
  const text = (name: string) => form.getAll(name).filter((value): value is string => typeof value === "string");
  const [one] = text("one");
  if (one) return [one];
  const all = text("all").flatMap((ids) => ids.split(" ").filter((id) => id !== ""));
  return [...new Set(all.length > 0 ? all : text("alert"))];
}

export async function createTargetAction(
  input: z.input<typeof createDeliveryTarget.schema>,
): Promise<ActionResult<CreatedTarget>> {
  return runOperation(createDeliveryTarget, input);
}

export async function updateTargetAction(
  input: z.input<typeof updateDeliveryTarget.schema>,
): Promise<ActionResult<void>> {
  return runOperation(updateDeliveryTarget, input);
}

export async function deleteTargetAction(input: { target: string }): Promise<ActionResult<void>> {
  return runOperation(deleteDeliveryTarget, input);
}

export async function testTargetAction(input: { target: string }): Promise<ActionResult<TestResult>> {
  return runOperation(testDeliveryTarget, input);
}

export async function skipToNowAction(input: { target: string }): Promise<ActionResult<{ skipped: number }>> {
  return runOperation(skipToNow, input);
}
