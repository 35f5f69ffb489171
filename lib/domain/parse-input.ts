import type { z } from "zod";
import { DomainError } from "./errors";
import type { Operation } from "./operation";

/**
 * What a stranger sent, in the shape that the operation takes. Names the first parameter that is wrong, never its value.
 * @throws DomainError MissingParameter, InvalidParameter
 */
export function parseInput<S extends z.ZodType>(operation: Operation<S>, input: unknown): z.output<S> {
  const parsed = operation.schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path ?? [];
  const name = path.map(String).join(".") || "input";
  throw new DomainError(valueAt(input, path) === undefined ? "MissingParameter" : "InvalidParameter", { name });
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}
