import { expect, it } from "vitest";
import { ownAccess } from "@/lib/domain/policies/own-access";
import { DEFAULT_FORM, policyFromForm } from "@/lib/domain/policies/policy-form";
import type { Statement } from "@/lib/domain/policies/statement";
import { actionsOf } from "./action-groups";
import { consequencesOf } from "./policy-consequences";
import { statementsIn } from "./policy-text";

const accountId = "1192853035110001";
const alice = `acs:ram::${accountId}:user/alice`;
const held = { accountId, arn: `acs:kms:cn-hangzhou:${accountId}:key/key-1`, tags: [] };
const at = { now: new Date("2026-06-15T08:00:00Z") };
const base = { creatorAccountId: accountId };
const statements = (document: string): Statement[] => statementsIn(document) ?? [];
const plain = statements(policyFromForm("key", base));
const withAlice = statements(policyFromForm("key", base, { ...DEFAULT_FORM, administrators: [alice] }));

const asAlice = ownAccess({ accountId, arn: alice, root: false, grants: [] }, held, actionsOf("key"), at);
const asRoot = ownAccess(
  { accountId, arn: `acs:ram::${accountId}:root`, root: true, grants: [] },
  held,
  actionsOf("key"),
  at,
);

it("says what whoever saves would lose, the policy itself among it", () => {
  const { lost } = consequencesOf("key", asAlice, withAlice, plain);
  expect(lost).toEqual(expect.arrayContaining(["kms:SetKeyPolicy", "kms:DisableKey"]));
  expect(lost).not.toContain("kms:Decrypt"); // an administrator never had it (POL-09)
});

it("says nothing of what is kept, or was never there", () => {
  expect(consequencesOf("key", asAlice, withAlice, withAlice).lost).toEqual([]);
  expect(consequencesOf("key", asAlice, plain, withAlice).lost).toEqual([]);
  expect(consequencesOf("key", asRoot, withAlice, plain).lost).toEqual([]);
});

it("P24: sees that nobody could set the policy again, now or after a date", () => {
  const deny: Statement = {
    sid: "",
    effect: "Deny",
    principals: [`acs:ram::${accountId}:*`],
    actions: ["kms:Set*"],
    resources: ["*"],
    conditions: [],
  };
  const later = { operator: "DateGreaterThan", key: "acs:CurrentTime", values: ["2027-01-01T00:00:00Z"] };
  expect(consequencesOf("key", asRoot, plain, [...plain, deny]).locksOut).toBe(true);
  expect(consequencesOf("key", asRoot, plain, [...plain, { ...deny, conditions: [later] }]).locksOut).toBe(true);
  expect(consequencesOf("key", asRoot, plain, [...plain, { ...deny, principals: [alice] }]).locksOut).toBe(false);
});
