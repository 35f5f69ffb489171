import { checkPolicy } from "@/lib/domain/policies/check-policy";
import { writeStatement } from "@/lib/domain/policies/explain";
import {
  type PolicyBase,
  type PolicyForm,
  type PolicySubject,
  policyFromForm,
} from "@/lib/domain/policies/policy-form";
import type { Statement } from "@/lib/domain/policies/statement";

// A policy document in the hands of its editor. Pure; it runs in the browser.

/** As a person reads it: one that was written on one line is laid out, another stays as it was written. */
export function laidOut(document: string): string {
  if (document.includes("\n")) return document;
  try {
    return written(JSON.parse(document), "");
  } catch {
    return document;
  }
}

/** What a panel shows without scrolling sideways. */
const LINE_MAX = 72;

/** As JSON.stringify with an indent of two, but a short list of texts stays on its line. */
function written(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const inner = `${indent}  `;
  const parts = isList
    ? value.map((item) => written(item, inner))
    : Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${written(member, inner)}`);
  const [open, close] = isList ? "[]" : "{}";
  const line = `[${parts.join(", ")}]`;
  if (isList && value.every((item) => typeof item === "string") && indent.length + line.length <= LINE_MAX) return line;
  return parts.length === 0 ? `${open}${close}` : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

/** What the form makes, laid out for the text beside it. */
export function documentOf(subject: PolicySubject, base: PolicyBase, form: PolicyForm): string {
  return laidOut(policyFromForm(subject, base, form));
}

/** POL-07: Default is the document that empty lists make. */
export function isDefault(form: PolicyForm | null): boolean {
  return form !== null && Object.values(form).every((list) => list.length === 0);
}

/** Its statements; undefined for a text that is no policy (yet). */
export function statementsIn(document: string): Statement[] | undefined {
  try {
    return checkPolicy("resource", document);
  } catch {
    return undefined;
  }
}

/** One statement of a RAM policy, a token's, or the policy of a key or secret; undefined where it says what none may. */
export function readStatement(source: "ram" | "session" | "resource", json: string): Statement | undefined {
  try {
    const kind = source === "resource" ? "resource" : "ram";
    return checkPolicy(kind, `{"Version":"1","Statement":[${json}]}`)[0];
  } catch {
    return undefined;
  }
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

export interface PolicyChanges {
  added: Statement[];
  removed: Statement[];
}

/** Which statements come and which go; one that only moved, or was laid out anew, is the same (POL-16 knows no order). */
export function changesBetween(before: readonly Statement[], after: readonly Statement[]): PolicyChanges {
  return { added: without(after, before), removed: without(before, after) };
}

/** Those of `all` that `others` lack, as often as they lack them. */
function without(all: readonly Statement[], others: readonly Statement[]): Statement[] {
  const left = others.map(writeStatement);
  return all.filter((statement) => {
    const at = left.indexOf(writeStatement(statement));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
