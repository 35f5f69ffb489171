import { describe, expect, it } from "vitest";
import { checkPolicy } from "./check-policy";
import { formOfPolicy, policyFromForm } from "./policy-form";
import { withoutOwner } from "./without-owner";

// What the change to independent ownership makes of a policy (SHR-07, SHR-08, POL-06).
const OWNER = "1000000000000001";
const CREATOR = "2000000000000002";
const base = { creatorAccountId: CREATOR, jointOwnerAccountId: OWNER };
const alone = { creatorAccountId: CREATOR, jointOwnerAccountId: null };
const all = (account: string, identity = "*") => `acs:ram::${account}:${identity}`;

const document = (...statements: object[]) => JSON.stringify({ Version: "1", Statement: statements });
const allow = (...principals: string[]) => ({
  Effect: "Allow",
  Principal: { RAM: principals },
  Action: ["kms:*"],
  Resource: ["*"],
});
const independent = (text: string) => withoutOwner("key", base, text);

describe("without the owner, a policy", () => {
  it.each(["key", "secret"] as const)(
    "of a %s that is the default becomes the default of its creator alone",
    (subject) => {
      expect(withoutOwner(subject, base, policyFromForm(subject, base))).toBe(policyFromForm(subject, alone));
    },
  );

  it("keeps its lists, among them users of the owner's that its creator chose (SHR-09)", () => {
    const form = {
      administrators: [all(CREATOR, "user/a")],
      users: [all(CREATOR, "role/b")],
      crossAccountUsers: [all(OWNER, "user/c")],
    };
    const after = independent(policyFromForm("key", base, form));
    expect(formOfPolicy("key", alone, after)).toEqual(form);
  });

  it("of another shape loses the owner's whole account in what it allows, whichever way that is written", () => {
    const before = document(
      { ...allow(all(CREATOR), all(OWNER)), Sid: "both" },
      allow(all(OWNER, "root"), all(CREATOR, "user/x")),
      { ...allow(), Principal: { RAM: all(OWNER) } },
    );
    const after = document({ ...allow(all(CREATOR)), Sid: "both" }, allow(all(CREATOR, "user/x")));
    expect(JSON.parse(independent(before))).toEqual(JSON.parse(after));
    expect(() => checkPolicy("resource", independent(before))).not.toThrow();
  });

  it("keeps what it denies, and conditions, and members of any name", () => {
    const denies = { ...allow(all(OWNER)), Effect: "Deny" };
    const Condition = { IpAddress: { "acs:SourceIp": ["10.0.0.0/8"] } };
    const before = document(denies, { ...allow(all(CREATOR), all(OWNER)), Condition });
    expect(JSON.parse(independent(before))).toEqual(
      JSON.parse(document(denies, { ...allow(all(CREATOR)), Condition })),
    );
  });

  it("that does not name the owner's account whole comes back word for word", () => {
    const spaced = `{ "Version": "1",\n "Statement": [${JSON.stringify(allow(all(CREATOR), all(OWNER, "user/c")))} ] }`;
    expect(independent(spaced)).toBe(spaced);
  });

  it("that was the owner's alone becomes its creator's default: nothing is left without anybody to manage it", () => {
    expect(independent(document(allow(all(OWNER))))).toBe(policyFromForm("key", alone));
  });

  it("of the owner's own things does not change", () => {
    const own = { creatorAccountId: OWNER, jointOwnerAccountId: OWNER };
    const text = policyFromForm("key", own);
    expect(withoutOwner("key", own, text)).toBe(text);
  });
});
