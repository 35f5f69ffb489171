import type { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { unstorablePath } from "@/lib/domain/parse-input";
import type { Body, Principal } from "./envelope";
import { type Nested, type NestedObject, nestParameters, wireName } from "./nested-parameters";
import type { NamedPlace } from "./region";
import type { SignedRequest } from "./signature";
import { refusal } from "./wire-error";

/** Of the KMS OpenAPI, and of the STS that hands out temporary credentials: products are told apart by version. */
export const API_VERSION = "2016-01-20";
export const STS_VERSION = "2015-04-01";

/** A call on its way: what the server knows before, and beside, the operation's context. */
export interface Call {
  requestId: string;
  signed: SignedRequest;
  /** The region or instance that the call names (REG-09, first step); `regionOfCall` does the rest. */
  named: NamedPlace;
  sourceAddress: string;
  userAgent: string;
  /** Set by whoever authenticates, so that a refusal can tell the caller who was refused. */
  principal?: Principal;
}

/** One action of the OpenAPI as it is written down in `operations/<noun>.ts`. */
interface ActionDefinition<Context, Schema extends z.ZodType, Result> {
  /** Over the wire's parameters by their wire names (`fields.ts`); unknown parameters are ignored, as the provider does. */
  schema: Schema;
  run(context: Context, input: z.output<Schema>, call: Call): Promise<Result>;
  /** The fields of the answer, without RequestId; written out by hand, so that a new column cannot leak. */
  present(result: Result, input: z.output<Schema>): Body;
}

/** An action whose types are closed over: parameters in, answer out. */
export interface Action<Context> {
  /** Parses first: a call with wrong parameters is refused before anything else happens. */
  answer(context: Context, call: Call): Promise<Body>;
}

export type ActionTable<Context> = Readonly<Record<string, Action<Context>>>;
/** Tables by version. */
export type Products<Context> = Readonly<Record<string, ActionTable<Context>>>;

/**
 * Closes an action's types. `operations/<noun>.ts` exports a record of these by wire name:
 *
 *     ScheduleKeyDeletion: action({
 *       schema: z.object({ KeyId: text(), PendingWindowInDays: integer() }),
 *       run: (ctx: Ctx, input, call) => scheduleKeyDeletion(ctx, …),
 *       present: () => ({}),
 *     }),
 */
export function action<Context, Schema extends z.ZodType, Result>(
  definition: ActionDefinition<Context, Schema, Result>,
): Action<Context> {
  return {
    async answer(context, call) {
      const input = parseInput(definition.schema, nestParameters(call.signed.parameters));
      return definition.present(await definition.run(context, input, call), input);
    },
  };
}

/** 404 for an unknown action, never 5xx: Terraform retries those for minutes (openapi.md 1.6). */
export function findAction<Context>(products: Products<Context>, signed: SignedRequest): Action<Context> {
  const table = Object.hasOwn(products, signed.version) ? products[signed.version] : undefined;
  if (table === undefined) throw refusal.unknownVersion();
  const found = Object.hasOwn(table, signed.action) ? table[signed.action] : undefined;
  if (found === undefined) throw refusal.unknownAction();
  return found;
}

function parseInput<Schema extends z.ZodType>(schema: Schema, parameters: NestedObject): z.output<Schema> {
  const parsed = schema.safeParse(parameters);
  if (!parsed.success) throw issueAt(parsed.error.issues[0]?.path ?? [], parameters);
  // JSON within a parameter can spell what the parameter itself cannot.
  const unstorable = unstorablePath(parsed.data);
  if (unstorable) throw issueAt(unstorable, parameters);
  return parsed.data;
}

/** Missing when nothing was sent at the place of the issue; inside a JSON parameter the parameter itself is named. */
function issueAt(path: readonly PropertyKey[], parameters: NestedObject): DomainError {
  let value: Nested | undefined = parameters;
  for (const [at, step] of path.entries()) {
    if (typeof value === "string") return new DomainError("InvalidParameter", { name: wireName(path.slice(0, at)) });
    value = Array.isArray(value) ? value[Number(step)] : value[String(step)];
    if (value === undefined) return new DomainError("MissingParameter", { name: wireName(path.slice(0, at + 1)) });
  }
  return new DomainError("InvalidParameter", { name: wireName(path) });
}
