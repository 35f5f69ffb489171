import { describe, expect, it } from "vitest";
import { checkPolicy, POLICY_BYTES_MAX, type PolicyKind } from "./check-policy";
import { readPolicy } from "./policy-document";
import { warningsOf } from "./policy-warnings";
import { SYSTEM_POLICIES } from "./system-policies";

const RAM = ["acs:ram::1192853035110001:user/alice"];
const statement = { Effect: "Allow", Principal: { RAM }, Action: ["kms:Decrypt"], Resource: ["*"] };
const ramStatement = { Effect: "Allow", Action: ["kms:Decrypt"], Resource: ["acs:kms:*:*:key/*"] };
const trustStatement = { Effect: "Allow", Principal: { RAM }, Action: "sts:AssumeRole" };
const documentOf = (...statements: unknown[]) => JSON.stringify({ Version: "1", Statement: statements });
const refusal = (at: string, problem: string) =>
  expect.objectContaining({ code: "InvalidPolicy", params: { at, problem } });

function refusalOf(kind: PolicyKind, text: string): unknown {
  try {
    return checkPolicy(kind, text);
  } catch (error) {
    return error;
  }
}

describe("what a policy of a key or secret may say (POL-03)", () => {
  it("reads every member, and one text for a list of one", () => {
    const Condition = { IpAddress: { "acs:SourceIp": ["10.0.0.0/8", "2001:db8::/32"] } };
    const full = { Sid: "kms default key policy", ...statement, Action: "kms:*", Resource: "*", Condition };
    expect(checkPolicy("resource", documentOf(full))).toEqual([
      {
        sid: "kms default key policy",
        effect: "Allow",
        principals: RAM,
        actions: ["kms:*"],
        resources: ["*"],
        conditions: [{ operator: "IpAddress", key: "acs:SourceIp", values: ["10.0.0.0/8", "2001:db8::/32"] }],
      },
    ]);
  });

  it.each(["root", "*", "user/a.b@c_d-1", "role/r"])("takes the principal %s (ACC-02)", (who) => {
    const Principal = { RAM: [`acs:ram::1192853035110001:${who}`] };
    expect(checkPolicy("resource", documentOf({ ...statement, Principal }))).toHaveLength(1);
  });

  it("takes 32,768 bytes and not one more", () => {
    const pad = (bytes: number) => documentOf(statement).padEnd(bytes, " ");
    expect(checkPolicy("resource", pad(32_768))).toHaveLength(1);
    expect(refusalOf("resource", pad(32_769))).toMatchObject({ code: "PolicyTooLong", params: { limitBytes: 32_768 } });
    expect(refusalOf("ram", documentOf(ramStatement).padEnd(6145, " "))).toMatchObject({ code: "PolicyTooLong" });
    // Bytes, not characters: each of these is three.
    const wide = documentOf({ ...statement, Sid: "漢".repeat(11_000) });
    expect(refusalOf("resource", wide)).toMatchObject({ code: "PolicyTooLong" });
  });

  const S = "Statement[0]";
  it.each([
    ["no JSON", "{", "1:2", "NotJson"],
    ["nothing", "", "1:1", "NotJson"],
    ["something after it", `${documentOf(statement)}\n x`, "2:2", "NotJson"],
    ["a comma too many", '{"Version":"1",}', "1:16", "NotJson"],
    ["a comment", '{/**/"Version":"1"}', "1:2", "NotJson"],
    ["a raw line break in a text", '{"Version":"1\n"}', "1:12", "NotJson"],
    ["a byte order mark", `\ufeff${documentOf(statement)}`, "1:1", "NotJson"],
    ["a list", "[]", "Policy", "NotObject"],
    ["null", "null", "Policy", "NotObject"],
    ["another version", '{"Version":"2","Statement":[]}', "Version", "WrongVersion"],
    ["a number for a version", '{"Version":1,"Statement":[]}', "Version", "WrongVersion"],
    ["no version", '{"Statement":[]}', "Version", "WrongVersion"],
    ["no statement", '{"Version":"1"}', "Statement", "Missing"],
    ["an empty list", documentOf(), "Statement", "Empty"],
    ["one statement without a list", '{"Version":"1","Statement":{}}', "Statement", "NotList"],
    ["an unknown member", '{"Version":"1","Statement":[],"Id":"x"}', "Id", "UnknownMember"],
    ["a statement that is a text", documentOf("Allow"), S, "NotObject"],
    ["an unknown member of a statement", documentOf({ ...statement, Note: "" }), `${S}.Note`, "UnknownMember"],
    ["a member's name in another case", documentOf({ ...statement, effect: "Deny" }), `${S}.effect`, "UnknownMember"],
    ["NotAction", documentOf({ ...statement, NotAction: ["kms:*"] }), `${S}.NotAction`, "NegatedMember"],
    ["NotResource", documentOf({ ...statement, NotResource: ["*"] }), `${S}.NotResource`, "NegatedMember"],
    ["NotPrincipal", documentOf({ ...statement, NotPrincipal: { RAM } }), `${S}.NotPrincipal`, "NegatedMember"],
    ["__proto__", '{"__proto__":{},"Version":"1","Statement":[]}', "__proto__", "UnknownMember"],
    ["constructor", documentOf({ ...statement, constructor: 1 }), `${S}.constructor`, "UnknownMember"],
    ["an effect of another case", documentOf({ ...statement, Effect: "deny" }), `${S}.Effect`, "BadEffect"],
    ["no effect", documentOf({ ...statement, Effect: undefined }), `${S}.Effect`, "Missing"],
    ["a Sid that is too long", documentOf({ ...statement, Sid: "a".repeat(129) }), `${S}.Sid`, "BadSid"],
    ["a Sid with a comma", documentOf({ ...statement, Sid: "a,b" }), `${S}.Sid`, "BadSid"],
    ["no principal", documentOf({ ...statement, Principal: undefined }), `${S}.Principal`, "Missing"],
    ["everybody", documentOf({ ...statement, Principal: "*" }), `${S}.Principal`, "NotObject"],
    [
      "a service",
      documentOf({ ...statement, Principal: { Service: ["x"] } }),
      `${S}.Principal.Service`,
      "UnknownMember",
    ],
    ["nobody", documentOf({ ...statement, Principal: { RAM: [] } }), `${S}.Principal.RAM`, "Empty"],
    ["a star", documentOf({ ...statement, Principal: { RAM: ["*"] } }), `${S}.Principal.RAM[0]`, "BadPrincipal"],
    [
      "a star for an account",
      documentOf({ ...statement, Principal: { RAM: "acs:ram::*:root" } }),
      `${S}.Principal.RAM`,
      "BadPrincipal",
    ],
    [
      "a star for a user",
      documentOf({ ...statement, Principal: { RAM: ["acs:ram::1192853035110001:user/*"] } }),
      `${S}.Principal.RAM[0]`,
      "BadPrincipal",
    ],
    [
      "an action of RAM",
      documentOf({ ...statement, Action: ["kms:Encrypt", "ram:GetUser"] }),
      `${S}.Action[1]`,
      "BadAction",
    ],
    ["a star for an action", documentOf({ ...statement, Action: "*" }), `${S}.Action`, "BadAction"],
    ["KMS: for kms:", documentOf({ ...statement, Action: "KMS:Encrypt" }), `${S}.Action`, "BadAction"],
    ["no actions", documentOf({ ...statement, Action: [] }), `${S}.Action`, "Empty"],
    ["actions in a list in a list", documentOf({ ...statement, Action: [["kms:*"]] }), `${S}.Action[0]`, "NotText"],
    ["null for an action", documentOf({ ...statement, Action: null }), `${S}.Action`, "NotText"],
    ["no resource", documentOf({ ...statement, Resource: undefined }), `${S}.Resource`, "Missing"],
    [
      "another resource",
      documentOf({ ...statement, Resource: ["acs:kms:*:*:key/*"] }),
      `${S}.Resource[0]`,
      "BadResource",
    ],
    ["two resources", documentOf({ ...statement, Resource: ["*", "*"] }), `${S}.Resource`, "BadResource"],
    ["a Cyrillic look-alike", documentOf({ ...statement, Action: ["kms:Dеcrypt"] }), `${S}.Action[0]`, "NotAscii"],
    ["a zero-width space", documentOf({ ...statement, Sid: "a\u200bb" }), `${S}.Sid`, "NotAscii"],
    ["a lone surrogate", documentOf({ ...statement, Sid: "\ud800" }), `${S}.Sid`, "NotAscii"],
    ["a full-width star", documentOf({ ...statement, Action: ["kms:\uff0a"] }), `${S}.Action[0]`, "NotAscii"],
    ["a look-alike in a member's name", documentOf({ ...statement, Еffect: "Deny" }), `${S}.?ffect`, "UnknownMember"],
  ])("refuses %s", (_what, text, at, problem) => {
    expect(refusalOf("resource", text)).toEqual(refusal(at, problem));
  });

  it("refuses a member given twice, of which JSON.parse would keep the last: a Deny must not vanish", () => {
    const twice = '{"Version":"1","Statement":[{"Effect":"Deny","\\u0045ffect":"Allow"}]}';
    expect(refusalOf("resource", twice)).toEqual(refusal("Statement[0].Effect", "RepeatedMember"));
    const lists = '{"Version":"1","Statement":[{"Effect":"Deny"}],"Statement":[]}';
    expect(refusalOf("resource", lists)).toEqual(refusal("Statement", "RepeatedMember"));
  });

  it.each([300, 16_000])("refuses %i levels of nesting without exhausting the stack", (levels) => {
    const lists = "[".repeat(levels) + "]".repeat(levels);
    expect(refusalOf("resource", lists)).toMatchObject({ params: { problem: "TooDeep" } });
    const objects = `${'{"a":'.repeat(levels / 4)}1${"}".repeat(levels / 4)}`;
    expect(refusalOf("resource", objects)).toMatchObject({ params: { problem: "TooDeep" } });
  });
});

