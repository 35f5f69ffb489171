const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdgA?\/(\d+)/, "Edge"],
  [/\bOPR\/(\d+)/, "Opera"],
  [/\bSamsungBrowser\/(\d+)/, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, "Firefox"],
  [/\b(?:Headless)?(?:Chrome|CriOS)\/(\d+)/, "Chrome"],
  [/\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//, "Safari"],
];

const SYSTEMS: readonly [RegExp, string][] = [
  [/\b(?:iPhone|iPod)\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows NT\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/** Which browser, on what, a User-Agent header claims: enough to tell one's own sessions apart. Undefined where unclear. */
export function browserOf(userAgent: string): { browser: string; system: string } | undefined {
  const found = first(BROWSERS, userAgent);
  const system = first(SYSTEMS, userAgent);
  if (!found || !system) return undefined;
  return { browser: `${found.name} ${found.version}`, system: system.name };
}

function first(table: typeof BROWSERS, text: string): { name: string; version: string | undefined } | undefined {
  for (const [pattern, name] of table) {
    const match = pattern.exec(text);
    if (match) return { name, version: match[1] };
  }
  return undefined;
}
