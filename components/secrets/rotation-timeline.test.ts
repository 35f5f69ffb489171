import { expect, it } from "vitest";
import { timelineOf } from "./rotation-timeline";

const at = (ms: number) => new Date(Date.UTC(2026, 10, 22) + ms);
const none = { retires: null, windowSeconds: null, startedAt: null, setAt: null, testedAt: null, finishedAt: null };
const begun = { ...none, createdAt: at(0), endedAt: null, state: "Running", step: "Create" } as const;
const said = (rotation: Parameters<typeof timelineOf>[0], retires = false) =>
  timelineOf(rotation, retires).map(({ step, state, ms }) => `${step} ${state}${ms === null ? "" : ` ${ms}`}`);

it("says what is done, what runs and what comes (P20)", () => {
  expect(said(begun)).toEqual(["Create now", "Set next", "Test next", "Finish next"]);
  const tests = { ...begun, step: "Test", startedAt: at(40), setAt: at(340) } as const;
  expect(said(tests)).toEqual(["Create done 40", "Set done 300", "Test now", "Finish next"]);
  const done = {
    ...tests,
    testedAt: at(400),
    finishedAt: at(420),
    endedAt: at(420),
    state: "Succeeded",
    step: "Finish",
  } as const;
  expect(said(done)).toEqual(["Create done 40", "Set done 300", "Test done 60", "Finish done 20"]);
});

it("waits for the end of the window of an AccessKey (SEC-33)", () => {
  const times = { startedAt: at(10), setAt: at(20), testedAt: at(20), finishedAt: at(20) };
  const waits = { ...begun, ...times, step: "Retire" } as const;
  expect(said(waits, true).slice(-2)).toEqual(["Finish done 0", "Retire now"]);
});

it("tells the step that failed, and the way back of one account", () => {
  const failed = { ...begun, startedAt: at(5), step: "Set", state: "Failed", endedAt: at(9) } as const;
  expect(said(failed)).toEqual(["Create done 5", "Set failed", "Test next", "Finish next"]);
  const back = { ...failed, step: "Revert", setAt: at(7) } as const;
  expect(said({ ...back, state: "Running", endedAt: null }).at(-1)).toBe("Revert now");
  expect(said(back)).toEqual(["Create done 5", "Set done 2", "Revert done 2"]);
});
