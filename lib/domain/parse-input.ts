import type { z } from "zod";
import { DomainError } from "./errors";
import type { Operation } from "./operation";

/**
 * What a stranger sent, in the shape that the operation takes. Names the first parameter that is wrong, never its value.
 * @throws DomainError MissingParameter, InvalidParameter
 */
export function parseInput<S extends z.ZodType>(operation: Operation<S>, input: unknown): z.output<S> {
  const parsed = operation.schema.safeParse(input);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path ?? [];
    throw new DomainError(valueAt(input, path) === undefined ? "MissingParameter" : "InvalidParameter", nameOf(path));
  }
  const unstorable = pathOfNul(parsed.data);
  if (unstorable) throw new DomainError("InvalidParameter", nameOf(unstorable));
  return parsed.data;
}

const nameOf = (path: readonly PropertyKey[]) => ({ name: path.map(String).join(".") || "input" });

/** PostgreSQL's text holds no NUL: what has one can be neither looked for nor stored, and is no defect of ours. */
function pathOfNul(value: unknown): PropertyKey[] | undefined {
  if (typeof value === "string") return value.includes("\0") ? [] : undefined;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (name.includes("\0")) return [];
    const path = pathOfNul(inner);
    if (path) return [name, ...path];
  }
  return undefined;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}
