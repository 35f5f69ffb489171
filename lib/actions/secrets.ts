"use server";

import type { z } from "zod";
import { createSecret } from "@/lib/domain/secrets/create-secret";
import { deleteSecret } from "@/lib/domain/secrets/delete-secret";
import { getSecretValue, type SecretValueView } from "@/lib/domain/secrets/get-secret-value";
import { putSecretValue } from "@/lib/domain/secrets/put-secret-value";
import { restoreSecret } from "@/lib/domain/secrets/restore-secret";
import { rotateSecret } from "@/lib/domain/secrets/rotate-secret";
import type { StageMove } from "@/lib/domain/secrets/stage-rules";
import { updateSecret } from "@/lib/domain/secrets/update-secret";
import { updateSecretRotationPolicy } from "@/lib/domain/secrets/update-secret-rotation-policy";
import { updateSecretVersionStage } from "@/lib/domain/secrets/update-secret-version-stage";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

interface Named {
  region: string;
  secret: string;
}

export async function createSecretAction(
  input: z.input<typeof createSecret.schema>,
): Promise<ActionResult<{ name: string }>> {
  return onlyName(await runOperation(createSecret, input));
}

export async function putSecretValueAction(
  input: z.input<typeof putSecretValue.schema>,
): Promise<ActionResult<{ name: string }>> {
  return onlyName(await runOperation(putSecretValue, input));
}

/**
 * The one answer that carries a value (P11): it is shown and kept nowhere, here or in the browser. Of a managed secret it
 * is named by its stage (SEC-24).
 */
export async function getSecretValueAction(
  input: Named & ({ versionId: string } | { stage: string }),
): Promise<ActionResult<Pick<SecretValueView, "secretData" | "dataType">>> {
  const result = await runOperation(getSecretValue, input);
  if (!result.ok) return result;
  const { secretData, dataType } = result.value;
  return { ok: true, value: { secretData, dataType } };
}

export async function updateSecretAction(
  input: Named & { description: string },
): Promise<ActionResult<{ name: string }>> {
  return onlyName(await runOperation(updateSecret, input));
}

export async function deleteSecretAction(
  input: Named & ({ recoveryWindowDays: number } | { force: true }),
): Promise<ActionResult<{ name: string }>> {
  return onlyName(await runOperation(deleteSecret, input));
}

export async function restoreSecretAction(input: Named): Promise<ActionResult<{ name: string }>> {
  return onlyName(await runOperation(restoreSecret, input));
}

/** SEC-23 */
export async function updateSecretVersionStageAction(
  input: Named & StageMove,
): Promise<ActionResult<{ name: string }>> {
  return onlyName(await runOperation(updateSecretVersionStage, input));
}

/** SEC-32, SEC-33 */
export async function rotateSecretAction(
  input: Named & { windowSeconds?: number },
): Promise<ActionResult<{ name: string }>> {
  return onlyName(await runOperation(rotateSecret, input));
}

/** SEC-31 */
export async function updateSecretRotationPolicyAction(
  input: Named & { enabled: boolean; intervalSeconds?: number },
): Promise<ActionResult<{ name: string }>> {
  return onlyName(await runOperation(updateSecretRotationPolicy, input));
}

/** What the page shows afterwards it reads anew. */
function onlyName(result: ActionResult<{ name: string }>): ActionResult<{ name: string }> {
  return result.ok ? { ok: true, value: { name: result.value.name } } : result;
}
