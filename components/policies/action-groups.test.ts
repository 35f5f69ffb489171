import { describe, expect, it } from "vitest";
import { KEY_CALLS } from "@/lib/domain/keys/key-state";
import { KNOWN_ACTIONS } from "@/lib/domain/policies/known-actions";
import { permissionsOf } from "@/lib/domain/policies/policy-form";
import { SECRET_CALLS } from "@/lib/domain/secrets/secret-state";
import { actionsOf, coverageOf, groupsOf } from "./action-groups";

describe("the groups of actions that a policy is read out in", () => {
  it.each(["key", "secret"] as const)("know only actions that there are, each once, of a %s", (subject) => {
    const actions = actionsOf(subject);
    expect(actions.filter((action) => !KNOWN_ACTIONS.includes(action))).toEqual([]);
    expect(new Set(actions).size).toBe(actions.length);
  });

  it("know every call of the operations on one key or secret", () => {
    // Lists of the account are asked on its container (ACC-05); re-encryption asks for two permissions (ACC-04).
    const named = (call: string) => (call === "ReEncrypt" ? "kms:ReEncryptFrom" : `kms:${call}`);
    const keyCalls = Object.keys(KEY_CALLS).filter((call) => call !== "ListKeys" && call !== "ListAliases");
    expect(keyCalls.map(named).filter((action) => !actionsOf("key").includes(action))).toEqual([]);
    expect(
      Object.keys(SECRET_CALLS)
        .map(named)
        .filter((action) => !actionsOf("secret").includes(action)),
    ).toEqual([]);
  });

  it("POL-09, POL-26: say that administrators neither encrypt nor read values", () => {
    const groups = (subject: "key" | "secret") =>
      coverageOf(subject, permissionsOf(subject, {}).administrators).groups.map(({ group }) => group);
    expect(groups("key")).not.toContain("encrypt");
    expect(groups("secret")).not.toContain("read");
  });

  it("POL-11: say that users do not manage, tags aside", () => {
    const covered = coverageOf("key", permissionsOf("key", {}).users).groups;
    expect(covered.find(({ group }) => group === "manage")?.actions).toEqual(["kms:TagResource"]);
    expect(covered.map(({ group }) => group)).not.toContain("policy");
  });

  it("POL-05: know everything when they see it, and what is nothing here", () => {
    expect(coverageOf("key", ["kms:*"])).toMatchObject({ everything: true, others: [] });
    expect(coverageOf("key", ["kms:*"]).groups.every(({ whole }) => whole)).toBe(true);
    expect(coverageOf("secret", ["kms:Encrypt", "KMS:getsecretvalue"])).toEqual({
      everything: false,
      groups: [{ group: "read", whole: false, actions: ["kms:GetSecretValue"] }],
      others: ["kms:Encrypt"],
    });
    expect(groupsOf("key").map(({ group }) => group)).toEqual([
      "look",
      "encrypt",
      "sign",
      "manage",
      "remove",
      "policy",
    ]);
  });
});
