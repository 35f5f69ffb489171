import { type Landscape, REGION } from "./landscape";
import { permission, type Row } from "./row";

// Orders, balance and bills: on the account's orders, or on one of them, whatever region it is for.

const orders = (at: Landscape) => `acs:kms:*:${at.accountId}:order`;
const order = (at: Landscape) => `${orders(at)}/${at.orderId}`;

const onOrders = (action: string, input: Record<string, unknown> = {}): Row =>
  permission(
    (at) => [[`kms:${action}`, orders(at)]],
    () => input,
  );

export const MONEY_ROWS: Readonly<Record<string, Row>> = {
  ListOrders: onOrders("ListOrders"),
  ListPrices: onOrders("ListPrices"),
  DescribeBalance: onOrders("DescribeBalance"),
  ListLedgerMovements: onOrders("ListLedgerMovements"),
  ListDailyBills: onOrders("ListDailyBills"),
  DescribeDailyBill: permission(
    (at) => [["kms:DescribeDailyBill", `${orders(at)}/${at.billId}`]],
    (at) => ({ billId: at.billId }),
    "BillNotFound",
  ),
  DescribeOrder: permission(
    (at) => [["kms:DescribeOrder", order(at)]],
    (at) => ({ orderId: at.orderId }),
    "OrderNotFound",
  ),
  PayOrder: permission(
    (at) => [["kms:PayOrder", order(at)]],
    (at) => ({ orderId: at.orderId, termsAccepted: true }),
    "OrderNotFound",
  ),
  CancelOrder: permission(
    (at) => [["kms:CancelOrder", order(at)]],
    (at) => ({ orderId: at.orderId }),
    "OrderNotFound",
  ),
  CreatePlanOrder: onOrders("CreatePlanOrder", {
    region: REGION,
    plan: "DefaultKeyRotation",
    months: 1,
    clientToken: "matrix",
  }),
  CreatePlanRenewalOrder: permission(
    (at) => [["kms:CreatePlanRenewalOrder", orders(at)]],
    (at) => ({ region: REGION, planId: at.planId, months: 1, clientToken: "matrix" }),
    "PlanNotFound",
  ),
  DescribeKeyRotationPlan: onOrders("DescribeKeyRotationPlan", { region: REGION }),
  CreateInstanceOrder: permission(
    (at) => [["kms:CreateInstanceOrder", at.arn("keystore")]],
    () => ({ region: REGION, instanceType: "SOFTWARE", clientToken: "matrix-order", chargeType: "POSTPAY" }),
  ),
  TopUpBalance: {
    kind: "operator",
    input: (at) => ({ accountId: at.accountId, amountMicros: 10_000n, clientToken: "matrix" }),
  },
  ListAccountBalances: { kind: "operator", input: () => ({}) },
  DescribePricing: { kind: "operator", input: () => ({}) },
  SetPrice: { kind: "operator", input: () => ({ code: "key.day", amountMicros: 40_000n }) },
  SetFreeMode: { kind: "operator", input: () => ({ free: true }) },
};
