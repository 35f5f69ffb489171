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
  const unstorable = unstorablePath(parsed.data);
  if (unstorable) throw new DomainError("InvalidParameter", nameOf(unstorable));
  return parsed.data;
}

const nameOf = (path: readonly PropertyKey[]) => ({ name: path.map(String).join(".") || "input" });

/**
 * Where a text is that cannot be kept as it is: PostgreSQL's holds no NUL, and UTF-8 no half of a surrogate pair, which
 * would come back as another character. Such a text can be neither looked for nor stored, and is no defect of ours.
 */
export function unstorablePath(value: unknown): PropertyKey[] | undefined {
  if (typeof value === "string") return isStorable(value) ? undefined : [];
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    if (!isStorable(name)) return [];
    if (typeof inner === "string" && SEALED.has(name)) continue;
    const path = unstorablePath(inner);
    if (path) return [name, ...path];
  }
  return undefined;
}

/** The value of a secret is kept as sealed bytes, never as text: it may hold anything that has bytes (SEC-05). */
const SEALED: ReadonlySet<string> = new Set(["secretData", "SecretData"]);

const isStorable = (text: string) => !text.includes("\0") && text.isWellFormed();

/** The nearest text that can be kept: for what must be kept whatever it is, such as what a refused call named. */
export function storableText(text: string): string {
  return isStorable(text) ? text : text.toWellFormed().replaceAll("\0", "\ufffd");
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}
