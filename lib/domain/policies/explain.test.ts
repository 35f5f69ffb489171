import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPolicy } from "./check-policy";
import { type AccessRequest, type Decision, evaluate, type Principal } from "./evaluate";
import { type Explanation, explain, writeStatement } from "./explain";
import { HOME, principals, ramStatements, requests, resourceStatements } from "./generated-access.test-support";
import type { Statement } from "./statement";

const seed = Date.now() % 2 ** 31;

/** The same case with everything done that `missing` asks for, by the parties that it names. */
function granted(
  principal: Principal,
  request: AccessRequest,
  what: readonly Explanation["missing"][number]["what"][],
) {
  const { action } = request;
  const allow: Statement = { sid: "", effect: "Allow", actions: [action], resources: ["*"], conditions: [] };
  const ram = { name: "granted", type: "Custom", through: "user", statements: [allow] } as const;
  const keep = (statements: readonly Statement[]) =>
    what.includes("RemoveDeny") ? statements.filter(({ effect }) => effect === "Allow") : statements;
  const sessionPolicy = principal.sessionPolicy && [
    ...keep(principal.sessionPolicy),
    ...(what.includes("WiderSessionPolicy") ? [allow] : []),
  ];
  const asked: Principal = {
    ...principal,
    grants: [
      ...principal.grants.map((grant) => ({ ...grant, statements: keep(grant.statements) })),
      ...(what.includes("AllowByRam") ? [ram] : []),
    ],
    ...(sessionPolicy && { sessionPolicy }),
  };
  const resourcePolicy = request.resourcePolicy && keep(request.resourcePolicy);
  const named = { ...allow, principals: [principal.arn] };
  return explain(asked, {
    ...request,
    resourcePolicy: what.includes("AllowByPolicy") ? [...(resourcePolicy ?? []), named] : resourcePolicy,
  });
}

describe(`explaining (seed ${seed})`, () => {
  it("says what the evaluator says, in 10,000 cases, with its statements", { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(principals, requests, (principal, request) => {
        const decision: Decision = evaluate(principal, request);
        const { allowed, reason, deciding, missing } = explain(principal, request);
        expect([allowed, reason]).toEqual([decision.allowed, decision.reason]);
        expect(deciding.map(({ json }) => json)).toEqual(decision.deciding.map((one) => writeStatement(one.statement)));
        expect(missing.length === 0).toBe(allowed);
      }),
      { seed, numRuns: 10_000 },
    );
  });

  it("what it says is missing is what is missing: once done, the rest that is left is less, until it is allowed", () => {
    fc.assert(
      fc.property(principals, requests, (principal, request) => {
        let { allowed, missing, enough, reason } = explain(principal, request);
        const done = new Set<Explanation["missing"][number]["what"]>();
        for (let step = 0; !allowed && step < 4; step++) {
          const [first] = missing;
          for (const { what } of enough === "one" && first ? [first] : missing) done.add(what);
          ({ allowed, missing, enough, reason } = granted(principal, request, [...done]));
        }
        expect([allowed, reason, [...done]]).toEqual([true, reason, [...done]]);
      }),
      { seed, numRuns: 3000 },
    );
  });

  it("names the accounts that can change it", () => {
    fc.assert(
      fc.property(principals, requests, (principal, request) => {
        for (const { what, accountId } of explain(principal, request).missing) {
          if (what === "AllowByPolicy") expect(accountId).toBe(HOME);
          else if (what !== "RemoveDeny") expect(accountId).toBe(principal.accountId);
        }
      }),
      { seed },
    );
  });

  it("a statement is written as the reader reads it", () => {
    const document = (one: Statement) => `{"Version":"1","Statement":[${writeStatement(one)}]}`;
    const plain = (one: Statement): Statement => {
      // The two notations say the same of conditions with one operator and key; repeated ones are one there.
      const seen = new Set<string>();
      const conditions = one.conditions.filter(({ operator, key }) => {
        const is = !seen.has(`${operator} ${key}`);
        seen.add(`${operator} ${key}`);
        return is;
      });
      return { ...one, conditions, actions: one.actions.map((action) => action.replace("KMS", "kms")) };
    };
    fc.assert(
      fc.property(ramStatements, (one) => {
        expect(checkPolicy("ram", document(plain(one)))).toHaveLength(1);
      }),
      { seed },
    );
    fc.assert(
      fc.property(resourceStatements, (one) => {
        const [read] = checkPolicy("resource", document(plain(one)));
        expect(writeStatement(read as Statement)).toBe(writeStatement(plain(one)));
      }),
      { seed },
    );
  });
});
