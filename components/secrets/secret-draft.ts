import { isSecretName, isVersionId, SECRET_DATA_MAX_BYTES } from "@/lib/domain/secrets/secret-rules";

// What is typed into the forms of a secret, before it becomes a value (SEC-52). Pure, so that the limits are tested.

export interface Pair {
  id: string;
  name: string;
  value: string;
}

export interface ValueDraft {
  form: "keyValue" | "plainText";
  pairs: readonly Pair[];
  text: string;
}

export type ValueFault = "empty" | "noName" | "repeatedName" | "tooLong";

/** The value as it is stored: a JSON map of what has a name, or the text itself. */
export function secretDataOf(draft: ValueDraft): string {
  if (draft.form === "plainText") return draft.text;
  return JSON.stringify(Object.fromEntries(filled(draft.pairs).map(({ name, value }) => [name, value])));
}

export function valueBytes(draft: ValueDraft): number {
  if (draft.form === "keyValue" && filled(draft.pairs).length === 0) return 0;
  return new TextEncoder().encode(secretDataOf(draft)).length;
}

export function valueFault(draft: ValueDraft): ValueFault | undefined {
  if (valueBytes(draft) === 0) return "empty";
  if (draft.form === "keyValue") {
    const names = filled(draft.pairs).map(({ name }) => name);
    if (names.includes("")) return "noName";
    if (new Set(names).size < names.length) return "repeatedName";
  }
  return valueBytes(draft) > SECRET_DATA_MAX_BYTES ? "tooLong" : undefined;
}

const filled = (pairs: readonly Pair[]) => pairs.filter(({ name, value }) => name !== "" || value !== "");

export type NameFault = "form" | "reserved";

export function nameFault(name: string): NameFault | undefined {
  if (name.startsWith("acs/")) return "reserved";
  return isSecretName(name) ? undefined : "form";
}

export function versionFault(versionId: string, taken: readonly string[] = []): "form" | "taken" | undefined {
  if (!isVersionId(versionId)) return "form";
  return taken.includes(versionId) ? "taken" : undefined;
}

/** `v7` after v1 … v6: the highest number and one more, or the first that is free. */
export function nextVersionId(taken: readonly string[]): string {
  const numbers = taken.flatMap((versionId) => /^v(\d{1,9})$/.exec(versionId)?.[1] ?? []).map(Number);
  return `v${Math.max(0, ...numbers) + 1}`;
}

/** The pairs of a value that is a flat JSON map of texts, to be shown as such; null for anything else. */
export function pairsOf(secretData: string): [name: string, value: string][] | null {
  if (!secretData.startsWith("{")) return null;
  try {
    const entries = Object.entries(JSON.parse(secretData) as object);
    const flat = entries.length > 0 && entries.every(([, value]) => typeof value === "string");
    return flat ? (entries as [string, string][]) : null;
  } catch {
    return null;
  }
}
