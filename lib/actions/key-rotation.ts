"use server";

import type { z } from "zod";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { updateRotationPolicy } from "@/lib/domain/keys/update-rotation-policy";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

export async function updateRotationPolicyAction(
  input: z.input<typeof updateRotationPolicy.schema>,
): Promise<ActionResult<KeyView>> {
  return runOperation(updateRotationPolicy, input);
}
