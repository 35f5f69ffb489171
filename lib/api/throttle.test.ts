import { describe, expect, it } from "vitest";
import type { Lease, Wish } from "@/lib/db/throttle.sql";
import { type CallRate, rateOfAccount } from "@/lib/domain/call-rates";
import { DomainError } from "@/lib/domain/errors";
import { type ThrottleNeeds, throttle } from "./throttle";

/** A clock that only the test moves, and the rows as the database would keep them. */
function world() {
  let now = 250;
  const rows = new Map<string, { second: number; taken: number }>();
  const asked: Wish[][] = [];
  const told: { percent: number; refused: number }[] = [];
  let down = false;
  let hold: Promise<void> = Promise.resolve();
  const needs: ThrottleNeeds = {
    steadyNow: () => now,
    onFailure: () => undefined,
    onUse: ({ percent, refused }) => void told.push({ percent, refused }),
    takeLeases: async (wishes) => {
      asked.push([...wishes]);
      await hold;
      if (down) throw new Error("away");
      const second = Math.floor(now / 1000);
      return new Map<string, Lease>(
        wishes.map(({ subject, quota, units }) => {
          const row = rows.get(subject);
          const taken = row?.second === second ? row.taken : 0;
          const granted = Math.max(0, Math.min(units, quota - taken));
          rows.set(subject, { second, taken: taken + granted });
          return [subject, { granted, taken: taken + granted, milliseconds: (second + 1) * 1000 - now }];
        }),
      );
    },
  };
  return {
    needs,
    asked,
    told,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    setDown: (value: boolean) => {
      down = value;
    },
    holdLeases: () => {
      let release = () => {};
      hold = new Promise((resolve) => {
        release = resolve;
      });
      return () => release();
    },
  };
}

const rate = rateOfAccount("symmetric", "1234567890123456", "cn-hangzhou");
const allowed = async (limits: { take(rate: CallRate): Promise<void> | undefined }, calls: number, of = rate) => {
  let passed = 0;
  for (let made = 0; made < calls; made++) {
    try {
      await limits.take(of);
      passed++;
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== "Throttled") throw error;
    }
  }
  return passed;
};

describe("the rate limits (INS-11)", () => {
  it("let a second's quota pass, refuse the rest, and begin anew with the next second", async () => {
    const { needs, pass } = world();
    const limits = throttle(needs);
    expect(await allowed(limits, 1500)).toBe(1000);
    pass(749);
    expect(await allowed(limits, 10)).toBe(0);
    pass(1);
    expect(await allowed(limits, 1500)).toBe(1000);
  });

  it("say when the second ends", async () => {
    const { needs, pass } = world();
    const limits = throttle(needs);
    await allowed(limits, 1000);
    pass(100);
    expect(() => limits.take(rate)).toThrow(expect.objectContaining({ params: { retryAfterMilliseconds: 650 } }));
  });

  it("are held by two gateways together", async () => {
    const { needs } = world();
    const [first, second] = [throttle(needs), throttle(needs)];
    let passed = 0;
    for (let round = 0; round < 300; round++) passed += (await allowed(first, 3)) + (await allowed(second, 2));
    // What one has leased and not used is not the other's: a slice each at most.
    expect(passed).toBeGreaterThanOrEqual(1000 - 40);
    expect(passed).toBeLessThanOrEqual(1000);
  });

  it("hold over time, whatever was used on credit before a lease came", async () => {
    const { needs, pass } = world();
    const gateways = Array.from({ length: 5 }, () => throttle(needs));
    let passed = 0;
    for (let tick = 0; tick < 100; tick++) {
      for (const limits of gateways) {
        const calls = Array.from({ length: 60 }, () => Promise.resolve().then(() => limits.take(rate)));
        passed += (await Promise.allSettled(calls)).filter(({ status }) => status === "fulfilled").length;
      }
      pass(100);
    }
    // 10 seconds and the two that are cut, with a credit of 20 for each of five gateways at the end.
    expect(passed).toBeLessThanOrEqual(11 * 1000 + 100);
    expect(passed).toBeGreaterThan(9 * 1000);
  });

  it("ask the database about fifty times a second at most, and nobody waits for it at a low rate", async () => {
    const { needs, asked, holdLeases, pass } = world();
    const limits = throttle(needs);
    await allowed(limits, 1000);
    expect(asked.length).toBeLessThanOrEqual(52);
    pass(1000);
    const release = holdLeases();
    expect(limits.take(rate)).toBeUndefined();
    release();
  });

  it("ask once for all subjects that want something at the same time", async () => {
    const { needs, asked, holdLeases } = world();
    const limits = throttle(needs);
    const release = holdLeases();
    const others = ["a", "b", "c"].map((id) => rateOfAccount("management", id, "cn-hangzhou"));
    void limits.take(rate);
    await Promise.resolve();
    for (const other of others) void limits.take(other);
    release();
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked.map((wishes) => wishes.length)).toEqual([1, 3]);
  });

  it("keep accounts and classes apart", async () => {
    const { needs } = world();
    const limits = throttle(needs);
    await allowed(limits, 1100);
    expect(await allowed(limits, 300, rateOfAccount("asymmetric", "1234567890123456", "cn-hangzhou"))).toBe(200);
    expect(await allowed(limits, 800, rateOfAccount("reEncrypt", "1234567890123456", "cn-hangzhou"))).toBe(750);
    expect(await allowed(limits, 150, rateOfAccount("assumeRole", "1234567890123456", "cn-hangzhou"))).toBe(100);
    expect(await allowed(limits, 10, rateOfAccount("symmetric", "6543210987654321", "cn-hangzhou"))).toBe(10);
  });

  it("are multiplied by the setting", async () => {
    const { needs } = world();
    expect(await allowed(throttle(needs, 0.1), 500)).toBe(100);
  });

  it("let calls go on while the database does not answer, and hold again when it does", async () => {
    const { needs, setDown, pass } = world();
    const limits = throttle(needs);
    setDown(true);
    expect(await allowed(limits, 3000)).toBe(3000);
    setDown(false);
    pass(1000);
    expect(await allowed(limits, 1500)).toBeLessThanOrEqual(1000);
  });

  it("tell of 70 and 90 %, and of each refusal (AUD-10)", async () => {
    const { needs, told } = world();
    const limits = throttle(needs);
    await allowed(limits, 600);
    expect(told).toEqual([]);
    await allowed(limits, 1000);
    expect(told.some(({ percent, refused }) => percent >= 90 && refused === 0)).toBe(true);
    expect(told.filter(({ refused }) => refused === 1)).toHaveLength(600);
  });
});
