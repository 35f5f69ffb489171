import type { z } from "zod";
import type { Ctx } from "@/lib/domain/context";
import type { Operation } from "@/lib/domain/operation";
import { parseInput } from "@/lib/domain/parse-input";
import type { ApiContext } from "./api-context";
import { type Action, action } from "./dispatch";
import type { Body } from "./envelope";

/**
 * How a call is recorded (decisions 8, AUD-01):
 * - `acts`: it changes something. Its nonce is kept first; its event lies in its own transaction.
 * - `uses`: it changes nothing and records itself through `ctx.recorder`; the nonce goes with that event.
 * - `reads`: it only looks. The door records it afterwards, with the nonce, before it answers.
 */
export type Recording = "acts" | "uses" | "reads";

export interface GatewayAction extends Action<ApiContext> {
  recording: Recording;
}

export type GatewayActions = Readonly<Record<string, GatewayAction>>;
export type GatewayProducts = Readonly<Record<string, GatewayActions>>;

interface Definition<Schema extends z.ZodType, Result> {
  schema: Schema;
  run(context: ApiContext, input: z.output<Schema>): Promise<Result>;
  present(result: Result, input: z.output<Schema>): Body;
}

const recorded =
  (recording: Recording) =>
  <Schema extends z.ZodType, Result>(definition: Definition<Schema, Result>): GatewayAction => ({
    ...action<ApiContext, Schema, Result>(definition),
    recording,
  });

export const acts = recorded("acts");
export const uses = recorded("uses");
export const reads = recorded("reads");

/** For answers that say nothing but that it is done. */
export const nothing = (): Body => ({});

/** Runs a domain operation with what the wire gave, in the shape that the operation takes. */
export function run<S extends z.ZodType, O>(operation: Operation<S, O>, ctx: Ctx, input: z.input<S>): Promise<O> {
  return operation(ctx, parseInput(operation, input));
}
