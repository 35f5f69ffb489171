import { z } from "zod";
import type { Statement } from "./statement";

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const document = z.object({
  Statement: z.array(
    z.object({
      Sid: z.string().default(""),
      Effect: z.enum(["Allow", "Deny"]),
      // A service role trusts a part of the product (ACC-09): nobody by a RAM name.
      Principal: z.object({ RAM: texts.default([]) }).optional(),
      Action: texts,
      Resource: texts.default(["*"]),
      Condition: z.record(z.string(), z.record(z.string(), texts)).default({}),
    }),
  ),
});

/** The statements of a document whose rules were checked when it was written. Throws for anything else. */
export function readPolicy(text: string): Statement[] {
  return document.parse(JSON.parse(text)).Statement.map((statement) => ({
    sid: statement.Sid,
    effect: statement.Effect,
    ...(statement.Principal && { principals: statement.Principal.RAM }),
    actions: statement.Action,
    resources: statement.Resource,
    conditions: Object.entries(statement.Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
    ),
  }));
}
