import { expect, it } from "vitest";
import { quotePlan, quoteSpecification } from "@/lib/domain/billing/instance-price-rules";
import { asMicros } from "@/lib/domain/billing/money";
import { linesOf } from "./invoice-rules";

const prices = {
  "plan.default-key-rotation.month": 10_000_000n,
  "instance.software.key.month": 300_000n,
  "instance.software.qps.month": 100_000n,
};
const specification = { qps: 1000, keyQuota: 1000, secretQuota: 0, accessQuota: 1, logStorageGb: 0 };

it("says for each line of a price how long it was charged for", () => {
  const quote = quotePlan(prices, 12);
  const plan = { kind: "plan", plan: "DefaultKeyRotation", months: 12 } as const;
  expect(linesOf({ form: plan, quote, amountMicros: quote.dueMicros })).toEqual([
    { price: quote.lines[0], stretch: { months: 12, days: 0 }, amountMicros: 120_000_000n },
  ]);
});

it("says of an upgrade what is left of the period: months and days (INS-48)", () => {
  const larger = { ...specification, qps: 2000, keyQuota: 1500 };
  const rest = { months: 1, days: 15, daysOfMonth: 30 };
  const quote = quoteSpecification(prices, specification, larger, rest);
  const form = { kind: "specification", from: specification, specification: larger, rest, endsAt: "" } as const;
  expect(linesOf({ form, quote, amountMicros: quote.dueMicros })).toEqual(
    quote.lines.map((price) => ({ price, stretch: { months: 1, days: 15 }, amountMicros: price.amountMicros })),
  );
});

it("has one line for what has no lines of a price: a refund, and pay-as-you-go (BIL-03, BIL-04)", () => {
  const form = { kind: "refund", reason: "Unsubscribed", of: "kst-1" } as const;
  const quote = { lines: [], dueMicros: asMicros(-5_000_000n), perDay: null };
  expect(linesOf({ form, quote, amountMicros: quote.dueMicros })).toEqual([
    { price: null, stretch: null, amountMicros: -5_000_000n },
  ]);
});
