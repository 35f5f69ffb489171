import { z } from "zod";
import { readersOfSecret } from "@/lib/db/key-uses.sql";
import { arnOf, isArn } from "../arn";
import { auditArn } from "../audit/audit-arn";
import { accountOf, authorizeArn } from "../authorize";
import { operation } from "../operation";

/** How far back it looks, and how many it names at most. */
export const READERS_DAYS = 30;
const READERS_MAX = 20;
const DAY_MS = 86_400_000;

/** What sort of a reader: a person or program of the account's root or of a user, a role, or this product itself. */
export type ReaderKind = "root" | "user" | "role" | "service";

export interface SecretReaderView {
  /** As the audit trail names it: an ARN, or `job:…`. */
  principal: string;
  kind: ReaderKind;
  /** Of the last time. */
  sourceIp: string | null;
  lastAt: Date;
  count: number;
}

/**
 * Who read a value of the secret lately, the latest first, as the account's audit trail tells (AUD-01): whoever may read
 * the trail may ask. Refused calls have read nothing.
 */
export const listSecretReaders = operation(
  "ListSecretReaders",
  { touches: "metadata", schema: z.object({ region: z.string(), secret: z.string().min(1) }) },
  async (ctx, { region, secret }): Promise<SecretReaderView[]> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListAuditEvents", auditArn(accountId));
    const arn = isArn(secret) ? secret : arnOf(region, accountId, "secret", secret);
    const since = new Date(ctx.now().getTime() - READERS_DAYS * DAY_MS);
    const readers = await readersOfSecret(ctx.db, { accountId, arn }, { since, limit: READERS_MAX });
    return readers.map(({ actor, sourceIp, lastAt, calls }) => ({
      principal: actor,
      kind: kindOf(actor),
      sourceIp,
      lastAt,
      count: calls,
    }));
  },
);

function kindOf(actor: string): ReaderKind {
  if (!isArn(actor)) return "service";
  if (actor.includes(":assumed-role/")) return "role";
  return actor.endsWith(":root") ? "root" : "user";
}
