import { describe, expect, it } from "vitest";
import { isSame, performancesFrom, upgradedTo, upgradeFaults, upgradeFrom } from "./specification-rules";

const from = { qps: 1000, keyQuota: 1000, secretQuota: 10, accessQuota: 1, logStorageGb: 0 };
const form = upgradeFrom(from);
const typed = (numbers: Partial<typeof form.numbers>) => ({ ...form, numbers: { ...form.numbers, ...numbers } });

describe("the upgrade of a specification (INS-48)", () => {
  it("begins with what the instance is, which is nothing to buy", () => {
    const to = upgradedTo(form, from);
    expect(to && isSame(from, to)).toBe(true);
    expect(performancesFrom(from)).toEqual([1000, 2000, 4000]);
  });

  it("takes more of everything, log storage in steps (INS-05)", () => {
    const more = typed({ keyQuota: "1500", secretQuota: "10", accessQuota: "3", logStorageGb: "2000" });
    expect(upgradedTo({ ...more, qps: 4000 }, from)).toEqual({
      qps: 4000,
      keyQuota: 1500,
      secretQuota: 10,
      accessQuota: 3,
      logStorageGb: 2000,
    });
  });

  it.each([
    [{ keyQuota: "999" }, ["keyQuota"]],
    [{ secretQuota: "9" }, ["secretQuota"]],
    [{ accessQuota: "10001" }, ["accessQuota"]],
    [{ logStorageGb: "1500" }, ["logStorageGb"]],
    [{ keyQuota: "", secretQuota: "x" }, ["keyQuota", "secretQuota"]],
  ])("refuses %j", (numbers, faults) => {
    expect(upgradeFaults(typed(numbers), from)).toEqual(faults);
    expect(upgradedTo(typed(numbers), from)).toBeUndefined();
  });
});
