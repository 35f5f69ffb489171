import { describe, expect, it } from "vitest";
import { accountsMeantBy, assertShareName } from "./share-rules";
import { createResourceShare } from "./shares/create-resource-share";

const named = (name: string) => {
  try {
    assertShareName(name);
    return "ok";
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe("a share", () => {
  it("is named with at most 50 letters, digits, Chinese or Japanese characters, . _ or - (SHR-04)", () => {
    for (const name of ["a", "prod.keys_1-x", "共享实例", "共有インスタンス", "x".repeat(50)]) {
      expect.soft(named(name), name).toBe("ok");
    }
    for (const name of ["", "a b", "a/b", "x".repeat(51), "naïve", "a,b"]) {
      expect.soft(named(name), name).toBe("InvalidShareName");
    }
  });

  it("has one permission, and no other can be asked for (SHR-06)", () => {
    const { schema } = createResourceShare;
    const input = { region: "cn-hangzhou", name: "a" };
    expect(schema.parse(input).permission).toBe("AliyunRSDefaultPermissionKMSInstance");
    expect(schema.safeParse({ ...input, permission: "AliyunRSPermissionKMSInstanceReadWrite" }).success).toBe(false);
  });
});

describe("whom a principal means (SHR-05)", () => {
  const folders = [
    { pk: "a", parentPk: null },
    { pk: "b", parentPk: "a" },
    { pk: "c", parentPk: null },
  ];
  const members = [
    { accountId: "owner", folderPk: "b" },
    { accountId: "root", folderPk: null },
    { accountId: "in a", folderPk: "a" },
    { accountId: "in b", folderPk: "b" },
    { accountId: "in c", folderPk: "c" },
  ];
  const means = (principal: Parameters<typeof accountsMeantBy>[0]) =>
    accountsMeantBy(principal, "owner", { members, folders });
  const none = { accountId: null, folderPk: null };

  it("is an account, while it is a member", () => {
    expect(means({ ...none, kind: "Account", accountId: "in c" })).toEqual(["in c"]);
    expect(means({ ...none, kind: "Account", accountId: "gone" })).toEqual([]);
  });
  it("is whoever is in a folder or below it, and never the owner itself", () => {
    expect(means({ ...none, kind: "Folder", folderPk: "a" })).toEqual(["in a", "in b"]);
    expect(means({ ...none, kind: "Folder", folderPk: "b" })).toEqual(["in b"]);
  });
  it("is everybody else in the directory", () => {
    expect(means({ ...none, kind: "Directory" })).toEqual(["root", "in a", "in b", "in c"]);
  });
});
