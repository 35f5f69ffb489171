import { expect, it } from "vitest";
import { isFiltered, keyHref, keysAddressOf, keysHref } from "./keys-address";

it("reads filter and page from the address and writes them back", () => {
  const params = { instance: "kst-1", state: "Disabled", search: " alias/pay ", after: ["1.a", "2.b"] };
  const address = keysAddressOf(params);
  expect(address).toEqual({ instance: "kst-1", state: "Disabled", search: "alias/pay", trail: ["1.a", "2.b"] });
  const href = keysHref("cn-hangzhou", address, { dialog: "disable", key: "key-1" });
  expect(href).toBe(
    "/cn-hangzhou/keys?instance=kst-1&state=Disabled&search=alias%2Fpay&after=1.a&after=2.b&dialog=disable&key=key-1",
  );
});

it("knows no state that no key has, and keeps the trail short", () => {
  const address = keysAddressOf({ state: "toString", after: Array.from({ length: 60 }, (_, page) => `${page}`) });
  expect(address.state).toBe("");
  expect(isFiltered(address)).toBe(false);
  expect(address.trail).toHaveLength(40);
  expect(address.trail.at(-1)).toBe("59");
});

it("leaves out what is not set", () => {
  expect(keysHref("cn-hangzhou", keysAddressOf({}))).toBe("/cn-hangzhou/keys");
  expect(keyHref("cn-hangzhou", "key-1", { panel: "tags" })).toBe("/cn-hangzhou/keys/key-1?panel=tags");
});
