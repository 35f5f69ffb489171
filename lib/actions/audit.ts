"use server";

import type { z } from "zod";
import { requestCtx } from "@/lib/auth/console-context";
import { type VerificationState, verifyAuditTrail } from "@/lib/domain/audit/verify-audit-trail";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

export async function verifyAuditTrailAction(
  input: z.input<typeof verifyAuditTrail.schema>,
): Promise<ActionResult<VerificationState>> {
  return runOperation(verifyAuditTrail, input);
}

/** Whether the person has proved who they are, before the browser fetches the file: a GET cannot ask for it (S36). */
export async function proveForExportAction({ href }: { href: string }): Promise<ActionResult<{ href: string }>> {
  const { actor, requestId } = await requestCtx();
  if (actor.kind !== "person") return { ok: false, code: "NotSignedIn", requestId };
  if (!actor.steppedUp) return { ok: false, code: "StepUpRequired", requestId };
  return { ok: true, value: { href } };
}
