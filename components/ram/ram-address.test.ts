import { expect, it } from "vitest";
import { listHref, ramHref, readQuery, withQuery } from "./ram-address";

it("an address says what it was made from", () => {
  const query = { search: "a&b", type: "System", trail: ["1.a", "2.b"] } as const;
  const href = listHref("cn-hangzhou", "policies", query);
  const set = new URL(href, "http://localhost").searchParams;
  expect(readQuery({ ...Object.fromEntries(set), after: set.getAll("after") })).toEqual(query);
});

it("what nobody wrote is everything from the start", () => {
  expect(readQuery({ search: ["a"], type: "x" })).toEqual({ search: "", type: "Custom", trail: [] });
  expect(listHref("cn-hangzhou", "users", readQuery({}))).toBe("/cn-hangzhou/ram/users");
});

it("a panel is one more thing in it", () => {
  const users = ramHref("cn-hangzhou", "users", "a.b");
  expect(withQuery(users, { panel: "edit" })).toBe("/cn-hangzhou/ram/users/a.b?panel=edit");
  expect(withQuery("/x?search=a", { panel: "create" })).toBe("/x?search=a&panel=create");
});
