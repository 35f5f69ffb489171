import type { KeyView } from "@/lib/domain/keys/key-view";

/** The usage as the interface writes it: the first line becomes a slash, `GENERATE/VERIFY_MAC`. */
export function usageText(usage: KeyView["usage"]): string {
  return usage.replace("_", "/");
}
