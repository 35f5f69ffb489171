import { describe, expect, it } from "vitest";
import { negotiateLocale } from "./locale";

describe("negotiateLocale", () => {
  it.each([
    ["ja", "en-US,en;q=0.9", "ja"],
    [undefined, "zh-TW,zh;q=0.9,en;q=0.8", "zh-CN"],
    [undefined, "fr, ja;q=0.5, en;q=0.7", "en"],
    [undefined, "en;q=0, ja;q=0.1", "ja"],
    [undefined, "de", "en"],
    [undefined, null, "en"],
    ["klingon", "ja", "ja"],
  ])("cookie %s and header %s give %s", (chosen, header, expected) => {
    expect(negotiateLocale(chosen, header)).toBe(expected);
  });
});
