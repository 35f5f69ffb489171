import { expect, it } from "vitest";
import { firstChoice, type InstanceChoice, takesKey } from "./instance-choice";

const anInstance = (instanceId: string, facts: Partial<InstanceChoice> = {}): InstanceChoice => ({
  instanceId,
  name: null,
  service: "serves",
  keys: { used: 0, quota: 10 },
  isDefault: false,
  ...facts,
});

it("takes a key only while it serves and has a unit left (INS-08, INS-51)", () => {
  expect(takesKey(anInstance("a", { keys: { used: 9, quota: 10 } }))).toBe(true);
  expect(takesKey(anInstance("a", { keys: { used: 10, quota: 10 } }))).toBe(false);
  expect(takesKey(anInstance("a", { service: "connecting" }))).toBe(false);
  // Of an instance that others share nobody but the gateway knows (SHR-12).
  expect(takesKey(anInstance("a", { keys: null }))).toBe(true);
});

it("begins with the filtered instance, then the default one, then any with room (KEY-30, INS-50)", () => {
  const choices = [
    anInstance("full", { keys: { used: 0, quota: 0 } }),
    anInstance("a"),
    anInstance("b", { isDefault: true }),
  ];
  expect(firstChoice(choices, "a")?.instanceId).toBe("a");
  expect(firstChoice(choices, "")?.instanceId).toBe("b");
  expect(firstChoice(choices, "full")?.instanceId).toBe("b");
  expect(firstChoice(choices.slice(0, 2), "")?.instanceId).toBe("a");
  expect(firstChoice(choices.slice(0, 1), "")).toBeUndefined();
});
