import type { AliasModel } from "@/lib/generated/prisma/models";
import { aliasArn, isArn, parseArn } from "../arn";
import { accountOf, type Judged, Unread } from "../authorize";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { isPastDeletion } from "./key-state";
import { LOADED_KEY, type LoadedKey } from "./load-key";

export type LoadedAlias = AliasModel & { loadedKey: LoadedKey };

/** Where an alias is looked for: a bare name among the caller's own, another account's by its ARN (decisions 2). */
export interface AliasAddress {
  accountId: string;
  region: string;
  /** With its prefix. */
  name: string;
}

export function aliasAddress(ctx: Ctx | Tx, region: string, alias: string): AliasAddress {
  if (!isArn(alias)) return { accountId: accountOf(ctx), region, name: alias };
  const arn = parseArn(alias, "AliasName");
  if (arn.type !== "alias" || arn.region !== region) throw new DomainError("InvalidParameter", { name: "AliasName" });
  return { accountId: arn.accountId, region, name: `alias/${arn.name}` };
}

/** An alias with the key it names; gone when that key is past its due date. */
export async function loadAlias(tx: Ctx | Tx, { accountId, region, name }: AliasAddress): Promise<Unread<LoadedAlias>> {
  const row = await tx.db.alias.findUnique({
    where: { accountId_region_name: { accountId, region, name } },
    include: { key: { include: LOADED_KEY } },
  });
  const found = row && !isPastDeletion(row.key, tx.now()) ? { ...row, loadedKey: row.key } : null;
  const arn = aliasArn(region, accountId, name);
  return new Unread(arn, "AliasNotFound", found, found ? judgedAlias(tx, accountId, name, found.loadedKey) : undefined);
}

/**
 * How the alias itself is judged, beside its key (ACC-05). It has no policy of its own: in its own account RAM alone
 * speaks for it. Whoever comes from another account, as the owner of a jointly shared instance does (SHR-08), needs what
 * he needs of the key: that the key's policy allows the act, and his own account's RAM too, on the alias's ARN in the
 * account in which it lies (POL-16).
 */
export function judgedAlias(tx: Ctx | Tx, accountId: string, name: string, key: LoadedKey): Judged {
  const arn = aliasArn(key.region, accountId, name);
  const isOwn = tx.actor.kind !== "nobody" && tx.actor.accountId === accountId;
  return isOwn ? { arn, policy: null, tags: [] } : { arn, policy: key.policy?.document ?? null, tags: key.tags };
}