describe("conditions (ACC-08)", () => {
  const C = "Statement[0].Condition";
  const withCondition = (Condition: unknown) => documentOf({ ...statement, Condition });

  it.each([
    { StringEqualsIgnoreCase: { "kms:tag/env": "prod" } },
    { StringLike: { "kms:tag/a b": ["p*", "q?"] }, NumericLessThan: { "kms:tag/level": "3" } },
    { Bool: { "kms:tag/temporary": "true" } },
    { DateGreaterThan: { "acs:CurrentTime": "2026-01-01T00:00:00+08:00" } },
    { NotIpAddress: { "acs:VpcSourceIp": "192.168.0.1" }, StringEquals: { "acs:SourceVpc": "vpc-1" } },
    {},
  ])("takes %j", (condition) => {
    expect(checkPolicy("resource", withCondition(condition))).toHaveLength(1);
  });

  it.each([
    [[], C, "NotObject"],
    [{ StringEquals: {} }, `${C}.StringEquals`, "Empty"],
    [{ StringEquals: "x" }, `${C}.StringEquals`, "NotObject"],
    [{ StringEqualsIfExists: { "acs:SourceVpc": "x" } }, `${C}.StringEqualsIfExists`, "UnknownOperator"],
    [{ "ForAllValues:StringEquals": { "acs:SourceVpc": "x" } }, `${C}.ForAllValues:StringEquals`, "UnknownOperator"],
    [{ toString: { "acs:SourceVpc": "x" } }, `${C}.toString`, "UnknownOperator"],
    [{ StringEquals: { "acs:UserAgent": "x" } }, `${C}.StringEquals.acs:UserAgent`, "UnknownConditionKey"],
    [{ StringEquals: { "ACS:SourceVpc": "x" } }, `${C}.StringEquals.ACS:SourceVpc`, "UnknownConditionKey"],
    [{ StringEquals: { "kms:tag/": "x" } }, `${C}.StringEquals.kms:tag/`, "UnknownConditionKey"],
    [{ StringEquals: { constructor: "x" } }, `${C}.StringEquals.constructor`, "UnknownConditionKey"],
    [{ StringEquals: { "acs:SourceIp": "10.0.0.1" } }, `${C}.StringEquals.acs:SourceIp`, "OperatorNotForKey"],
    [{ IpAddress: { "kms:tag/a": "10.0.0.1" } }, `${C}.IpAddress.kms:tag/a`, "OperatorNotForKey"],
    [{ IpAddress: { "acs:SourceIp": "10.0.0.0/33" } }, `${C}.IpAddress.acs:SourceIp`, "BadAddress"],
    [{ IpAddress: { "acs:SourceIp": ["10.0.0.1", "10.0.0.256"] } }, `${C}.IpAddress.acs:SourceIp[1]`, "BadAddress"],
    [{ IpAddress: { "acs:SourceIp": "10.0.0.0/08" } }, `${C}.IpAddress.acs:SourceIp`, "BadAddress"],
    [{ IpAddress: { "acs:SourceIp": "fe80::1%eth0" } }, `${C}.IpAddress.acs:SourceIp`, "BadAddress"],
    [{ DateLessThan: { "acs:CurrentTime": "2026-01-01" } }, `${C}.DateLessThan.acs:CurrentTime`, "BadDate"],
    [{ DateLessThan: { "acs:CurrentTime": "2026-01-01T00:00:00" } }, `${C}.DateLessThan.acs:CurrentTime`, "BadDate"],
    [{ DateLessThan: { "acs:CurrentTime": "2026-02-30T00:00:00Z" } }, `${C}.DateLessThan.acs:CurrentTime`, "BadDate"],
    [{ DateLessThan: { "acs:CurrentTime": "2026-13-01T00:00:00Z" } }, `${C}.DateLessThan.acs:CurrentTime`, "BadDate"],
    [{ DateLessThan: { "acs:CurrentTime": "2026-01-01T24:00:00Z" } }, `${C}.DateLessThan.acs:CurrentTime`, "BadDate"],
    [{ NumericEquals: { "kms:tag/a": "0x10" } }, `${C}.NumericEquals.kms:tag/a`, "BadNumber"],
    [{ NumericEquals: { "kms:tag/a": 3 } }, `${C}.NumericEquals.kms:tag/a`, "NotText"],
    [{ Bool: { "kms:tag/a": "yes" } }, `${C}.Bool.kms:tag/a`, "BadBoolean"],
    [{ StringEquals: { "kms:tag/a": [] } }, `${C}.StringEquals.kms:tag/a`, "Empty"],
    [{ StringEquals: { "kms:tag/a": "prоd" } }, `${C}.StringEquals.kms:tag/a`, "NotAscii"],
  ])("refuses %j", (condition, at, problem) => {
    expect(refusalOf("resource", withCondition(condition))).toEqual(refusal(at, problem));
  });
});

