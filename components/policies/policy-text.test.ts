import { describe, expect, it } from "vitest";
import { DEFAULT_FORM, formOfPolicy, policyFromForm } from "@/lib/domain/policies/policy-form";
import { byteLength, changesBetween, documentOf, isDefault, laidOut, readStatement, statementsIn } from "./policy-text";

const base = { creatorAccountId: "1192853035110001" };
const alice = "acs:ram::1192853035110001:user/alice";
const form = { ...DEFAULT_FORM, users: [alice] };
const statements = (document: string) => statementsIn(document) ?? [];

describe("form and JSON of one policy", () => {
  it("stay in step through a document laid out for reading (POL-08)", () => {
    const document = documentOf("key", base, form);
    expect(document.split("\n").length).toBeGreaterThan(10);
    expect(formOfPolicy("key", base, document)).toEqual(form);
  });

  it("keep short lists on their line, and say the same as before", () => {
    const document =
      '{"Version":"1","Statement":[{"Action":["kms:*"],"Resource":["*"],"Condition":{},"Sid":"a, [b ]"}]}';
    expect(laidOut(document)).toContain('"Action": ["kms:*"],\n');
    expect(JSON.parse(laidOut(document))).toEqual(JSON.parse(document));
    expect(laidOut('{"Statement":[],"Version":"1"}')).toBe('{\n  "Statement": [],\n  "Version": "1"\n}');
  });

  it("leave alone what somebody laid out himself, and what is no JSON", () => {
    expect(laidOut('{"Version":\n"1"}')).toBe('{"Version":\n"1"}');
    expect(laidOut("{")).toBe("{");
  });

  it("POL-07: call Default what empty lists make, however it is laid out, and nothing else", () => {
    const of = (subject: "key" | "secret", lists: typeof form) =>
      isDefault(formOfPolicy("key", base, documentOf(subject, base, lists)));
    expect([of("key", DEFAULT_FORM as typeof form), of("key", form)]).toEqual([true, false]);
    expect(of("secret", DEFAULT_FORM as typeof form)).toBe(false);
  });

  it("counts bytes, not characters", () => {
    expect(byteLength("é")).toBe(2);
  });
});

describe("what saving changes", () => {
  const before = statements(policyFromForm("key", base));
  const after = statements(policyFromForm("key", base, form));

  it("is the statements that come and go", () => {
    expect(changesBetween(before, after)).toEqual({ added: [after[1]], removed: [] });
    expect(changesBetween(after, before)).toEqual({ added: [], removed: [after[1]] });
  });

  it("is nothing where statements only change places", () => {
    expect(changesBetween(after, [...after].reverse())).toEqual({ added: [], removed: [] });
  });

  it("is one where the same statement is given twice", () => {
    expect(changesBetween(before, [...before, ...before]).added).toHaveLength(1);
  });
});

it("reads one statement of an explanation by where it stands", () => {
  const ram = '{"Effect":"Allow","Action":["kms:*"],"Resource":["*"]}';
  const resource =
    '{"Effect":"Deny","Principal":{"RAM":["acs:ram::1192853035110001:*"]},"Action":"kms:Decrypt","Resource":"*"}';
  expect(readStatement("ram", ram)).toMatchObject({ effect: "Allow", actions: ["kms:*"] });
  expect(readStatement("resource", resource)).toMatchObject({ effect: "Deny", actions: ["kms:Decrypt"] });
  expect(readStatement("resource", ram)).toBeUndefined();
});
