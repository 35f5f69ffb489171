import type { z } from "zod";
import type { Ctx } from "./context";

/** What an operation reaches: the console may run the first kind itself, the gateway alone runs the second (decisions 6). */
export type Touches = "metadata" | "secrets";

export interface Operation<S extends z.ZodType = z.ZodType, O = unknown> {
  (ctx: Ctx, input: z.infer<S>): Promise<O>;
  readonly operationName: string;
  readonly touches: Touches;
  readonly schema: S;
}

/**
 * Makes a function an operation: it keeps its plain call `scheduleKeyDeletion(ctx, input)` and says its name, what it
 * reaches and the shape of its input, which every door parses before it calls.
 * The name is the provider's word where there is one, and the audit event's.
 */
export function operation<S extends z.ZodType, O>(
  operationName: string,
  declaration: { touches: Touches; schema: S },
  run: (ctx: Ctx, input: z.infer<S>) => Promise<O>,
): Operation<S, O> {
  const call = (ctx: Ctx, input: z.infer<S>) => run(ctx, input);
  return Object.assign(call, { operationName, ...declaration });
}
