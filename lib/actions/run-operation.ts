import "server-only";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { askGateway } from "@/lib/auth/ask-gateway";
import { requestCtx, sessionToken } from "@/lib/auth/console-context";
import { recordRefusal } from "@/lib/domain/audit/record-refusal";
import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import type { Operation } from "@/lib/domain/operation";
import { parseInput } from "@/lib/domain/parse-input";
import { asRefusal } from "@/lib/domain/transaction";
import { log } from "@/lib/log";
import type { ActionFailure, ActionResult } from "./result";

/**
 * One operation for an action: here, with the console's own database role, or in the gateway where it touches secrets
 * (decisions 6). A refusal is an answer with its code, and an event: the gateway records its own, this door the others.
 */
export async function runOperation<S extends z.ZodType, O>(
  operation: Operation<S, O>,
  input: z.input<S>,
): Promise<ActionResult<O>> {
  const ctx = await requestCtx();
  try {
    const parsed = parseInput(operation, input);
    const value = await (operation.touches === "secrets" ? inGateway(ctx, operation, input) : operation(ctx, parsed));
    return { ok: true, value };
  } catch (error) {
    if (operation.touches === "metadata") await recordHere(ctx, operation.operationName, input, error);
    return failureOf(ctx.requestId, operation.operationName, error);
  }
}

/** The answer to what was thrown: a refusal as it is, anything else bare, with its line in the log. */
export function failureOf(requestId: string, name: string, thrown: unknown): ActionFailure {
  unstable_rethrow(thrown); // Next's own: a redirect is no failure
  const error = asRefusal(thrown);
  if (error instanceof DomainError) return { ok: false, code: error.code, params: error.params, requestId };
  log.error("an operation failed", { requestId, operation: name, error });
  return { ok: false, code: "InternalFailure", requestId };
}

async function inGateway<S extends z.ZodType, O>(ctx: Ctx, operation: Operation<S, O>, input: z.input<S>): Promise<O> {
  if (ctx.actor.kind === "nobody") throw new DomainError("NotSignedIn");
  const { requestId, sourceIp } = ctx;
  return askGateway(operation, input, { requestId, sourceIp, sessionToken: (await sessionToken()) ?? undefined });
}

async function recordHere(ctx: Ctx, name: string, input: unknown, error: unknown) {
  try {
    await recordRefusal(ctx, name, input, error);
  } catch (cause) {
    log.error("a refusal could not be recorded", { requestId: ctx.requestId, operation: name, error: cause });
  }
}
