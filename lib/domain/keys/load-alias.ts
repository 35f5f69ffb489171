import type { AliasModel } from "@/lib/generated/prisma/models";
import { aliasArn } from "../arn";
import { accountOf, Unread } from "../authorize";
import type { Ctx, Tx } from "../context";
import { isPastDeletion } from "./key-state";
import { LOADED_KEY, type LoadedKey } from "./load-key";

export type LoadedAlias = AliasModel & { loadedKey: LoadedKey };

/** One of the caller's aliases, with the key it names; gone when that key is past its due date. */
export async function loadAlias(tx: Ctx | Tx, region: string, name: string): Promise<Unread<LoadedAlias>> {
  const accountId = accountOf(tx);
  const row = await tx.db.alias.findUnique({
    where: { accountId_region_name: { accountId, region, name } },
    include: { key: { include: LOADED_KEY } },
  });
  const found = row && !isPastDeletion(row.key, tx.now()) ? { ...row, loadedKey: row.key } : null;
  return new Unread(aliasArn(region, accountId, name), "AliasNotFound", found);
}
