import { describe, expect, it } from "vitest";
import { dayOf, isFiltered, listHref, pageLinks, readListQuery, wordOf } from "./list-query";
import { daysAsked } from "./statement-query";

const NAMES = ["type", "from"] as const;
const at = "/cn-hangzhou/orders";

describe("the address of a list of money", () => {
  it("holds what is set, and nothing else", () => {
    const query = readListQuery({ type: " NEW ", from: ["2026-01-01"], other: "x" }, NAMES);
    expect(query).toEqual({ set: { type: "NEW", from: "" }, trail: [] });
    expect(isFiltered(query)).toBe(true);
    expect(listHref(at, query)).toBe(`${at}?type=NEW`);
    expect(listHref(at, readListQuery({}, NAMES))).toBe(at);
  });

  it("walks page by page, and back the same way with its filters", () => {
    const first = readListQuery({ type: "NEW" }, NAMES);
    const { previousHref, nextHref } = pageLinks(at, first, "b");
    expect(previousHref).toBeUndefined();
    expect(nextHref).toBe(`${at}?type=NEW&after=b`);
    const third = readListQuery({ type: "NEW", after: ["b", "c"] }, NAMES);
    expect(pageLinks(at, third, null)).toEqual({ previousHref: `${at}?type=NEW&after=b`, nextHref: undefined });
    expect(listHref(at, third, { dialog: "cancel" })).toBe(`${at}?type=NEW&after=b&after=c&dialog=cancel`);
  });

  it("makes nothing of days and texts that no database knows", () => {
    expect(["0000-01-01", "1899-12-31", "3000-01-01", "9999-12-31"].map(dayOf)).toEqual(Array(4).fill(undefined));
    expect(["1900-01-01", "2999-12-31"].map(dayOf)).toEqual(["1900-01-01", "2999-12-31"]);
    const wrong = readListQuery({ type: "\0N\0", from: "0000-01-01", after: ["a\0"] }, NAMES);
    expect(wrong).toEqual({ set: { type: "N", from: "0000-01-01" }, trail: ["a"] });
    expect(daysAsked({ set: { from: "0000-01-01", to: "9999-12-31" }, trail: [] }, "Asia/Shanghai")).toEqual({});
  });

  it("takes no day that the calendar lacks, and no word that is not offered", () => {
    expect(["2026-02-28", "2026-02-30", "2026-2-8", "yesterday", ""].map(dayOf)).toEqual([
      "2026-02-28",
      ...Array(4).fill(undefined),
    ]);
    expect(wordOf("NEW", ["NEW", "RENEW"])).toBe("NEW");
    expect(wordOf("new", ["NEW", "RENEW"])).toBeUndefined();
  });
});