describe("RAM policies and trust policies", () => {
  it.each([
    ["*"],
    ["acs:kms:*:*:*"],
    ["acs:kms:cn-hangzhou:1192853035110001:key/key-1"],
    ["acs:ram::1192853035110001:user/alice"],
    ["acs:ram:*:*:policy/*"],
  ])("a RAM policy may name the resource %s", (Resource) => {
    expect(checkPolicy("ram", documentOf({ ...ramStatement, Resource }))[0]?.resources).toEqual([Resource]);
  });

  it.each([
    ["a principal", { ...ramStatement, Principal: { RAM } }, "Statement[0].Principal", "PrincipalNotAllowed"],
    ["an unknown service", { ...ramStatement, Action: "oss:*" }, "Statement[0].Action", "BadAction"],
    ["a service without an action", { ...ramStatement, Action: "kms:" }, "Statement[0].Action", "BadAction"],
    ["a resource that fits nothing", { ...ramStatement, Resource: "key/*" }, "Statement[0].Resource", "BadResource"],
    ["a resource of three parts", { ...ramStatement, Resource: "acs:kms:*" }, "Statement[0].Resource", "BadResource"],
    ["a key in no account", { ...ramStatement, Resource: "acs:kms:*::key/*" }, "Statement[0].Resource", "BadResource"],
  ])("a RAM policy may not have %s", (_what, one, at, problem) => {
    expect(refusalOf("ram", documentOf(one))).toEqual(refusal(at, problem));
  });

  it("a trust policy lets somebody assume a role, and says nothing else", () => {
    expect(checkPolicy("trust", documentOf(trustStatement))).toMatchObject([
      { principals: RAM, actions: ["sts:AssumeRole"], resources: ["*"] },
    ]);
    const withResource = documentOf({ ...trustStatement, Resource: "*" });
    expect(refusalOf("trust", withResource)).toEqual(refusal("Statement[0].Resource", "ResourceNotAllowed"));
    const more = documentOf({ ...trustStatement, Action: ["sts:AssumeRole", "kms:*"] });
    expect(refusalOf("trust", more)).toEqual(refusal("Statement[0].Action[1]", "BadAction"));
    const nobody = documentOf({ ...trustStatement, Principal: undefined });
    expect(refusalOf("trust", nobody)).toEqual(refusal("Statement[0].Principal", "Missing"));
  });
});

