import { expect, it } from "vitest";
import { draftOf, secondsOf } from "./interval-draft";

it("takes an interval within the limits of the form (SEC-31)", () => {
  const limits = { minimum: 6, maximum: 8760 };
  const seconds = (amount: string, unit: "hours" | "days") => secondsOf({ on: true, amount, unit }, limits);
  expect([seconds("6", "hours"), seconds(" 365 ", "days"), seconds("8760", "hours")]).toEqual([
    21600, 31536000, 31536000,
  ]);
  expect([seconds("5", "hours"), seconds("366", "days"), seconds("8761", "hours")]).toEqual([null, null, null]);
  expect([seconds("", "days"), seconds("1.5", "days"), seconds("-7", "days"), seconds("1e3", "hours")]).toEqual(
    Array(4).fill(null),
  );
  expect(secondsOf({ on: false, amount: "30", unit: "days" }, limits)).toBeNull();
});

it("begins with what is set, in days where it is whole days", () => {
  expect(draftOf(7 * 86400)).toMatchObject({ amount: "7", unit: "days" });
  expect(draftOf(36 * 3600)).toMatchObject({ amount: "36", unit: "hours" });
  expect(draftOf(null)).toMatchObject({ amount: "30", unit: "days" });
});
