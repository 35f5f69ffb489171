/** The usage as the interface writes it: the first line becomes a slash, `GENERATE/VERIFY_MAC`. */
export function usageText(usage: string): string {
  return usage.replace("_", "/");
}