it("what is stored is read again as it was when it was checked", () => {
  const Condition = { StringEquals: { "kms:tag/a": "b", "acs:SourceVpc": ["c", "d"] }, Bool: { "kms:tag/e": "true" } };
  const documents: [PolicyKind, string][] = [
    ["resource", documentOf({ ...statement, Sid: "x", Condition }, { ...statement, Effect: "Deny", Action: "kms:*" })],
    ["ram", documentOf({ ...ramStatement, Condition })],
    ["trust", documentOf(trustStatement)],
    ...SYSTEM_POLICIES.map(({ document }): [PolicyKind, string] => ["ram", document]),
  ];
  for (const [kind, text] of documents) {
    expect(text.length).toBeLessThan(POLICY_BYTES_MAX[kind]);
    expect(readPolicy(text)).toEqual(checkPolicy(kind, text));
  }
});

it("an action that no operation has is accepted, with a warning (POL-04)", () => {
  const Action = ["kms:Decrypt", "kms:Decript", "kms:list*", "kms:Frobnicate*"];
  const statements = checkPolicy("resource", documentOf({ ...statement, Effect: "Deny", Action }));
  expect(warningsOf(statements)).toEqual([
    { at: "Statement[0].Action[1]", problem: "UnknownAction", action: "kms:Decript" },
    { at: "Statement[0].Action[3]", problem: "UnknownAction", action: "kms:Frobnicate*" },
  ]);
  for (const { document } of SYSTEM_POLICIES) expect(warningsOf(checkPolicy("ram", document))).toEqual([]);
});
