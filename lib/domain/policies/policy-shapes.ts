import { invalidPolicy } from "./policy-problems";
import type { Json } from "./strict-json";

export function asObject(value: Json | undefined, at: string): Map<string, Json> {
  if (!(value instanceof Map)) throw invalidPolicy(at, "NotObject");
  return value;
}

/** One text, or a list of at least one. */
export function asTexts(value: Json | undefined, at: string): string[] {
  if (!Array.isArray(value)) return [asText(value, at)];
  if (value.length === 0) throw invalidPolicy(at, "Empty");
  return value.map((item, index) => asText(item, `${at}[${index}]`));
}

/** Nothing in a policy is written with other characters, so none that merely looks like one gets in. */
export function asText(value: Json | undefined, at: string): string {
  if (typeof value !== "string") throw invalidPolicy(at, "NotText");
  if (!/^[\x20-\x7e]*$/.test(value)) throw invalidPolicy(at, "NotAscii");
  return value;
}
