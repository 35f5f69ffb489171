"use server";

import type { z } from "zod";
import { cancelInstanceImageUpgrade } from "@/lib/domain/instances/cancel-instance-image-upgrade";
import { enableInstance, type enableInstanceSchema } from "@/lib/domain/instances/enable-instance";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { releaseInstance } from "@/lib/domain/instances/release-instance";
import { rollBackInstanceImage } from "@/lib/domain/instances/roll-back-instance-image";
import { setDefaultInstance } from "@/lib/domain/instances/set-default-instance";
import { setInstanceDeletionProtection } from "@/lib/domain/instances/set-instance-deletion-protection";
import { unsubscribeInstance } from "@/lib/domain/instances/unsubscribe-instance";
import { updateInstanceBindVpcs } from "@/lib/domain/instances/update-instance-bind-vpcs";
import { updateInstanceName } from "@/lib/domain/instances/update-instance-name";
import { updateInstanceRenewal } from "@/lib/domain/instances/update-instance-renewal";
import { upgradeInstanceImage } from "@/lib/domain/instances/upgrade-instance-image";
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
  input: Named & { enabled: boolean; why?: string },
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

/** Never by force from the console either. */
export async function unsubscribeInstanceAction(
  input: Named,
): Promise<ActionResult<{ instanceId: string; orderId: string; refundMicros: bigint }>> {
  return runOperation(unsubscribeInstance, { ...input, force: false });
}

export async function updateInstanceRenewalAction(
  input: z.input<typeof updateInstanceRenewal.schema>,
): Promise<ActionResult<InstanceView>> {
  return runOperation(updateInstanceRenewal, input);
}

export async function updateInstanceBindVpcsAction(
  input: z.input<typeof updateInstanceBindVpcs.schema>,
): Promise<ActionResult<InstanceView>> {
  return runOperation(updateInstanceBindVpcs, input);
}

/** Without `at`: now (INS-46). */
export async function upgradeInstanceImageAction(input: Named & { at?: Date }): Promise<ActionResult<InstanceView>> {
  return runOperation(upgradeInstanceImage, input);
}

export async function cancelInstanceImageUpgradeAction(input: Named): Promise<ActionResult<InstanceView>> {
  return runOperation(cancelInstanceImageUpgrade, input);
}

export async function rollBackInstanceImageAction(input: Named): Promise<ActionResult<InstanceView>> {
  return runOperation(rollBackInstanceImage, input);
}
