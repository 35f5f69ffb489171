import { readPolicy } from "./policy-document";
import type { Statement } from "./statement";

const KEPT_MAX = 2000;
const kept = new Map<string, readonly Statement[]>();

/**
 * The statements of a document that lies in the database, where only valid ones do. Most keys share a few documents, so
 * each text is read once.
 */
export function storedStatements(document: string): readonly Statement[] {
  const known = kept.get(document);
  if (known) return known;
  const statements = readPolicy(document);
  if (kept.size >= KEPT_MAX) kept.clear();
  kept.set(document, statements);
  return statements;
}
