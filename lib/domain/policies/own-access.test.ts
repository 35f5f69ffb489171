import fc from "fast-check";
import { expect, it } from "vitest";
import { evaluate } from "./evaluate";
import { principals, requests } from "./generated-access.test-support";
import { allowedUnder, ownAccess } from "./own-access";

it("P24: what an editor says one keeps is what the evaluator grants afterwards", () => {
  fc.assert(
    fc.property(principals, requests, ({ sessionPolicy: _, ...asking }, request) => {
      const { action, ownerAccountId, resourcePolicy, circumstances } = request;
      const held = { arn: request.resource, accountId: ownerAccountId, tags: circumstances.tags };
      const own = ownAccess(asking, held, [action], circumstances);
      const { allowed } = evaluate(asking, request);
      expect(allowedUnder(own, resourcePolicy ?? [])).toEqual(allowed ? [action] : []);
    }),
    { numRuns: 2000 },
  );
});
