import { describe, expect, it } from "vitest";
import { judgeDocument, lineOf, trustDocument, trustedPrincipals } from "./document-rules";

const ROOT = "acs:ram::1000000000000001:root";
const ROLE = "acs:ram::1000000000000001:role/ops";

describe("the editor's verdict", () => {
  it("is the operation's refusal, with the line where it is no JSON", () => {
    const { refusal } = judgeDocument("ram", '{\n  "Version": "1",\n  oops\n}');
    expect(refusal).toMatchObject({ code: "InvalidPolicy", params: { problem: "NotJson" } });
    expect(lineOf(refusal?.params.at)).toBe(3);
    expect(lineOf("Statement[0].Action")).toBeUndefined();
  });

  it("warns of an action that nothing asks for, and accepts it (POL-04)", () => {
    const document = (action: string) =>
      JSON.stringify({ Version: "1", Statement: [{ Effect: "Allow", Action: [action], Resource: ["*"] }] });
    expect(judgeDocument("ram", document("kms:Encript"))).toMatchObject({
      warnings: [{ at: "Statement[0].Action[0]", action: "kms:Encript" }],
    });
    expect(judgeDocument("ram", document("kms:Encrypt"))).toEqual({ warnings: [] });
  });
});

describe("whom a role trusts, as a list", () => {
  it("is the document, and the document the list", () => {
    expect(trustedPrincipals(trustDocument([ROOT, ROLE]))).toEqual([ROOT, ROLE]);
    expect(judgeDocument("trust", trustDocument([ROOT, ROLE]))).toEqual({ warnings: [] });
  });

  it("is no list where the document says more than one, or cannot be read", () => {
    const [statement] = JSON.parse(trustDocument([ROOT])).Statement;
    const withStatements = (...all: unknown[]) => JSON.stringify({ Version: "1", Statement: all });
    const condition = { IpAddress: { "acs:SourceIp": ["10.0.0.0/8"] } };
    expect(trustedPrincipals(withStatements({ ...statement, Condition: condition }))).toBeUndefined();
    expect(trustedPrincipals(withStatements(statement, statement))).toBeUndefined();
    expect(trustedPrincipals(withStatements({ ...statement, Effect: "Deny" }))).toBeUndefined();
    expect(trustedPrincipals("{")).toBeUndefined();
  });
});
