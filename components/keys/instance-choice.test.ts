import { expect, it } from "vitest";
import { firstChoice, type InstanceChoice, takesKey } from "./instance-choice";

const anInstance = (instanceId: string, facts: Partial<InstanceChoice> = {}): InstanceChoice => ({
  instanceId,
  name: null,
  service: "serves",
  keyVersionsUsed: 0,
  keyQuota: 10,
  isDefault: false,
  ...facts,
});

it("takes a key only while it serves and has a unit left (INS-08, INS-51)", () => {
  expect(takesKey(anInstance("a", { keyVersionsUsed: 9 }))).toBe(true);
  expect(takesKey(anInstance("a", { keyVersionsUsed: 10 }))).toBe(false);
  expect(takesKey(anInstance("a", { service: "connecting" }))).toBe(false);
});

it("begins with the filtered instance, then the default one, then any with room (KEY-30, INS-50)", () => {
  const choices = [anInstance("full", { keyQuota: 0 }), anInstance("a"), anInstance("b", { isDefault: true })];
  expect(firstChoice(choices, "a")?.instanceId).toBe("a");
  expect(firstChoice(choices, "")?.instanceId).toBe("b");
  expect(firstChoice(choices, "full")?.instanceId).toBe("b");
  expect(firstChoice(choices.slice(0, 2), "")?.instanceId).toBe("a");
  expect(firstChoice(choices.slice(0, 1), "")).toBeUndefined();
});
