"use server";

import type { z } from "zod";
import { checkRotationTarget, type TargetCheck } from "@/lib/domain/secrets/targets/check-rotation-target";
import { createRotationTarget } from "@/lib/domain/secrets/targets/create-rotation-target";
import { deleteRotationTarget } from "@/lib/domain/secrets/targets/delete-rotation-target";
import type { RotationTargetView } from "@/lib/domain/secrets/targets/load-rotation-target";
import { updateRotationTarget } from "@/lib/domain/secrets/targets/update-rotation-target";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

interface Named {
  region: string;
  targetId: string;
}

export async function createRotationTargetAction(
  input: z.input<typeof createRotationTarget.schema>,
): Promise<ActionResult<SavedTarget>> {
  return onlyCheck(await runOperation(createRotationTarget, input));
}

export async function updateRotationTargetAction(
  input: z.input<typeof updateRotationTarget.schema>,
): Promise<ActionResult<SavedTarget>> {
  return onlyCheck(await runOperation(updateRotationTarget, input));
}

export async function deleteRotationTargetAction(input: Named): Promise<ActionResult<unknown>> {
  return runOperation(deleteRotationTarget, input);
}

export async function checkRotationTargetAction(input: Named): Promise<ActionResult<TargetCheck>> {
  return runOperation(checkRotationTarget, input);
}

/** What the page shows it reads anew; what the check that saving made found is said at once. */
export type SavedTarget = Pick<RotationTargetView, "targetId" | "checkError">;

function onlyCheck(result: ActionResult<RotationTargetView>): ActionResult<SavedTarget> {
  if (!result.ok) return result;
  const { targetId, checkError } = result.value;
  return { ok: true, value: { targetId, checkError } };
}
