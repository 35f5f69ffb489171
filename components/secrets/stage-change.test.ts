import { expect, it } from "vitest";
import { customStages, type StagedVersion, stageChange, stageOutcome } from "./stage-change";

const VERSIONS: StagedVersion[] = [
  { versionId: "v3", stages: ["ACSCurrent"] },
  { versionId: "v2", stages: ["ACSPrevious"] },
  { versionId: "v1", stages: ["blue"] },
];

it("says where ACSPrevious goes before ACSCurrent is moved, and who reads what then (SEC-23)", () => {
  const change = stageChange("move", "ACSCurrent", { holder: "v3", moveTo: "v1" });
  expect(change).toEqual({ stage: "ACSCurrent", moveTo: "v1", removeFrom: "v3" });
  expect(stageOutcome(VERSIONS, change, "move")).toEqual({
    fault: null,
    changed: [
      { versionId: "v3", stages: ["ACSPrevious"] },
      { versionId: "v2", stages: [] },
      { versionId: "v1", stages: ["blue", "ACSCurrent"] },
    ],
    current: "v1",
    bare: ["v2"],
  });
});

it("adds a label that no version carries, and takes a custom one away", () => {
  const add = (stage: string) =>
    stageOutcome(VERSIONS, stageChange("add", stage, { holder: undefined, moveTo: "v2" }), "add");
  expect(add("green").changed).toEqual([{ versionId: "v2", stages: ["ACSPrevious", "green"] }]);
  expect([add("blue").fault, add("a b").fault, add("").fault]).toEqual(["taken", "wrong", "wrong"]);
  expect(customStages(VERSIONS)).toEqual(["blue"]);
  const remove = stageChange("remove", "blue", { holder: "v1", moveTo: "" });
  expect(stageOutcome(VERSIONS, remove, "remove")).toMatchObject({ fault: null, bare: ["v1"] });
});
