import { expect, it } from "vitest";
import type { Ctx } from "../context";
import { keptCount } from "./kept-count";

const size = (value: number) => value;

/** A count that says how often it was made, over a clock that stands where it is put. */
function counting(answers: number[]) {
  const db = {} as Ctx["db"];
  const state = { asked: 0, at: 0 };
  const count = async () => answers[state.asked++] ?? Number.NaN;
  return { state, ask: (name = "keys") => keptCount(db, name, count, size, { clock: () => state.at }) };
}

it("keeps a total above 50,000 for five seconds, and no other (decisions 18)", async () => {
  const { state, ask } = counting([50_001, 50_000, 3, 4]);
  expect(await ask()).toBe(50_001);
  state.at = 4999;
  expect(await ask()).toBe(50_001);
  state.at = 5000;
  expect(await ask()).toBe(50_000);
  expect(await ask()).toBe(3);
  expect(await ask()).toBe(4);
});

it("keeps each list's own", async () => {
  const { ask } = counting([60_000, 70_000]);
  expect([await ask("a"), await ask("b"), await ask("a")]).toEqual([60_000, 70_000, 60_000]);
});

it("counts once for all who ask while a large total is counted anew", async () => {
  const { state, ask } = counting([60_000, 61_000, 62_000]);
  await ask();
  state.at = 5000;
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([61_000, 61_000, 61_000]);
});

it("keeps no failure", async () => {
  const db = {} as Ctx["db"];
  const failing = () => Promise.reject(new Error("no answer"));
  await expect(keptCount(db, "keys", failing, size)).rejects.toThrow("no answer");
  expect(await keptCount(db, "keys", async () => 7, size)).toBe(7);
});
