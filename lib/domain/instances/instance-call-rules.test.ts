import { describe, expect, it } from "vitest";
import { DomainError } from "../errors";
import { type InstanceCall, refusalOfCall } from "./instance-call-rules";
import { assertProtects, assertTakesNew, type InstanceState, saleStatusAt, serviceOf } from "./instance-state";

const now = new Date("2026-11-22T03:12:40Z");
const past = new Date("2026-11-01T00:00:00Z");
const future = new Date("2026-12-01T00:00:00Z");

const STATES: Record<string, InstanceState> = {
  "not enabled": { status: "Uninitialized", saleStatus: "Normal", connectedAt: null, endsAt: null },
  "not enabled, expired": { status: "Uninitialized", saleStatus: "Normal", connectedAt: null, endsAt: past },
  enabling: { status: "Connecting", saleStatus: "Normal", connectedAt: future, endsAt: null },
  "enabled by the clock": { status: "Connecting", saleStatus: "Normal", connectedAt: past, endsAt: future },
  disconnected: { status: "Disconnected", saleStatus: "Normal", connectedAt: past, endsAt: null },
  expired: { status: "Connected", saleStatus: "Normal", connectedAt: past, endsAt: past },
  releasing: { status: "Connected", saleStatus: "Releasing", connectedAt: past, endsAt: null },
  released: { status: "Disconnected", saleStatus: "Released", connectedAt: past, endsAt: null },
};

function standing(state: InstanceState, more: { prepaid?: boolean; protected?: boolean } = {}) {
  return {
    service: serviceOf(state, now),
    saleStatus: saleStatusAt(state, now),
    chargeType: more.prepaid ? ("PREPAY" as const) : ("POSTPAY" as const),
    deletionProtection: more.protected ?? false,
  };
}

function codeOf(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe.each(Object.entries(STATES))("an instance that is %s", (_, state) => {
  it("offers to become the default where the operation takes it (INS-50)", () => {
    const refusal = codeOf(() => assertTakesNew(state, now));
    expect(refusalOfCall("SetDefaultInstance", standing(state))).toBe(refusal);
  });

  it.each<InstanceCall>(["SetInstanceDeletionProtection", "UpdateInstanceName", "ReleaseInstance"])(
    "offers %s where the operation takes it",
    (call) => {
      const refusal = codeOf(() => assertProtects(state, now));
      expect(refusalOfCall(call, standing(state))).toBe(refusal);
    },
  );
});

describe("Enable (INS-30)", () => {
  it.each([
    ["not enabled", null],
    ["not enabled, expired", "InstanceUnavailable"],
    ["enabling", "InstanceNotEnablable"],
    ["enabled by the clock", "InstanceNotEnablable"],
    ["releasing", "InstanceNotEnablable"],
  ] as const)("of one that is %s: %s", (name, expected) => {
    const state = STATES[name];
    if (!state) throw new Error(name);
    expect(refusalOfCall("EnableInstance", standing(state))).toBe(expected);
  });
});

describe("Release (INS-49, INS-65)", () => {
  const serving: InstanceState = { status: "Connected", saleStatus: "Normal", connectedAt: past, endsAt: null };

  it("is not offered for a subscription", () => {
    expect(refusalOfCall("ReleaseInstance", standing(serving, { prepaid: true, protected: true }))).toBe(
      "ReleaseNotPossible",
    );
  });

  it("is blocked by deletion protection", () => {
    expect(refusalOfCall("ReleaseInstance", standing(serving, { protected: true }))).toBe("InstanceDeletionProtected");
  });
});
