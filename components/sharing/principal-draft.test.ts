import { describe, expect, it } from "vitest";
import { faultOf, folderPaths, isSame, namedBy } from "./principal-draft";

describe("whom to share with (SHR-05)", () => {
  it("takes 16 digits for an account, fd- for a folder, nothing for the whole directory", () => {
    expect(faultOf({ kind: "Account", id: " 1234567890123456 " })).toBeNull();
    expect(faultOf({ kind: "Account", id: "0234567890123456" })).toBe("Account");
    expect(faultOf({ kind: "Account", id: "fd-abc" })).toBe("Account");
    expect(faultOf({ kind: "Folder", id: "fd-Abc123" })).toBeNull();
    expect(faultOf({ kind: "Folder", id: "fd-" })).toBe("Folder");
    expect(faultOf({ kind: "Directory", id: "" })).toBeNull();
  });

  it("names what was typed, without the spaces around it", () => {
    expect(namedBy({ kind: "Account", id: " 1234567890123456" })).toEqual({
      kind: "Account",
      accountId: "1234567890123456",
    });
    expect(namedBy({ kind: "Folder", id: "fd-a " })).toEqual({ kind: "Folder", folderId: "fd-a" });
    expect(namedBy({ kind: "Directory", id: "left over" })).toEqual({ kind: "Directory" });
  });

  it("knows the same principal again, and no other", () => {
    const account = { kind: "Account", accountId: "1234567890123456" } as const;
    expect(isSame(account, { ...account })).toBe(true);
    expect(isSame(account, { kind: "Account", accountId: "1234567890123457" })).toBe(false);
    expect(isSame(account, { kind: "Directory" })).toBe(false);
    expect(isSame({ kind: "Folder", folderId: "fd-a" }, { kind: "Folder", folderId: "fd-a" })).toBe(true);
    expect(isSame({ kind: "Directory" }, { kind: "Directory" })).toBe(true);
  });
});

it("calls folders by their paths, in the order of these", () => {
  const folders = [
    { folderId: "fd-2", parentId: "fd-1", name: "Payments" },
    { folderId: "fd-3", parentId: null, name: "Archive" },
    { folderId: "fd-1", parentId: null, name: "Finance" },
  ];
  expect(folderPaths(folders)).toEqual([
    { id: "fd-3", name: "Archive" },
    { id: "fd-1", name: "Finance" },
    { id: "fd-2", name: "Finance / Payments" },
  ]);
});
