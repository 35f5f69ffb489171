import { expect, it } from "vitest";
import { paymentNamed, usualPayment } from "./payment";

it("an order's provider of payments is found by the name that it was paid with, and no other takes its place", () => {
  expect(paymentNamed("Balance")).toBe(usualPayment);
  expect(() => paymentNamed("Gold")).toThrow(/no payment provider Gold/);
});
