import { DomainError } from "@/lib/domain/errors";
import type { Parameters } from "./parameters";

/** A parameter after the flattened names are put together again: text, a list (`Name.1`), or an object (`Outer.Inner`). */
export type Nested = string | Nested[] | NestedObject;
export interface NestedObject {
  [name: string]: Nested;
}

interface Branch {
  text?: string;
  children: Map<string, Branch>;
}

const MAX_DEPTH = 4;
const MAX_INDEX = 200;

/**
 * Puts `Name.1`, `Tag.1.Key` and `Outer.Inner` together. Empty values are absent (openapi.md 1.1). Lists are in the
 * order of their 1-based indices; holes close. Refuses a name that is used both as text and as a list or object.
 */
export function nestParameters(parameters: Parameters): NestedObject {
  return flatParameters(parameters) ?? nestedParameters(parameters);
}

/** Most calls flatten nothing; there is nothing to put together then. */
function flatParameters(parameters: Parameters): NestedObject | undefined {
  const object: NestedObject = Object.create(null);
  for (const [name, value] of parameters) {
    if (value === "") continue;
    if (name === "" || name.includes(".")) return undefined;
    object[name] = value;
  }
  return object;
}

function nestedParameters(parameters: Parameters): NestedObject {
  const root: Branch = { children: new Map() };
  for (const [name, value] of parameters) if (value !== "") insert(root, name, value);
  return toObject(root);
}

/** The wire name of a place in the nested form: indices are 1-based there. */
export function wireName(path: readonly PropertyKey[]): string {
  return path.map((step) => (typeof step === "number" ? step + 1 : String(step))).join(".");
}

function insert(root: Branch, name: string, value: string): void {
  const steps = name.split(".");
  if (steps.length > MAX_DEPTH || steps.includes("")) throw new DomainError("InvalidParameter", { name });
  let branch = root;
  for (const step of steps) {
    if (branch.text !== undefined) throw new DomainError("InvalidParameter", { name });
    const next = branch.children.get(step) ?? { children: new Map() };
    branch.children.set(step, next);
    branch = next;
  }
  if (branch.children.size > 0) throw new DomainError("InvalidParameter", { name });
  branch.text = value;
}

function toNested(branch: Branch, name: string): Nested {
  if (branch.text !== undefined) return branch.text;
  const steps = [...branch.children.keys()];
  return steps.some((step) => /^\d+$/.test(step)) ? toList(branch, name) : toObject(branch);
}

function toList(branch: Branch, name: string): Nested[] {
  return [...branch.children]
    .map(([step, child]) => {
      const index = /^[1-9]\d{0,3}$/.test(step) ? Number(step) : 0;
      if (index < 1 || index > MAX_INDEX) throw new DomainError("InvalidParameter", { name: `${name}.${step}` });
      return { index, child };
    })
    .sort((a, b) => a.index - b.index)
    .map(({ index, child }) => toNested(child, `${name}.${index}`));
}

/** Without a prototype: a parameter may be called `__proto__`. */
function toObject(branch: Branch): NestedObject {
  const object: NestedObject = Object.create(null);
  for (const [step, child] of branch.children) object[step] = toNested(child, step);
  return object;
}
