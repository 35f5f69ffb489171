import type { AccessKeyState } from "@/lib/generated/prisma/enums";
import type { Ctx, Tx } from "../context";
import type { Grant } from "../policies/statement";
import type { Used } from "../recorder";
import { openSealed } from "../wrapping-keys";
import { grantsOfPerson } from "./load-grants";

export interface FoundAccessKey {
  accessKeyId: string;
  accountId: string;
  accountPk: string;
  personPk: string;
  personName: string;
  root: boolean;
  grants: readonly Grant[];
  state: AccessKeyState;
  /** For verifying a signature; never in a log, an event or an answer. */
  secret: Buffer;
  /** The rows that this rests on, for a cache (decisions 8). */
  used: readonly Used[];
}

/**
 * The AccessKey that a signed request names, with its secret, or null. For the gateway: it holds the root key, and
 * decides by `state` only after the signature was found right, so that strangers learn nothing.
 */
export async function findAccessKey(ctx: Ctx | Tx, accessKeyId: string): Promise<FoundAccessKey | null> {
  const row = await ctx.db.accessKey.findUnique({
    where: { accessKeyId },
    include: { person: { select: { name: true, root: true } }, account: { select: { authzRevision: true } } },
  });
  if (!row) return null;
  const { accountId, accountPk, personPk, state } = row;
  const secret = await openSealed(ctx, "access-key-secret", [accountId, accessKeyId], row.secretSealed);
  const used: Used[] = [
    { table: "access_key", pk: row.pk, revision: row.revision },
    { table: "account", pk: accountPk, revision: row.account.authzRevision },
  ];
  const { name: personName, root } = row.person;
  const grants = root ? [] : await grantsOfPerson(ctx, personPk);
  return { accessKeyId, accountId, accountPk, personPk, personName, root, grants, state, secret, used };
}
