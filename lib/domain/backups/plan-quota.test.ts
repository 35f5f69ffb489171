import { expect, it } from "vitest";
import { giveQuota } from "./plan-quota";

const given = (items: [units: number, ...accounts: string[]][], room: { units: number; access: number }) => {
  const planned = items.map(([units, ...accounts], ordinal) => ({ ordinal, units, accounts }));
  const { units, access } = room;
  const refused = giveQuota(planned, "key", { key: units, secret: 0, access, accountsIn: [] }, new Set());
  const codes = new Map(refused.map(({ ordinal, code }) => [ordinal, code]));
  return planned.map(({ ordinal }) => codes.get(ordinal) ?? "ok");
};

it("gives units out in order, and what comes after an item that does not fit may still fit (BKP-92, BKP-153)", () => {
  expect(given([[2], [5], [1], [2], [1]], { units: 4, access: 0 })).toEqual([
    "ok",
    "KeyQuotaExceeded",
    "ok",
    "KeyQuotaExceeded",
    "ok",
  ]);
});

it("gives places to accounts in order; who is let in already takes no other, who is refused takes none (BKP-105)", () => {
  expect(
    given(
      [
        [1, "A", "B"],
        [1, "A"],
        [1, "C"],
        [1, "A"],
        [9, "D"],
      ],
      { units: 9, access: 1 },
    ),
  ).toEqual(["AccessQuotaExceeded", "ok", "AccessQuotaExceeded", "ok", "KeyQuotaExceeded"]);
});
