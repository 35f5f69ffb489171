import { z } from "zod";
import type { EventFilter } from "@/lib/db/audit-list.sql";
import { type ArnType, arnOf, isArn } from "../arn";
import type { Ctx } from "../context";
import type { Region } from "../instances/regions";

/** As long as anything that can be recorded; a longer one would find nothing. */
const text = z.string().min(1).max(512);

/** What one may look for in the trail: exact values; times from `from` on and before `to` (P26). */
export const eventFilterSchema = z.object({
  from: z.date().optional(),
  to: z.date().optional(),
  events: z.array(text).min(1).max(20).optional(),
  /** An ARN, or the id or name of a key, secret, instance, backup or order of this account. */
  resource: text.optional(),
  actor: text.optional(),
  /** `refused`, or one outcome: `Success` or the code of a refusal. */
  outcome: text.optional(),
  sourceIp: text.optional(),
  region: text.optional(),
  requestId: text.optional(),
  source: z.enum(["ConsoleOperation", "ApiCall", "AliyunServiceEvent", "OperatorCommand"]).optional(),
});
export type AuditFilter = z.infer<typeof eventFilterSchema>;

/** The filter as the database is asked: an id becomes the ARNs that it may stand for. */
export function databaseFilter(ctx: Pick<Ctx, "deployment">, accountId: string, filter: AuditFilter): EventFilter {
  const { resource, ...rest } = filter;
  const { regions } = ctx.deployment;
  return { ...rest, ...(resource !== undefined && { resources: resourcesNamed(regions, accountId, resource) }) };
}

/** Events name ARNs, people copy ids; a few events name what was typed and was not found, which is the id itself. */
export function resourcesNamed(regions: readonly Region[], accountId: string, named: string): string[] {
  if (isArn(named)) return [named];
  const types = typesOf(named);
  const arns = regions.flatMap(({ id: region }) => types.map((type) => arnOf(region, accountId, type, named)));
  const aliases = named.startsWith("alias/") ? regions.map(({ id }) => `acs:kms:${id}:${accountId}:${named}`) : [];
  return [named, ...arns, ...aliases];
}

function typesOf(named: string): ArnType[] {
  if (named.startsWith("alias/")) return [];
  if (named.startsWith("kst-")) return ["keystore"];
  if (named.startsWith("bkp-")) return ["backup"];
  if (named.startsWith("ord-")) return ["order"];
  // A key of KMS 1.0 is a UUID, and a secret may be called like anything.
  return ["key", "secret"];
}
