"use server";

import type { z } from "zod";
import { enableInstance, type enableInstanceSchema } from "@/lib/domain/instances/enable-instance";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { releaseInstance } from "@/lib/domain/instances/release-instance";
import { setDefaultInstance } from "@/lib/domain/instances/set-default-instance";
import { setInstanceDeletionProtection } from "@/lib/domain/instances/set-instance-deletion-protection";
import { updateInstanceName } from "@/lib/domain/instances/update-instance-name";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

interface Named {
  region: string;
  instanceId: string;
}

export async function enableInstanceAction(
  input: z.input<typeof enableInstanceSchema>,
): Promise<ActionResult<InstanceView>> {
  return runOperation(enableInstance, input);
}

export async function setDefaultInstanceAction(
  input: Named & { chosen: boolean },
): Promise<ActionResult<{ instanceId: string | null }>> {
  return runOperation(setDefaultInstance, input);
}

export async function setInstanceDeletionProtectionAction(
  input: Named & { enabled: boolean },
): Promise<ActionResult<{ instanceId: string; deletionProtection: boolean }>> {
  return runOperation(setInstanceDeletionProtection, input);
}

export async function updateInstanceNameAction(
  input: Named & { name: string },
): Promise<ActionResult<{ instanceId: string; name: string }>> {
  return runOperation(updateInstanceName, input);
}

/** Never by force from the console: a release whose last backup fails is refused and says why (INS-65, BKP-169). */
export async function releaseInstanceAction(
  input: Named,
): Promise<ActionResult<{ instanceId: string; saleStatus: "Releasing" }>> {
  return runOperation(releaseInstance, { ...input, force: false });
}
