const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;
const PREFIX = /^(?:[A-Za-z0-9][A-Za-z0-9._-]*\/)*(?:[A-Za-z0-9][A-Za-z0-9._-]*)?$/;
const MAX_LENGTH = 512;

/**
 * Refuses a name that is no relative path of plain parts: no `..`, no empty or hidden part, nothing that a file system
 * or a bucket reads otherwise. Names are ours alone, so a refusal is a defect, not an input error.
 */
export function requireObjectName(name: string): void {
  if (name.length > MAX_LENGTH || !NAME.test(name))
    throw new Error("A backup object has a name that no store may take.");
}

/** The same for the beginning of a name; it may end within a part, or after a `/`. */
export function requireObjectPrefix(prefix: string): void {
  if (prefix.length > MAX_LENGTH || !PREFIX.test(prefix))
    throw new Error("A prefix of backup objects is no beginning of a name.");
}

/** By bytes, which for these names is by code unit: the same order in every store and locale. */
export function sortNames(names: string[]): string[] {
  return names.sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}
