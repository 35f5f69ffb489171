import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { type Recorded, recordOutcome } from "./record";
import { refusalSubject } from "./refusal-subject";

/** How inputs of operations name what they are about, the most telling first. */
const NAMING_FIELDS = [
  ...["key", "secret", "alias", "instanceId", "backupId", "orderId", "accessKeyId", "sessionId"],
  ...["shareId", "folderId", "invitationId"],
  ...["userName", "groupName", "roleName", "policyName"],
];
const NAME_LIMIT = 256;

/**
 * Writes the event of a refused operation, for a door, after the rollback (decisions 8). What no account is concerned
 * by, such as a stranger's sign-in under a name that does not exist, is no event; the door's log has it.
 */
export async function recordRefusal(ctx: Ctx, event: string, input: unknown, error: unknown): Promise<void> {
  const subject = refusalSubject(error) ?? subjectOf(ctx, input);
  if (!subject) return;
  await recordOutcome(ctx, event, subject, error instanceof DomainError ? error.code : "InternalFailure");
}

function subjectOf(ctx: Ctx, input: unknown): Recorded | undefined {
  const { actor } = ctx;
  if (actor.kind === "nobody" || actor.accountId === undefined) return undefined;
  const fields = typeof input === "object" && input !== null ? (input as Record<string, unknown>) : {};
  const named = NAMING_FIELDS.map((field) => fields[field]).find((value) => typeof value === "string");
  return {
    accountId: actor.accountId,
    region: typeof fields.region === "string" ? fields.region.slice(0, NAME_LIMIT) : "",
    arn: typeof named === "string" ? named.slice(0, NAME_LIMIT) : `acs:ram::${actor.accountId}:root`,
  };
}
