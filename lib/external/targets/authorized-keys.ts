// The file ~/.ssh/authorized_keys as text, pure (SEC-14). A text holds one character per byte (latin1), so that lines of
// others come out byte for byte, whatever they are encoded in.

/** What an SSH server is to believe from now on, of one secret's keys. Public keys are lines of authorized_keys. */
export interface KeyWish {
  secretArn: string;
  versionId: string;
  publicKey: string;
  keep: readonly string[];
}

const KEY = /^(?<type>(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[A-Za-z0-9@.-]+)[ \t]+(?<blob>AAAA[A-Za-z0-9+/]+={0,2})(?=\s|$)/;

/**
 * The file with the new key in it. Lines with this secret's mark that are neither the new key nor a kept one go; a kept
 * or new key without the mark, such as one that was imported, gets it, so that the rotation that leaves it behind finds it.
 * The new line has the options (`from=` and others) of the kept key that comes first: what the account may do stays.
 * Null where a key of the wish cannot be read.
 */
export function rewritten(file: string, { secretArn, versionId, publicKey, keep }: KeyWish): string | null {
  const fresh = partsOf(publicKey);
  const kept = keep.map(partsOf);
  if (!fresh || fresh.options || kept.includes(null)) return null;
  const mark = `kms-secret:${secretArn}#`;
  const wanted = new Set([fresh, ...kept].map((each) => each?.blob));
  const found = new Map<string, string>();
  const lines = (file.match(/[^\n]*\n|[^\n]+$/g) ?? []).flatMap((line) => {
    const parts = partsOf(line);
    if (!parts) return line;
    const isMarked = parts.comment.split(/\s+/).some((word) => word.startsWith(mark));
    if (!wanted.has(parts.blob)) return isMarked ? [] : line;
    if (!found.has(parts.blob)) found.set(parts.blob, parts.options);
    return isMarked
      ? line
      : `${line.replace(/\s*$/, "")} ${mark}${parts.blob === fresh.blob ? versionId : "imported"}\n`;
  });
  if (found.has(fresh.blob)) return lines.join("");
  const options = found.get(kept[0]?.blob ?? "") ?? "";
  const before = lines.join("");
  const end = before === "" || before.endsWith("\n") ? "" : "\n";
  return `${before}${end}${options}${fresh.type} ${fresh.blob} ${mark}${versionId}\n`;
}

interface Parts {
  /** As they stand, with the blank after them; mostly empty. */
  options: string;
  type: string;
  blob: string;
  comment: string;
}

/** Null of what is no key: an empty line, a comment, a form that this does not know. */
function partsOf(line: string): Parts | null {
  const text = line.trim();
  const at = KEY.test(text) ? 0 : endOfOptions(text);
  const key = KEY.exec(text.slice(at));
  if (!key?.groups || text.includes("\n")) return null;
  const { type = "", blob = "" } = key.groups;
  return { options: text.slice(0, at), type, blob, comment: text.slice(at + key[0].length).trim() };
}

/** A quoted part, an escaped quote, or one character: no two of them begin alike, so that no line takes long to refuse. */
const OPTIONS = /^(?:\\"|"(?:\\"|\\(?!")|[^"\\])*"|\\(?!")|[^\s"\\])+[ \t]+/;

/** Options end at the first blank outside of quotes; a backslash before a quote makes it a character (sshd(8)). */
function endOfOptions(text: string): number {
  return OPTIONS.exec(text)?.[0].length ?? 0;
}
