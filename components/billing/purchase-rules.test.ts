import { describe, expect, it } from "vitest";
import { REGION_CATALOGUE } from "@/lib/domain/instances/region-catalogue";
import {
  clientTokenOf,
  faultsOf,
  initialForm,
  inRegion,
  modesShown,
  type PurchaseForm,
  quoteOf,
  specificationOf,
} from "./purchase-rules";

const PRICES = {
  "instance.software.month": 500_000_000n,
  "instance.software.day": 4_500_000n,
  "key.day": 30_000n,
  "instance.software.qps.month": 100_000n,
  "instance.software.key.month": 300_000n,
  "instance.software.secret.month": 100_000n,
  "instance.software.access.month": 10_000_000n,
  "instance.software.log-gb.month": 50_000n,
};
const PAGE = "019aa8f0-7d2c-7c3e-9b1a-0123456789ab";
const HANGZHOU = { id: "cn-hangzhou", zones: ["cn-hangzhou-h", "cn-hangzhou-i", "cn-hangzhou-j"] };
const form = initialForm(HANGZHOU);
const withNumbers = (numbers: Partial<PurchaseForm["numbers"]>) => ({
  ...form,
  numbers: { ...form.numbers, ...numbers },
});

describe("the purchase form (INS-05, INS-21)", () => {
  it("begins with the specification of the list price (INS-06)", () => {
    expect(faultsOf(form)).toEqual([]);
    expect(quoteOf(form, PRICES)?.dueMicros).toBe(500_000_000n);
  });

  it.each(["", "99", "100001", "1e3", "-5", "1000.5", "abc"])("refuses %j keys and then has no price", (keyQuota) => {
    expect(faultsOf(withNumbers({ keyQuota }))).toEqual(["keyQuota"]);
    expect(specificationOf(withNumbers({ keyQuota }))).toBeUndefined();
    expect(quoteOf(withNumbers({ keyQuota }), PRICES)).toBeUndefined();
  });

  it("takes the limits themselves", () => {
    const limits = withNumbers({ keyQuota: "100", secretQuota: "100000", accessQuota: "10000" });
    expect(specificationOf(limits)).toMatchObject({ keyQuota: 100, secretQuota: 100_000, accessQuota: 10_000 });
  });

  it("asks pay-as-you-go for nothing but the region (INS-23, BIL-04)", () => {
    const payAsYouGo = { ...withNumbers({ keyQuota: "abc" }), chargeType: "POSTPAY" as const };
    expect(faultsOf(payAsYouGo)).toEqual([]);
    expect(quoteOf(payAsYouGo, PRICES)).toMatchObject({ dueMicros: 0n, perDay: { instanceMicros: 4_500_000n } });
  });
});

describe("the region of the form (INS-21, REG-04)", () => {
  const placed = (id: string) => REGION_CATALOGUE.find((region) => region.id === id) ?? { id, zones: [] };

  it.each([
    ["cn-hangzhou", "MultiZone", { DualZone: true, MultiZone: true }],
    ["cn-heyuan", "DualZone", { DualZone: true, MultiZone: false }],
    ["ap-southeast-6", "SingleZone", { SingleZone: true, DualZone: false }],
    ["ap-southeast-7", "SingleZone", { SingleZone: true, DualZone: false }],
  ])("%s begins with %s and offers %o", (id, mode, modes) => {
    const { zones } = placed(id);
    expect(initialForm(placed(id)).deploymentMode).toBe(mode);
    expect(inRegion(form, placed(id))).toMatchObject({ region: id, deploymentMode: mode });
    expect(Object.fromEntries(modesShown(zones).map((shown) => [shown.mode, shown.offered]))).toEqual(modes);
  });

  it("keeps a mode that the other region offers too", () => {
    const dual = { ...form, deploymentMode: "DualZone" as const };
    expect(inRegion(dual, placed("cn-shanghai"))).toEqual({ ...dual, region: "cn-shanghai" });
  });
});

describe("the order's client token (BIL-03)", () => {
  it("is the same for the same form of the same page, and another for another", () => {
    const tokens = [
      form,
      { ...form, months: 12 },
      { ...form, region: "cn-shanghai" },
      { ...form, chargeType: "POSTPAY" as const },
      withNumbers({ secretQuota: "10" }),
    ].map((each) => clientTokenOf(PAGE, each));
    expect(clientTokenOf(PAGE, { ...form })).toBe(tokens[0]);
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(clientTokenOf("019aa8f0-7d2c-7c3e-9b1a-0123456789ac", form)).not.toBe(tokens[0]);
  });

  it("fits into 64 printable characters", () => {
    const longest = {
      ...withNumbers({ keyQuota: "100000", secretQuota: "100000", accessQuota: "10000" }),
      region: "cn-shanghai-finance-1",
      months: 36,
      qps: 4000,
    };
    expect(clientTokenOf(PAGE, longest)).toMatch(/^[\x21-\x7e]{1,64}$/);
  });
});
