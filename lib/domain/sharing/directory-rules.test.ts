import { describe, expect, it } from "vitest";
import {
  assertDepth,
  assertFolderName,
  assertOpen,
  foldersWithin,
  invitationStateAt,
  levelOf,
} from "./directory-rules";

const code = (work: () => void) => {
  try {
    work();
    return "ok";
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

// a / b / c / d / e, and x beside a
const chain = ["a", "b", "c", "d", "e"].map((pk, at, all) => ({ pk, parentPk: all[at - 1] ?? null }));
const folders = [...chain, { pk: "x", parentPk: null }];

describe("folders", () => {
  it("lie at most five deep", () => {
    expect(["a", "e", null].map((pk) => levelOf(pk, folders))).toEqual([1, 5, 0]);
    expect(code(() => assertDepth("d", folders))).toBe("ok");
    expect(code(() => assertDepth(null, folders))).toBe("ok");
    expect(code(() => assertDepth("e", folders))).toBe("FolderTooDeep");
  });

  it("take those below them along (SHR-05)", () => {
    expect([...foldersWithin("c", folders)]).toEqual(["c", "d", "e"]);
    expect([...foldersWithin("x", folders)]).toEqual(["x"]);
    // In whatever order the rows come.
    expect(foldersWithin("a", folders.toReversed()).size).toBe(5);
  });

  it("are named with letters, digits, Chinese and Japanese characters and . _ -, up to 24", () => {
    for (const name of ["a", "A.b_c-1", "支付", "支払いチーム", "x".repeat(24), "𠮷".repeat(24)]) {
      expect
        .soft(
          code(() => assertFolderName(name)),
          name,
        )
        .toBe("ok");
    }
    for (const name of ["", " ", "a b", "a/b", "é", "a\u200b", "x".repeat(25), "한국", "a\n"]) {
      expect
        .soft(
          code(() => assertFolderName(name)),
          name,
        )
        .toBe("InvalidFolderName");
    }
  });
});

describe("an invitation", () => {
  const expiresAt = new Date("2026-05-15T00:00:00Z");
  const open = { state: "Open", expiresAt, answeredAt: null } as const;
  const before = new Date(expiresAt.getTime() - 1);

  it("can be answered until its last moment, and no longer", () => {
    expect(invitationStateAt(open, before)).toBe("Open");
    expect(invitationStateAt(open, expiresAt)).toBe("Expired");
    expect(code(() => assertOpen(open, before))).toBe("ok");
    expect(code(() => assertOpen(open, expiresAt))).toBe("InvitationNotOpen");
  });

  it("stays what it was answered with, and expired where a later one took its place", () => {
    for (const state of ["Accepted", "Declined", "Cancelled"] as const) {
      expect(invitationStateAt({ state, expiresAt, answeredAt: before }, expiresAt)).toBe(state);
      expect(code(() => assertOpen({ state, expiresAt, answeredAt: before }, before))).toBe("InvitationNotOpen");
    }
    expect(invitationStateAt({ state: "Cancelled", expiresAt, answeredAt: expiresAt }, expiresAt)).toBe("Expired");
  });
});
