import { expect, it } from "vitest";
import { shareHref, shareInstanceHref, sharingHref, tabOf } from "./sharing-address";

it("keeps the tab in the address; what was typed is what this account shares", () => {
  expect(tabOf(new URL(sharingHref("cn-hangzhou", "received"), "https://kms.example").searchParams.get("tab"))).toBe(
    "received",
  );
  expect(sharingHref("cn-hangzhou")).toBe("/cn-hangzhou/sharing");
  expect(tabOf(["received"])).toBe("mine");
  expect(shareHref("cn-hangzhou", "rs-a/../b")).toBe("/cn-hangzhou/sharing/rs-a%2F..%2Fb");
});

it("opens Share Resources on the page of the list that was left", () => {
  expect(shareInstanceHref("/cn-hangzhou/instances", "kst-a")).toBe(
    "/cn-hangzhou/instances?panel=share&instance=kst-a",
  );
  expect(shareInstanceHref("/cn-hangzhou/instances?after=1.a", "kst-a")).toBe(
    "/cn-hangzhou/instances?after=1.a&panel=share&instance=kst-a",
  );
});
