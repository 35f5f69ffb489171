import { expect, it } from "vitest";
import { filtersOf, isFiltered, keyHref, keysAddressOf, keysHref, unfiltered, without } from "./keys-address";

it("reads filter and page from the address and writes them back", () => {
  const params = { instance: "kst-1", state: "Disabled", search: " alias/pay ", after: ["1.a", "2.b"] };
  const address = keysAddressOf(params);
  expect(address).toMatchObject({ instance: "kst-1", state: ["Disabled"], search: "alias/pay", trail: ["1.a", "2.b"] });
  const href = keysHref("cn-hangzhou", address, { dialog: "disable", key: "key-1" });
  expect(href).toBe(
    "/cn-hangzhou/keys?instance=kst-1&search=alias%2Fpay&state=Disabled&after=1.a&after=2.b&dialog=disable&key=key-1",
  );
});

it("takes several values of one name, chosen or typed, at most ten (KEY-94)", () => {
  const address = keysAddressOf({
    spec: ["RSA_2048", "EC_P256", "RSA_2048", "EC_SM2"],
    aliasPrefix: "pay/, archive/,, pay/",
    keyId: Array.from({ length: 12 }, (_, at) => `key-${at}`),
  });
  expect(address.spec).toEqual(["RSA_2048", "EC_P256"]);
  expect(address.aliasPrefix).toEqual(["pay/", "archive/"]);
  expect(address.keyId).toHaveLength(10);
  expect(keysAddressOf(Object.fromEntries([["aliasPrefix", "pay/,archive/"]])).aliasPrefix).toEqual(
    address.aliasPrefix,
  );
});

it("drops one value and keeps the others, from the first page on", () => {
  const address = keysAddressOf({ state: ["Enabled", "Disabled"], tag: "env", instance: "kst-1", after: "1.a" });
  expect(filtersOf(address)).toEqual([
    { name: "state", value: "Enabled" },
    { name: "state", value: "Disabled" },
    { name: "tag", value: "env" },
  ]);
  const fewer = without(address, { name: "state", value: "Enabled" });
  expect(keysHref("cn-hangzhou", fewer)).toBe("/cn-hangzhou/keys?instance=kst-1&state=Disabled&tag=env");
  expect(keysHref("cn-hangzhou", unfiltered(address))).toBe("/cn-hangzhou/keys?instance=kst-1");
});

it("knows no state that no key has, and keeps the trail short", () => {
  const address = keysAddressOf({ state: "toString", after: Array.from({ length: 60 }, (_, page) => `${page}`) });
  expect(address.state).toEqual([]);
  expect(isFiltered(address)).toBe(false);
  expect(address.trail).toHaveLength(40);
  expect(address.trail.at(-1)).toBe("59");
});

it("leaves out what is not set", () => {
  expect(keysHref("cn-hangzhou", keysAddressOf({}))).toBe("/cn-hangzhou/keys");
  expect(keyHref("cn-hangzhou", "key-1", { panel: "tags" })).toBe("/cn-hangzhou/keys/key-1?panel=tags");
});
