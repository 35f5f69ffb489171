import { expect, it } from "vitest";
import { compareAddressOf, compareHref } from "./compare-address";

const BACKUP = { region: "cn-hangzhou", backupId: "bkp-1" };

it("survives a round trip", () => {
  const address = compareAddressOf({
    from: "2026-11-19T14:35:00",
    to: "2026-11-20T00:00",
    kind: "secret",
    change: "Deleted",
    search: "pay",
    after: "a",
  });
  expect(compareHref(BACKUP, address, { panel: "plan" })).toBe(
    "/cn-hangzhou/backups/bkp-1/compare?from=2026-11-19T14%3A35&to=2026-11-20T00%3A00&kind=secret&change=Deleted&search=pay&after=a&panel=plan",
  );
});

it("takes what is no moment for none, which is now", () => {
  expect(compareHref(BACKUP, compareAddressOf({ from: "yesterday", to: "2026", change: "Lost" }))).toBe(
    "/cn-hangzhou/backups/bkp-1/compare",
  );
});
