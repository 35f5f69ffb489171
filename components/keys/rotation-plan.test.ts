import { expect, it } from "vitest";
import { openingDays, rotatesAt, rotationNews, secondsTyped } from "./rotation-plan";

const key = {
  kind: "Customer",
  origin: "Aliyun_KMS",
  spec: "Aliyun_AES_256",
  state: "Enabled",
  deleteAt: null,
  automaticRotation: "Enabled",
  rotationError: null,
} as const;
const at = new Date("2026-11-22T00:00:00Z");
const DAY = 86_400;

it("says why a key does not rotate, the gravest first (KEY-06, KEY-73, KEY-74, KEY-77)", () => {
  const news = (more: Partial<Parameters<typeof rotationNews>[0]>, plan: Date | null = null) =>
    rotationNews({ ...key, ...more }, plan);
  expect(news({})).toBeNull();
  expect(news({ kind: "Service" })).toBe("service");
  expect(news({ origin: "EXTERNAL" })).toBe("external");
  expect(news({ spec: "RSA_2048" })).toBe("otherSpec");
  expect(news({ automaticRotation: "Suspended", state: "Disabled" })).toBe("disabled");
  expect(news({ automaticRotation: "Suspended", state: "PendingDeletion", deleteAt: at })).toBe("pendingDeletion");
  expect(news({ automaticRotation: "Suspended" })).toBe("restored");
  expect(news({ rotationError: "KeyQuotaExceeded" })).toBe("quota");
  expect(news({ rotationError: "InternalFailure" })).toBe("failed");
  expect(news({ rotationError: "KeyQuotaExceeded", automaticRotation: "Disabled" })).toBeNull();
  expect(news({ state: "Unavailable" })).toBe("unavailable");
  expect(news({ kind: "Default", automaticRotation: "Disabled" })).toBe("noPlan");
  expect(news({ kind: "Default" })).toBe("planEnded");
  expect(news({ kind: "Default" }, at)).toBeNull();
});

it("takes the days that the key may have (KEY-72)", () => {
  const inInstance = { kind: "Customer", instanceId: "kst-1" } as const;
  expect(["7", "365", " 90 "].map((typed) => secondsTyped(inInstance, typed))).toEqual([7 * DAY, 365 * DAY, 90 * DAY]);
  expect(["6", "366", "7.5", "", "x", "-7"].map((typed) => secondsTyped(inInstance, typed))).toEqual(
    Array(6).fill(undefined),
  );
  const byDefault = { kind: "Default", instanceId: null } as const;
  expect([secondsTyped(byDefault, "365"), secondsTyped(byDefault, "90")]).toEqual([365 * DAY, undefined]);
  expect(openingDays({ ...byDefault, rotationSeconds: null })).toBe("365");
  expect(openingDays({ ...inInstance, rotationSeconds: null })).toBe("90");
  expect(openingDays({ ...inInstance, rotationSeconds: 30 * DAY })).toBe("30");
});

it("tells the next date, or that it is now (KEY-70)", () => {
  expect(rotatesAt(at, 7 * DAY, at)).toEqual(new Date("2026-11-29T00:00:00Z"));
  expect(rotatesAt(at, 7 * DAY, new Date("2026-11-29T00:00:00Z"))).toBe("at once");
});
