"use server";

import type { z } from "zod";
import { createManagedSecret } from "@/lib/domain/secrets/create-managed-secret";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

/** Of a managed type (SEC-10..14). What its page shows is read anew. */
export async function createManagedSecretAction(
  input: z.input<typeof createManagedSecret.schema>,
): Promise<ActionResult<{ name: string; settingUp: boolean }>> {
  const result = await runOperation(createManagedSecret, input);
  if (!result.ok) return result;
  const { name, settingUp } = result.value;
  return { ok: true, value: { name, settingUp } };
}
