import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AccessRequest, type Decision, evaluate, knowsAccount, type Principal } from "./evaluate";
import { HOME, principals, ramStatements, requests, resourceStatements } from "./generated-access.test-support";
import type { Statement } from "./statement";

// What holds whatever the policies say. The seed of a failure is printed with it.
const seed = Date.now() % 2 ** 31;
const runs = { seed, numRuns: 3000 };

type Place = "ram" | "resource" | "session";

/** The same question with one statement more. */
function withStatement(principal: Principal, request: AccessRequest, place: Place, statement: Statement): Decision {
  if (place === "resource") {
    return evaluate(principal, { ...request, resourcePolicy: [...(request.resourcePolicy ?? []), statement] });
  }
  if (place === "session") {
    // A session policy that is not there narrows nothing; its first statement would.
    const { sessionPolicy } = principal;
    return evaluate(
      sessionPolicy ? { ...principal, sessionPolicy: [...sessionPolicy, statement] } : principal,
      request,
    );
  }
  const grant = { name: "more", type: "Custom", through: "user", statements: [statement] } as const;
  return evaluate({ ...principal, grants: [...principal.grants, grant] }, request);
}

const additions = fc.oneof(
  fc.record({ place: fc.constant("resource" as const), statement: resourceStatements }),
  fc.record({ place: fc.constantFrom("ram" as const, "session" as const), statement: ramStatements }),
);

const shuffled = <T>(all: readonly T[], by: number): T[] =>
  [...all.slice(by % (all.length || 1)), ...all.slice(0, by % (all.length || 1))].reverse();

describe(`whatever the policies say (seed ${seed})`, () => {
  it("one more Deny never allows what was refused", () => {
    fc.assert(
      fc.property(principals, requests, additions, (principal, request, { place, statement }) => {
        const after = withStatement(principal, request, place, { ...statement, effect: "Deny" });
        if (after.allowed) expect(evaluate(principal, request).allowed).toBe(true);
      }),
      runs,
    );
  });

  it("one more Allow never refuses what was allowed", () => {
    fc.assert(
      fc.property(principals, requests, additions, (principal, request, { place, statement }) => {
        const after = withStatement(principal, request, place, { ...statement, effect: "Allow" });
        if (!after.allowed) expect(evaluate(principal, request).allowed).toBe(false);
      }),
      runs,
    );
  });

  it("the order of statements, policies and values says nothing", () => {
    fc.assert(
      fc.property(principals, requests, fc.nat(7), (principal, request, by) => {
        const turned: Principal = {
          ...principal,
          grants: shuffled(principal.grants, by).map((grant) => ({
            ...grant,
            statements: shuffled(grant.statements, by),
          })),
          ...(principal.sessionPolicy && { sessionPolicy: shuffled(principal.sessionPolicy, by) }),
        };
        const resourcePolicy = request.resourcePolicy && shuffled(request.resourcePolicy, by);
        const before = evaluate(principal, request);
        const after = evaluate(turned, { ...request, resourcePolicy });
        expect([after.allowed, after.reason]).toEqual([before.allowed, before.reason]);
      }),
      runs,
    );
  });

  it("a Deny that applies wins over everything, the root included, and is what is said", () => {
    fc.assert(
      fc.property(principals, requests, (principal, request) => {
        const deny: Statement = {
          sid: "no",
          effect: "Deny",
          principals: [principal.arn],
          actions: ["kms:*"],
          resources: ["*"],
          conditions: [],
        };
        const { allowed, reason, deciding } = withStatement(principal, request, "resource", deny);
        expect([allowed, reason]).toEqual([false, "ExplicitDeny"]);
        expect(deciding.map(({ statement }) => statement)).toContain(deny);
        expect(deciding.every(({ statement }) => statement.effect === "Deny")).toBe(true);
      }),
      runs,
    );
  });

  it("nobody of another account gets in without a statement that names him or his account (POL-16, POL-25)", () => {
    fc.assert(
      fc.property(principals, requests, (principal, request) => {
        if (principal.accountId === HOME) return;
        if (evaluate(principal, request).allowed) {
          expect(knowsAccount(request.resourcePolicy, principal.accountId)).toBe(true);
        }
      }),
      runs,
    );
  });

  it("a token narrowed by a policy can do no more than without it", () => {
    fc.assert(
      fc.property(principals, requests, (principal, request) => {
        const { sessionPolicy: _, ...whole } = principal;
        if (evaluate(principal, request).allowed) expect(evaluate(whole, request).allowed).toBe(true);
      }),
      runs,
    );
  });

  it("allows and refuses often enough for the rest to mean something", () => {
    const reasons = new Map<string, number>();
    fc.assert(
      fc.property(principals, requests, (principal, request) => {
        const { reason } = evaluate(principal, request);
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }),
      runs,
    );
    const all = ["Root", "AllowedByRam", "AllowedByPolicy", "AllowedByBoth", "ExplicitDeny", "NothingAllows"];
    for (const reason of [...all, "PolicyMissing", "RamMissing", "SessionPolicy"]) {
      expect([reason, (reasons.get(reason) ?? 0) >= 10]).toEqual([reason, true]);
    }
  });
});
