import { describe, expect, it } from "vitest";
import { planMoveStage } from "./stage-rules";

const version = (number: number, ...stages: string[]) => ({ pk: `pk-${number}`, versionId: `v${number}`, stages });
const three = [version(1, "Blue"), version(2, "ACSPrevious"), version(3, "ACSCurrent", "Green")];

describe("planMoveStage", () => {
  it("gives who loses ACSCurrent ACSPrevious, which its holder loses (SEC-23)", () => {
    expect(planMoveStage(three, { stage: "ACSCurrent", moveTo: "v1" })).toEqual([
      { pk: "pk-1", stages: ["Blue", "ACSCurrent"] },
      { pk: "pk-2", stages: [] },
      { pk: "pk-3", stages: ["Green", "ACSPrevious"] },
    ]);
  });

  it("swaps the two when the previous version becomes current again (SEC-23)", () => {
    const back = planMoveStage(three, { stage: "ACSCurrent", moveTo: "v2", removeFrom: "v3" });
    expect(back).toEqual([
      { pk: "pk-2", stages: ["ACSCurrent"] },
      { pk: "pk-3", stages: ["Green", "ACSPrevious"] },
    ]);
  });

  it("leaves both system labels on one version where the previous one moves there, and parts them again (SEC-20)", () => {
    const joined = planMoveStage(three, { stage: "ACSPrevious", moveTo: "v3" });
    expect(joined).toEqual([
      { pk: "pk-2", stages: [] },
      { pk: "pk-3", stages: ["ACSCurrent", "Green", "ACSPrevious"] },
    ]);
    const both = [version(1), version(3, "ACSCurrent", "ACSPrevious")];
    expect(planMoveStage(both, { stage: "ACSCurrent", moveTo: "v1" })).toEqual([
      { pk: "pk-1", stages: ["ACSCurrent"] },
      { pk: "pk-3", stages: ["ACSPrevious"] },
    ]);
  });

  it("moves, puts and takes away custom labels, and changes nothing that is as wished (SEC-20, SEC-23)", () => {
    expect(planMoveStage(three, { stage: "Blue", moveTo: "v2", removeFrom: "v1" })).toEqual([
      { pk: "pk-1", stages: [] },
      { pk: "pk-2", stages: ["ACSPrevious", "Blue"] },
    ]);
    expect(planMoveStage(three, { stage: "Red", moveTo: "v1" })).toEqual([{ pk: "pk-1", stages: ["Blue", "Red"] }]);
    expect(planMoveStage(three, { stage: "Blue", removeFrom: "v1" })).toEqual([{ pk: "pk-1", stages: [] }]);
    expect(planMoveStage(three, { stage: "ACSCurrent", moveTo: "v3" })).toEqual([]);
  });

  it.each([
    [{ stage: "Blue" }, "MissingParameter"],
    [{ stage: "ACSCurrent", removeFrom: "v3" }, "StageNotRemovable"],
    [{ stage: "ACSPrevious", removeFrom: "v2" }, "StageNotRemovable"],
    [{ stage: "Blue", moveTo: "v9" }, "SecretVersionNotFound"],
    [{ stage: "Blue", moveTo: "v1", removeFrom: "v9" }, "SecretVersionNotFound"],
    [{ stage: "Blue", moveTo: "v3", removeFrom: "v2" }, "StageElsewhere"],
    [{ stage: "Blue", removeFrom: "v2" }, "StageElsewhere"],
    [{ stage: "Red", removeFrom: "v2" }, "SecretVersionStageNotFound"],
  ])("refuses %j with %s (SEC-23)", (move, code) => {
    expect(() => planMoveStage(three, move)).toThrow(code);
  });

  // Full-width C, Cyrillic A and C, a zero-width joiner, a combining mark: letters that look like those of ACSCurrent.
  it.each([
    "ＡＣＳCurrent",
    "АCSCurrent",
    "ACSСurrent",
    "ACS\u200dCurrent",
    "ACSCurren\u0307t",
    "ACSCurrent ",
    "",
    "x".repeat(65),
  ])("refuses the look-alike %j (SEC-20)", (stage) => {
    expect(() => planMoveStage(three, { stage, moveTo: "v1" })).toThrow("InvalidStage");
  });

  it.each(["acscurrent", "ACSCURRENT", "ACSCurrent1", "AWSCURRENT"])(
    "takes %s for a custom label (SEC-20)",
    (stage) => {
      expect(planMoveStage(three, { stage, moveTo: "v2" })).toEqual([{ pk: "pk-2", stages: ["ACSPrevious", stage] }]);
      expect(planMoveStage([version(1, stage)], { stage, removeFrom: "v1" })).toEqual([{ pk: "pk-1", stages: [] }]);
    },
  );
});
