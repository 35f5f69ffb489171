import { z } from "zod";
import { tokenDigest } from "@/lib/crypto/digest";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { assertOperator } from "./acting-person";
import { isFirstAccount } from "./create-account";
import { newToken } from "./start-session";

const LINK_HOURS = 24;

/**
 * A one-time link for the first run: 256 bits, kept as a hash, for 24 hours, only while there is no account
 * (decisions 17). A new link ends the ones before it. Null once an account exists: there is nothing left to run.
 */
export const createFirstRunLink = operation(
  "CreateFirstRunLink",
  { touches: "secrets", schema: z.object({}) },
  async (ctx) => {
    assertOperator(ctx, "kms:CreateFirstRunLink");
    return transaction(ctx, async (tx) => {
      if (!(await isFirstAccount(tx))) return null;
      await tx.db.firstRunLink.deleteMany({});
      const token = newToken();
      const expiresAt = new Date(tx.now().getTime() + LINK_HOURS * 3_600_000);
      const tokenSha256 = new Uint8Array(tokenDigest(token));
      await tx.db.firstRunLink.create({ data: { pk: tx.newId(), tokenSha256, createdAt: tx.now(), expiresAt } });
      return { token, expiresAt };
    });
  },
);

export const firstRunTokenSchema = z.string().min(1).max(128);

/** A link that could be used now. @throws DomainError FirstRunLinkInvalid for every other one, whatever ails it */
export async function usableLink(ctx: Ctx | Tx, token: string): Promise<{ pk: string }> {
  const link = await ctx.db.firstRunLink.findUnique({ where: { tokenSha256: new Uint8Array(tokenDigest(token)) } });
  if (!link || link.usedAt || link.expiresAt <= ctx.now()) throw new DomainError("FirstRunLinkInvalid");
  return link;
}
