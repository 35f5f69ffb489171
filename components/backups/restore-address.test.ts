import { expect, it } from "vitest";
import { restoreAddressOf, restoreHref } from "./restore-address";

const RESTORE = { region: "cn-hangzhou", backupId: "bkp-1", restoreId: "rst-1" };

it("survives a round trip, so that a plan's address does (BKP-101)", () => {
  const address = restoreAddressOf({ show: "blocked", kind: "key", search: " pay ", after: ["a", "b"] });
  expect(restoreHref(RESTORE, address, "start")).toBe(
    "/cn-hangzhou/backups/bkp-1/restores/rst-1?show=blocked&kind=key&search=pay&after=a&after=b&dialog=start",
  );
});

it("takes what it does not know for the whole", () => {
  expect(restoreHref(RESTORE, restoreAddressOf({ show: "x", kind: "y" }))).toBe(
    "/cn-hangzhou/backups/bkp-1/restores/rst-1",
  );
});
