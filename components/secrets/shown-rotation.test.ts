import { expect, it } from "vitest";
import type { RunningView } from "@/lib/domain/secrets/secret-view";
import { rotationTrouble, shownRotation } from "./shown-rotation";

const runs = (facts: Partial<RunningView> = {}): RunningView => ({
  kind: "Immediate",
  step: "Set",
  dueAt: new Date(0),
  errorCode: null,
  attempts: 0,
  ...facts,
});

it("shows what runs, and what failed until something has worked (SEC-03)", () => {
  const shown = (automaticRotation: string, running: RunningView | null) =>
    shownRotation({ automaticRotation, rotationError: null, running });
  expect(shown("Enabled", null)).toBe("Enabled");
  expect(shown("Disabled", null)).toBe("Disabled");
  expect(shown("Invalid", null)).toBe("Invalid");
  expect(shown("Enabled", runs())).toBe("Rotating");
  expect(shown("Disabled", runs({ kind: "Setup" }))).toBe("SettingUp");
  expect(shown("Enabled", runs({ errorCode: "TimedOut" }))).toBe("Rotating");
  expect(shown("Invalid", runs())).toBe("Rotating");
  expect(shown("Invalid", runs({ errorCode: "TimedOut" }))).toBe("Invalid");
});

it("gives the reason of what runs now before that of what failed", () => {
  const trouble = (running: RunningView | null) =>
    rotationTrouble({ automaticRotation: "Invalid", rotationError: "TlsFailed", running });
  expect(trouble(null)).toBe("TlsFailed");
  expect(trouble(runs())).toBeNull();
  expect(trouble(runs({ errorCode: "TimedOut" }))).toBe("TimedOut");
});
