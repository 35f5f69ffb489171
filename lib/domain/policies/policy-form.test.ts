import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPolicy } from "./check-policy";
import { DEFAULT_FORM, formOfPolicy, type PolicyBase, type PolicyForm, policyFromForm } from "./policy-form";
import { warningsOf } from "./policy-warnings";

const B = "1192853035110002";
const A = "1192853035110001";
const alice = `acs:ram::${B}:user/alice`;
const app = `acs:ram::${B}:role/app`;
const other = `acs:ram::${A}:user/oscar`;
const base: PolicyBase = { creatorAccountId: B, usage: "ENCRYPT_DECRYPT" };
const form = (lists: Partial<PolicyForm>): PolicyForm => ({ ...DEFAULT_FORM, ...lists });
const seed = Date.now() % 2 ** 31;

describe("the default policies, byte for byte", () => {
  it("names the creator's account (POL-05)", () => {
    expect(policyFromForm("key", base)).toBe(
      '{"Version":"1","Statement":[{"Sid":"kms default key policy","Effect":"Allow","Principal":{"RAM":["acs:ram::1192853035110002:*"]},"Action":["kms:*"],"Resource":["*"]}]}',
    );
    expect(policyFromForm("secret", base)).toBe(
      '{"Version":"1","Statement":[{"Sid":"kms default secret policy","Effect":"Allow","Principal":{"RAM":["acs:ram::1192853035110002:*"]},"Action":["kms:*"],"Resource":["*"]}]}',
    );
  });

  it("names the creator's account, then the owner's of a jointly shared instance, each once (POL-06)", () => {
    const joint = policyFromForm("key", { ...base, jointOwnerAccountId: A });
    expect(joint).toContain('"RAM":["acs:ram::1192853035110002:*","acs:ram::1192853035110001:*"]');
    expect(policyFromForm("key", { ...base, jointOwnerAccountId: B })).toBe(policyFromForm("key", base));
  });
});

describe("the custom policies", () => {
  it("keep the default statement first and add one for each list that is not empty (POL-08)", () => {
    const text = policyFromForm("key", base, form({ administrators: [alice], crossAccountUsers: [other] }));
    expect(JSON.parse(text)).toEqual({
      Version: "1",
      Statement: [
        JSON.parse(policyFromForm("key", base)).Statement[0],
        {
          Effect: "Allow",
          Principal: { RAM: [alice] },
          Action: (
            "kms:List* kms:Describe* kms:Create* kms:Enable* kms:Disable* kms:Get* kms:Set* kms:Update* kms:Delete* " +
            "kms:Cancel* kms:TagResource kms:UntagResource kms:ImportKeyMaterial kms:ScheduleKeyDeletion"
          ).split(" "),
          Resource: ["*"],
        },
        {
          Effect: "Allow",
          Principal: { RAM: [other] },
          Action: (
            "kms:Encrypt kms:Decrypt kms:GenerateDataKey kms:GenerateAndExportDataKey kms:AsymmetricEncrypt " +
            "kms:AsymmetricDecrypt kms:DescribeKey kms:DescribeKeyVersion kms:ListKeyVersions " +
            "kms:ListAliasesByKeyId kms:TagResource"
          ).split(" "),
          Resource: ["*"],
        },
      ],
    });
  });

  it("let users of a signing key sign, verify and read its public half (POL-12)", () => {
    const text = policyFromForm("key", { ...base, usage: "SIGN_VERIFY" }, form({ users: [app] }));
    const plain = policyFromForm("key", base, form({ users: [app] }));
    const [, users] = checkPolicy("resource", text);
    expect(users?.actions.slice(-3)).toEqual(["kms:AsymmetricSign", "kms:AsymmetricVerify", "kms:GetPublicKey"]);
    expect(users?.actions.slice(0, -3)).toEqual(checkPolicy("resource", plain)[1]?.actions);
  });

  it("never let an administrator of a secret read its value (POL-26)", () => {
    const text = policyFromForm("secret", base, form({ administrators: [alice], users: [app] }));
    const [, administrators, users] = checkPolicy("resource", text);
    expect(administrators?.actions.join(" ")).toBe(
      "kms:List* kms:Describe* kms:Create* kms:Set* kms:Update* kms:Delete* kms:GetSecretPolicy kms:PutSecretValue " +
        "kms:RotateSecret kms:RestoreSecret kms:TagResource kms:UntagResource",
    );
    expect(users?.actions).toEqual(["kms:GetSecretValue", "kms:DescribeSecret", "kms:ListSecretVersionIds"]);
  });

  it.each([
    [
      "an administrator of another account (POL-18)",
      { administrators: [other] },
      "administrators[0]",
      "PrincipalElsewhere",
    ],
    ["a user of another account", { users: [alice, other] }, "users[1]", "PrincipalElsewhere"],
    ["the whole account in a list", { users: [`acs:ram::${B}:*`] }, "users[0]", "BadPrincipal"],
    ["one's own in the cross-account list", { crossAccountUsers: [alice] }, "crossAccountUsers[0]", "PrincipalAtHome"],
    ["what is no principal", { crossAccountUsers: ["oscar"] }, "crossAccountUsers[0]", "BadPrincipal"],
    ["somebody twice", { users: [app, app] }, "users[1]", "RepeatedPrincipal"],
  ])("refuse %s", (_what, lists, at, problem) => {
    expect(() => policyFromForm("key", base, form(lists))).toThrow(
      expect.objectContaining({ code: "InvalidPolicy", params: { at, problem } }),
    );
  });
});

