import { type CanonicalValue, canonicalText } from "@/lib/crypto/canonical-json";
import type { StoredEvent } from "@/lib/db/audit-chain.sql";

/** The canonical text of a stored event; null for details that are none, which nobody of ours writes. */
export function canonicalEvent([, before, detail, after]: StoredEvent): string | null {
  if (detail === "{}") return `${before}{}${after}`;
  try {
    return before + canonicalText(JSON.parse(detail) as CanonicalValue) + after;
  } catch {
    return null;
  }
}
