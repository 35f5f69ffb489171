import { describe, expect, it } from "vitest";
import { RowShelf } from "./row-shelf";

const key = (pk: string) => ({ table: "key", pk }) as const;

function shelf(limit = 3, more: Partial<ConstructorParameters<typeof RowShelf>[0]> = {}) {
  let now = 0;
  const made = new RowShelf<string>({ limit, clock: () => now, keepMilliseconds: 1000, ...more });
  return { made, pass: (milliseconds: number) => (now += milliseconds) };
}

describe("a shelf of rows (decisions 8)", () => {
  it("lets everything go that was read from a row, under whatever name, and nothing else", () => {
    const { made } = shelf();
    made.set("by id", "a", [key("1"), { table: "instance", pk: "i" }]);
    made.set("by alias", "a", [key("1")]);
    made.set("other", "b", [key("2"), { table: "instance", pk: "i" }]);
    made.evict(key("1"));
    expect([made.get("by id"), made.get("by alias"), made.get("other")]).toEqual([undefined, undefined, "b"]);
    made.evict({ table: "instance", pk: "i" });
    expect(made.size).toBe(0);
  });

  it("does not confuse rows of two tables", () => {
    const { made } = shelf();
    made.set("a", "a", [key("1")]);
    made.evict({ table: "secret", pk: "1" });
    expect(made.get("a")).toBe("a");
  });

  it("is bounded: the longest unused leaves first", () => {
    const { made } = shelf(2);
    made.set("a", "a", [key("1")]);
    made.set("b", "b", [key("2")]);
    made.get("a");
    made.set("c", "c", [key("3")]);
    expect([made.get("a"), made.get("b"), made.get("c")]).toEqual(["a", undefined, "c"]);
  });

  it("forgets what was idle for its time, asked for or not; a use begins it anew", () => {
    const { made, pass } = shelf();
    made.set("used", "a", [key("1")]);
    made.set("idle", "b", [key("2")]);
    pass(999);
    expect(made.get("used")).toBe("a");
    pass(1);
    made.sweep();
    expect(made.size).toBe(1);
    pass(999);
    expect(made.get("used")).toBeUndefined();
  });

  it("keeps nothing longer than its time where uses do not count", () => {
    const { made, pass } = shelf(3, { renewedByUse: false });
    made.set("a", "a", []);
    pass(999);
    expect(made.get("a")).toBe("a");
    pass(1);
    expect(made.get("a")).toBeUndefined();
  });

  it("replaces a value with its rows", () => {
    const { made } = shelf();
    made.set("a", "old", [key("1")]);
    made.set("a", "new", [key("2")]);
    made.evict(key("1"));
    expect(made.get("a")).toBe("new");
  });
});
