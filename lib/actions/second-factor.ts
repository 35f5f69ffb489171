"use server";

import { type BegunSecondFactor, beginSecondFactor } from "@/lib/domain/accounts/begin-second-factor";
import { confirmSecondFactor } from "@/lib/domain/accounts/confirm-second-factor";
import { removeSecondFactor } from "@/lib/domain/accounts/remove-second-factor";
import { renewRecoveryCodes } from "@/lib/domain/accounts/renew-recovery-codes";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

interface RecoveryCodes {
  recoveryCodes: string[];
}

export async function beginSecondFactorAction(): Promise<ActionResult<BegunSecondFactor>> {
  return runOperation(beginSecondFactor, {});
}

export async function confirmSecondFactorAction(code: string): Promise<ActionResult<RecoveryCodes>> {
  return runOperation(confirmSecondFactor, { code });
}

export async function renewRecoveryCodesAction(): Promise<ActionResult<RecoveryCodes>> {
  return runOperation(renewRecoveryCodes, {});
}

export async function removeSecondFactorAction(): Promise<ActionResult<void>> {
  return runOperation(removeSecondFactor, {});
}
