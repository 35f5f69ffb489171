import { describe, expect, it } from "vitest";
import type { KeyState } from "@/lib/generated/prisma/enums";
import { DomainError } from "../errors";
import { assertAllowed, isAllowed, KEY_CALLS, type KeyCall, type KeyStanding, shownState } from "./key-state";

const NOW = new Date("2026-11-22T04:00:00.000Z");
const STATES: KeyState[] = ["Enabled", "Disabled", "PendingDeletion", "PendingImport"];

const standing = (state: KeyState, more: Partial<KeyStanding> = {}): KeyStanding => ({
  state,
  deleteAt: state === "PendingDeletion" ? new Date(NOW.getTime() + 1) : null,
  materialExpiresAt: null,
  instance: null,
  ...more,
});
const serving = { status: "Connected", saleStatus: "Normal", connectedAt: NOW, endsAt: null } as const;
const expired = { ...serving, endsAt: NOW };
const codeOf = (call: KeyCall, key: KeyStanding) => {
  try {
    assertAllowed(call, key, NOW);
    return "S";
  } catch (error) {
    return error instanceof DomainError ? error.code : error;
  }
};

// The table of KEY-42 as the specification prints it, in our codes.
const SPECIFIED: [KeyCall[], string[]][] = [
  [
    ["Encrypt", "Decrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncrypt"],
    ["S", "KeyDisabled", "KeyPendingDeletion", "KeyPendingImport"],
  ],
  [
    ["ListKeys", "DescribeKey", "ListAliases", "DeleteAlias"],
    ["S", "S", "S", "S"],
  ],
  [
    ["EnableKey", "DisableKey"],
    ["S", "S", "KeyStateForbids", "KeyStateForbids"],
  ],
  [["ScheduleKeyDeletion"], ["S", "S", "KeyStateForbids", "S"]],
  [["CancelKeyDeletion"], ["KeyStateForbids", "KeyStateForbids", "S", "KeyStateForbids"]],
  [["CreateAlias"], ["S", "S", "KeyStateForbids", "S"]],
  [["UpdateAlias"], ["S", "S", "KeyPendingDeletion", "S"]],
  [
    ["GetParametersForImport", "DeleteKeyMaterial"],
    ["S", "S", "S", "S"],
  ],
  [["ImportKeyMaterial"], ["S", "S", "KeyStateForbids", "S"]],
];

describe("what a key allows", () => {
  it.each(SPECIFIED)("%s by state (KEY-42)", (calls, verdicts) => {
    for (const call of calls) expect(STATES.map((state) => codeOf(call, standing(state)))).toEqual(verdicts);
  });

  it("waits for its material from the second on in which that is over (KEY-64)", () => {
    const until = (at: number) => ({ materialExpiresAt: new Date(NOW.getTime() + at) });
    for (const state of ["Enabled", "Disabled"] as const) {
      expect(shownState(standing(state, until(1)), NOW)).toBe(state);
      expect(shownState(standing(state, until(0)), NOW)).toBe("PendingImport");
    }
    expect(codeOf("Encrypt", standing("Enabled", until(0)))).toBe("KeyPendingImport");
    expect(codeOf("EnableKey", standing("Disabled", until(0)))).toBe("KeyStateForbids");
    expect(codeOf("CancelKeyDeletion", standing("PendingDeletion", until(0)))).toBe("S");
  });

  it("refuses deletion protection while deletion is pending (KEY-46)", () => {
    expect(codeOf("SetDeletionProtection", standing("PendingDeletion"))).toBe("KeyStateForbids");
  });

  it("is the same in an instance that serves", () => {
    for (const call of Object.keys(KEY_CALLS) as KeyCall[]) {
      for (const state of STATES) {
        expect(codeOf(call, standing(state, { instance: serving }))).toBe(codeOf(call, standing(state)));
      }
    }
  });

  it("stops every use and change in an expired instance, but not reads, GetPublicKey and CancelKeyDeletion (KEY-43, INS-62)", () => {
    const key = standing("PendingDeletion", { instance: expired });
    const going = (Object.keys(KEY_CALLS) as KeyCall[]).filter((call) => isAllowed(call, key, NOW));
    expect(going.sort()).toEqual(
      [
        "CancelKeyDeletion",
        "DescribeKey",
        "DescribeKeyVersion",
        "GetKeyPolicy",
        "GetPublicKey",
        "ListAliases",
        "ListAliasesByKeyId",
        "ListKeyVersions",
        "ListKeys",
        "ListResourceTags",
      ].sort(),
    );
    expect(codeOf("Encrypt", standing("Enabled", { instance: expired }))).toBe("InstanceUnavailable");
    const on = () =>
      assertAllowed("SetDeletionProtection", standing("Enabled", { instance: expired }), NOW, { protects: true });
    expect(on).not.toThrow();
    expect(codeOf("SetDeletionProtection", standing("Enabled", { instance: expired }))).toBe("InstanceUnavailable");
  });

  it("stops even what protects once the last backup of the instance runs (decisions 10)", () => {
    const releasing = { ...serving, saleStatus: "Releasing" } as const;
    expect(codeOf("CancelKeyDeletion", standing("PendingDeletion", { instance: releasing }))).toBe("InstanceReleasing");
  });

  it("counts as deleted from its due date on, worker or not (KEY-51)", () => {
    const due = standing("PendingDeletion", { deleteAt: NOW });
    for (const call of Object.keys(KEY_CALLS) as KeyCall[]) expect(codeOf(call, due)).toBe("KeyNotFound");
  });

  it("is shown as Unavailable in an expired instance and as it is elsewhere (KEY-40)", () => {
    expect(shownState(standing("Disabled", { instance: expired }), NOW)).toBe("Unavailable");
    expect(shownState(standing("Disabled", { instance: serving }), NOW)).toBe("Disabled");
    expect(shownState(standing("Disabled"), NOW)).toBe("Disabled");
  });
});
