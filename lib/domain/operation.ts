import type { z } from "zod";
import type { Ctx } from "./context";
import { DomainError } from "./errors";

/** What an operation reaches: the console may run the first kind itself, the gateway alone runs the second (decisions 6). */
export type Touches = "metadata" | "secrets";

export interface Operation<S extends z.ZodType = z.ZodType, O = unknown> {
  (ctx: Ctx, input: z.infer<S>): Promise<O>;
  readonly operationName: string;
  readonly touches: Touches;
  readonly schema: S;
  /** Whether a person must have proved who they are within the last minutes (S36). */
  readonly stepUp: boolean;
  /** Whether somebody may call it who must choose another password before anything else. */
  readonly beforePasswordChange: boolean;
}

/**
 * Makes a function an operation: it keeps its plain call `scheduleKeyDeletion(ctx, input)` and says its name, what it
 * reaches, the shape of its input, which every door parses before it calls, and what it asks of the person who calls.
 * The name is the provider's word where there is one, and the audit event's.
 */
export function operation<S extends z.ZodType, O>(
  operationName: string,
  declaration: { touches: Touches; schema: S; stepUp?: boolean; beforePasswordChange?: boolean },
  run: (ctx: Ctx, input: z.infer<S>) => Promise<O>,
): Operation<S, O> {
  const { stepUp = false, beforePasswordChange = false } = declaration;
  const call = async (ctx: Ctx, input: z.infer<S>) => {
    if (!beforePasswordChange) assertPasswordChosen(ctx);
    if (stepUp) assertSteppedUp(ctx);
    // Awaited: to return the promise itself takes the event loop three turns of microtasks instead of one.
    return await run(ctx, input);
  };
  return Object.assign(call, { operationName, ...declaration, stepUp, beforePasswordChange });
}

/** A password that somebody else chose opens one thing: choosing another. @throws DomainError PasswordChangeRequired */
function assertPasswordChosen({ actor }: Ctx): void {
  if (actor.kind === "person" && actor.mustChange) throw new DomainError("PasswordChangeRequired");
}

/**
 * S36: a session that was left open opens nothing that cannot be undone. Programs sign each call, so it is asked of
 * persons alone. @throws DomainError StepUpRequired
 */
export function assertSteppedUp({ actor }: Pick<Ctx, "actor">): void {
  if (actor.kind === "person" && !actor.steppedUp) throw new DomainError("StepUpRequired");
}
