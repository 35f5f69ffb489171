/**
 * Which message keys a source file names: `const t = useTranslations("keys.create")` and `t("title")` give
 * `keys.create.title`. Translators handed on under another name are followed by the same declaration only.
 */
export function findUsedKeys(source: string): { keys: string[]; computed: string[] } {
  const keys: string[] = [];
  const computed: string[] = [];
  for (const { name, namespace } of translators(source)) {
    const call = new RegExp(
      String.raw`(?<![\w.])${name}(?:\.(?:rich|markup|raw|has))?\(\s*(["'\x60]?)([^"'\x60)]*)\1`,
      "g",
    );
    for (const [, quote, argument = ""] of source.matchAll(call)) {
      const literal = quote && !(quote === "`" && argument.includes("${"));
      if (literal) keys.push(namespace ? `${namespace}.${argument}` : argument);
      else computed.push(`${name}(${argument})`);
    }
  }
  return { keys, computed };
}

/** Single declarations, and the pairs of `const [t, copy] = await Promise.all([getTranslations("a"), …])`. */
function translators(source: string): { name: string; namespace: string }[] {
  const maker = String.raw`(?:await\s+)?(?:useTranslations|getTranslations)\(\s*(?:["']([\w.-]*)["'])?\s*\)`;
  const single = [...source.matchAll(new RegExp(String.raw`const\s+(\w+)\s*=\s*${maker}`, "g"))].map(
    ([, name = "", namespace = ""]) => ({ name, namespace }),
  );
  const grouped = [...source.matchAll(/const\s+\[([^=]*)\]\s*=\s*await\s+Promise\.all\(\[([\s\S]*?)\]\)/g)].flatMap(
    ([, names = "", values = ""]) => pairs(names, values),
  );
  return [...single, ...grouped];
}

function pairs(names: string, values: string) {
  const left = splitTopLevel(names);
  return splitTopLevel(values).flatMap((value, index) => {
    const made = /^(?:useTranslations|getTranslations)\(\s*(?:["']([\w.-]*)["'])?\s*\)$/.exec(value);
    return made ? [{ name: left[index] ?? "", namespace: made[1] ?? "" }] : [];
  });
}

/** At the commas that stand in no bracket. */
function splitTopLevel(list: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of list) {
    if ("([{".includes(character)) depth++;
    if (")]}".includes(character)) depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}
