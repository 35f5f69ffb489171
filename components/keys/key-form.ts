import { assertAliasName, assertDescription } from "@/lib/domain/keys/key-rules";
import { assertTags, type Tag } from "@/lib/domain/tag-rules";

// The rules of the operations, asked by forms before they send anything. Pure.

/** With its prefix (KEY-80, KEY-81). */
export function isAliasName(alias: string): boolean {
  return passes(() => assertAliasName(alias));
}

/** KEY-32 */
export function isDescription(description: string): boolean {
  return passes(() => assertDescription(description));
}

/** Rows of the editor without those left empty. */
export function tagsTyped(rows: readonly Tag[]): Tag[] {
  return rows
    .map(({ name, value }) => ({ name: name.trim(), value: value.trim() }))
    .filter(({ name, value }) => name !== "" || value !== "");
}

/** KEY-83 */
export function areTags(tags: readonly Tag[]): boolean {
  return passes(() => assertTags(tags));
}

/** What an edited list of tags asks for: new and changed ones to set, vanished ones to remove. */
export function tagChanges(before: readonly Tag[], after: readonly Tag[]): { set: Tag[]; removed: string[] } {
  const values = new Map(before.map((tag) => [tag.name, tag.value]));
  const kept = new Set(after.map((tag) => tag.name));
  return {
    set: after.filter((tag) => values.get(tag.name) !== tag.value),
    removed: before.map((tag) => tag.name).filter((name) => !kept.has(name)),
  };
}

function passes(rule: () => void): boolean {
  try {
    rule();
    return true;
  } catch {
    return false; // the rule's refusal; its words stand beside the field
  }
}