describe("a document as a form", () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9.@_-]{0,12}$/), { maxLength: 4 });
  const forms = fc.record({
    administrators: names.map((all) => all.map((name) => `acs:ram::${B}:user/${name}`)),
    users: names.map((all) => all.map((name) => `acs:ram::${B}:role/${name}`)),
    crossAccountUsers: names.map((all) => all.map((name) => `acs:ram::${A}:user/${name}`)),
  });
  const usages = fc.constantFrom("ENCRYPT_DECRYPT" as const, "SIGN_VERIFY" as const);
  const subjects = fc.constantFrom("key" as const, "secret" as const);

  it(`gives back the lists that made it, and it passes the reader without a warning (seed ${seed})`, () => {
    fc.assert(
      fc.property(subjects, usages, fc.boolean(), forms, (subject, usage, joint, lists) => {
        const of: PolicyBase = { creatorAccountId: B, usage, jointOwnerAccountId: joint ? "1192853035110003" : null };
        const text = policyFromForm(subject, of, lists);
        expect(warningsOf(checkPolicy("resource", text))).toEqual([]);
        expect(formOfPolicy(subject, of, text)).toEqual(lists);
        expect(formOfPolicy(subject, of, JSON.stringify(JSON.parse(text), null, 2))).toEqual(lists);
        expect(formOfPolicy(subject, { ...of, creatorAccountId: A }, text)).toBeNull();
      }),
      { seed },
    );
  });

  const made = () => JSON.parse(policyFromForm("key", base, form({ administrators: [alice], users: [app] })));
  it.each<[string, (document: ReturnType<typeof made>) => void]>([
    ["has a Deny", (document) => Object.assign(document.Statement[1], { Effect: "Deny" })],
    ["has a condition", (document) => Object.assign(document.Statement[2], { Condition: {} })],
    ["has one action less", (document) => document.Statement[1].Action.pop()],
    ["has no default statement", (document) => document.Statement.shift()],
    ["has the same list twice", (document) => document.Statement.push(document.Statement[2])],
    ["lists in another order", (document) => document.Statement.push(document.Statement.splice(1, 1)[0])],
    ["mixes accounts in one list", (document) => document.Statement[2].Principal.RAM.push(other)],
    [
      "lacks the Sid, with another member instead",
      (document) => {
        delete document.Statement[0].Sid;
        document.Statement[0].Note = null;
      },
    ],
  ])("is none when it %s", (_what, change) => {
    const document = made();
    expect(formOfPolicy("key", base, JSON.stringify(document))).not.toBeNull();
    change(document);
    expect(formOfPolicy("key", base, JSON.stringify(document))).toBeNull();
  });

  it("is none when it is no document at all", () => {
    for (const text of ["", "{}", "[]", "null", '{"Version":"1","Statement":[1,2]}']) {
      expect(formOfPolicy("key", base, text)).toBeNull();
    }
  });
});
