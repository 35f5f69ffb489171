import type { PrismaClient } from "@/lib/generated/prisma/client";

/** Accounts that have no Default backup in one of the regions (BKP-12). */
export async function accountsLackingDefaults(
  db: Pick<PrismaClient, "$queryRaw">,
  regions: readonly string[],
): Promise<string[]> {
  const rows = await db.$queryRaw<{ account_id: string }[]>`
    SELECT account.account_id FROM account
    WHERE (SELECT count(*) FROM backup
           WHERE backup.account_id = account.account_id AND type = 'Default' AND region = ANY (${regions}))
      < ${regions.length}`;
  return rows.map(({ account_id }) => account_id);
}
