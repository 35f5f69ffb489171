import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";

// ListAliases among a million (decisions 18): the page walks an index that has them in order; aliases of keys whose
// deletion is due are gone (KEY-51), and those keys are few.

type Sql = Pick<PrismaClient, "$queryRaw">;

/** Aliases of an account in a region, or of a key. */
export type AliasPlace = { accountId: string; region: string } | { keyPk: string };
type AliasSet = AliasPlace & { now: Date };

/** The pks of the aliases, newest first. */
export async function aliasPks(db: Sql, set: AliasSet, { skip, limit }: { skip: number; limit: number }) {
  const rows = await db.$queryRaw<{ pk: string }[]>`
    SELECT a.pk::text AS pk FROM alias a WHERE ${conditionOf(set)}
    ORDER BY a.created_at DESC, a.pk DESC LIMIT ${limit}::int OFFSET ${skip}::int`;
  return rows.map(({ pk }) => pk);
}

export async function countAliases(db: Sql, set: AliasSet): Promise<number> {
  const [row] = await db.$queryRaw<[{ n: number }]>`SELECT count(*)::int AS n FROM alias a WHERE ${conditionOf(set)}`;
  return row.n;
}

function conditionOf(set: AliasSet): Prisma.Sql {
  const which =
    "keyPk" in set
      ? Prisma.sql`a.key_pk = ${set.keyPk}::uuid`
      : Prisma.sql`a.account_id = ${set.accountId}::char(16) AND a.region = ${set.region}`;
  return Prisma.sql`${which} AND NOT EXISTS (
    SELECT FROM key k WHERE k.pk = a.key_pk AND k.state = 'PendingDeletion' AND k.delete_at <= ${set.now}::timestamptz)`;
}
