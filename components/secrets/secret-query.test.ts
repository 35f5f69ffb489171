import { describe, expect, it } from "vitest";
import { secretHref, withQuery } from "./secret-addresses";
import { filterOf, isFiltered, listHref, readQuery, tabHref } from "./secret-query";

describe("the query of the Secrets page (SEC-54)", () => {
  it("is everything where the address says nothing", () => {
    const query = readQuery({});
    expect(isFiltered(query)).toBe(false);
    expect(filterOf(query)).toEqual({ types: ["Generic"] });
  });

  it("becomes the filter of ListSecrets", () => {
    const query = readQuery({ search: "db/", instance: "kst-1", state: "PendingDeletion", tag: "env=prod=eu" });
    expect(isFiltered(query)).toBe(true);
    expect(filterOf(query)).toEqual({
      types: ["Generic"],
      names: ["db/"],
      instanceIds: ["kst-1"],
      state: "PendingDeletion",
      tagNames: ["env"],
      tagValues: ["prod=eu"],
    });
    expect(filterOf(readQuery({ tag: "env" }))).toEqual({ types: ["Generic"], tagNames: ["env"] });
  });

  it("asks for the types of its tab, or one of them, by rotation and by key (SEC-01)", () => {
    expect(filterOf(readQuery({ tab: "database" }))).toEqual({ types: ["Rds", "PolarDB", "Redis"] });
    const query = readQuery({ tab: "database", type: "Redis", rotation: "Invalid", key: "alias/db" });
    expect(filterOf(query, "key-1")).toEqual({ types: ["Redis"], rotation: "Invalid", encryptionKeyIds: ["key-1"] });
    expect(readQuery({ tab: "ecs", type: "Redis" }).type).toBe("");
    // SEC-30: a Generic one has no rotation to ask for.
    expect(readQuery({ tab: "toString", rotation: "Invalid" })).toMatchObject({ tab: "generic", rotation: "" });
    expect(tabHref("cn-hangzhou", "ram", { rotation: "Invalid" })).toBe(
      "/cn-hangzhou/secrets?tab=ram&rotation=Invalid",
    );
  });

  it("leaves out what no form of ours writes", () => {
    expect(readQuery({ state: "Lost", search: ["a", "b"], tag: "x".repeat(500) })).toMatchObject({
      state: "",
      search: "",
      tag: "x".repeat(200),
    });
  });

  it("writes an address that reads as itself, and turns pages forth and back", () => {
    const query = readQuery({
      tab: "database",
      type: "Rds",
      rotation: "Rotating",
      search: "a b",
      tag: "x=1",
      after: ["1.a", "2.b"],
    });
    const read = (href: string) => {
      const { searchParams } = new URL(href, "https://kms.example");
      return readQuery(
        Object.fromEntries([...searchParams.keys()].map((name) => [name, many(searchParams.getAll(name))])),
      );
    };
    const many = (values: string[]) => (values.length > 1 ? values : values[0]);
    expect(read(listHref("cn-hangzhou", query))).toEqual(query);
    expect(read(listHref("cn-hangzhou", query, query.trail.slice(0, -1))).trail).toEqual(["1.a"]);
    expect(listHref("cn-hangzhou", readQuery({}))).toBe("/cn-hangzhou/secrets");
  });
});

describe("addresses", () => {
  it.each(["db/password", "..", "a+b=c@d", "50%"])("carry the name %s whole (SEC-04)", (name) => {
    const url = new URL(secretHref("cn-hangzhou", name, { panel: "put" }), "https://kms.example");
    expect(url.pathname).toBe("/cn-hangzhou/secrets/details");
    expect(Object.fromEntries(url.searchParams)).toEqual({ secret: name, panel: "put" });
  });

  it("leave out what is not set, and add to what is there", () => {
    expect(withQuery("/x", { a: "", b: undefined })).toBe("/x");
    expect(withQuery("/x?a=1", { b: "2" })).toBe("/x?a=1&b=2");
  });
});
