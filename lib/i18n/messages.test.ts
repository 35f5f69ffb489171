import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createTranslator } from "use-intl/core"; // next-intl itself asks for a running Next
import { describe, expect, it } from "vitest";
import { STATES } from "@/components/patterns/state-table";
import { ERRORS } from "@/lib/domain/errors";
import { LOCALES, type Locale } from "./locale";
import { namesIn } from "./message-names.test-support";
import { loadMessages, NAMESPACES } from "./messages";
import { findUsedKeys } from "./used-keys";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** `common.nav.keys` → text. */
function flatten(tree: object, prefix = ""): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(tree)) {
    const key = prefix ? `${prefix}.${name}` : name;
    if (typeof value === "string") texts.set(key, value);
    else for (const [deeper, text] of flatten(value, key)) texts.set(deeper, text);
  }
  return texts;
}

const textsOf = async (locale: Locale) => flatten(await loadMessages(locale));

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.(test|d)\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes("/generated/"));
}

describe.each(LOCALES)("messages in %s", (locale) => {
  it("has the same keys as English, none empty", async () => {
    const texts = await textsOf(locale);
    expect([...texts.keys()].sort()).toEqual([...(await textsOf("en")).keys()].sort());
    expect([...texts].filter(([, text]) => !text.trim())).toEqual([]);
  });

  it("takes the same values as English in every message", async () => {
    const english = await textsOf("en");
    const differing = [...(await textsOf(locale))].filter(
      ([key, text]) => [...namesIn(text)].sort().join() !== [...namesIn(english.get(key) ?? "")].sort().join(),
    );
    expect(differing).toEqual([]);
  });

  it("parses as ICU", async () => {
    const failures: string[] = [];
    for (const [key, text] of await textsOf(locale)) {
      const values = Object.fromEntries([...namesIn(text)].map((name) => [name, 2]));
      const tags = Object.fromEntries([...text.matchAll(/<(\w+)>/g)].map((match) => [match[1] ?? "", () => "x"]));
      const t = createTranslator({
        locale,
        messages: { text },
        onError: (error) => failures.push(`${key}: ${error.message}`),
      });
      t.rich("text", { ...values, ...tags });
    }
    expect(failures).toEqual([]);
  });

  it("has a message for every error code, with its values", async () => {
    const { errors } = await loadMessages(locale);
    expect(Object.keys(errors).sort()).toEqual(Object.keys(ERRORS).sort());
    for (const [code, row] of Object.entries(ERRORS)) {
      const known = new Set<string>(row.params ?? []);
      const unknown = [...namesIn(errors[code as keyof typeof ERRORS])].filter((name) => !known.has(name));
      expect(unknown, code).toEqual([]);
    }
  });

  it("has a word for every state of the status table", async () => {
    const { states } = await loadMessages(locale);
    const words = [...flatten(states).keys()].sort();
    const looks = Object.entries(STATES).flatMap(([noun, row]) => Object.keys(row).map((state) => `${noun}.${state}`));
    expect(words).toEqual(looks.sort());
  });
});

it("reads the names of values, in branches and out of them, and no words of a branch", () => {
  const message =
    "{name}: {count, plural, =0 {none} one {key of {owner}} other {# keys, {at, date, short}}} '{'x'}' it''s";
  expect([...namesIn(message)]).toEqual(["name", "count", "owner", "at"]);
});

describe("use of messages", () => {
  const used = ["app", "components", "lib"].flatMap((folder) =>
    sources(folder).map((file) => ({ file: relative(root, file), ...findUsedKeys(readFileSync(file, "utf8")) })),
  );

  it("has no message that nobody uses", async () => {
    // Codes and states are looked up by name; the tests above hold them to their tables.
    const checked = [...(await textsOf("en")).keys()].filter((key) => !/^(errors|states)\./.test(key));
    const keys = new Set(used.flatMap((source) => source.keys));
    expect(checked.filter((key) => !keys.has(key))).toEqual([]);
  });

  it("names keys as literals, so that the unused are found", () => {
    const computed = used
      .filter((source) => source.computed.length > 0)
      .map(({ file, computed }) => ({ file, computed }));
    expect(computed.map(({ file }) => file).sort()).toEqual([
      "components/patterns/action-failure.tsx", // errors.<code>
      "components/patterns/state-badge.tsx", // states.<noun>.<state>
      "lib/actions/accounts.ts", // errors.<code>
      "lib/actions/alerts.ts",
    ]);
  });

  it("has one file per noun in every language", () => {
    for (const locale of LOCALES) {
      const files = readdirSync(join(root, "lib/i18n/messages", locale));
      expect(files.sort()).toEqual(NAMESPACES.map((noun) => `${noun}.json`).sort());
    }
  });
});
