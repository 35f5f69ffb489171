import { expect, it } from "vitest";
import { ordersFilterOf, readOrdersQuery } from "./orders-query";

const filterOf = (search: Record<string, string>) => ordersFilterOf(readOrdersQuery(search), "Asia/Shanghai");

it("asks for what is set: type, state, product, whole days, and an order or a resource by its ID", () => {
  expect(filterOf({})).toEqual({});
  expect(filterOf({ type: "RENEW", state: "Paid", product: "instance.software" })).toEqual({
    types: ["RENEW"],
    states: ["Paid"],
    products: ["instance.software"],
  });
  expect(filterOf({ from: "2026-11-01", to: "2026-11-30" })).toEqual({
    from: new Date("2026-10-31T16:00:00Z"),
    to: new Date("2026-11-30T16:00:00Z"),
  });
  expect(filterOf({ id: "ord-1" })).toEqual({ orderId: "ord-1" });
  expect(filterOf({ id: "kst-1" })).toEqual({ resourceId: "kst-1" });
});

it("leaves out what an address says that nobody offers", () => {
  expect(filterOf({ type: "GIFT", state: "paid", product: "x", from: "2026-02-30", to: "now" })).toEqual({});
});
