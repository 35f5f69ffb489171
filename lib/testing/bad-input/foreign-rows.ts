import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";

const OWN = Prisma.sql`account_id = `;

/** Which rows of a table belong to an account: by itself, or through what they are a part of. */
const TABLES: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(
    [
      ...["access_key", "account", "alert", "alias", "audit_event", "backup", "default_instance", "delivery_target"],
      ...["key", "key_version", "ledger_movement", "person", "policy_attachment", "purchase_order", "ram_group"],
      ...["ram_policy", "ram_role", "role_token", "rotation_target", "secret", "session"],
    ].map((table) => [table, undefined]),
  ),
  authenticator: "person",
  group_member: "person",
  key_policy: "key",
  key_tag: "key",
  secret_policy: "secret",
  secret_tag: "secret",
  secret_version: "secret",
  secret_data_key: "secret",
  secret_rotation: "secret",
};

/** How many rows an account has, and how many of them the transaction under way has written. */
export async function rowsOf(db: Pick<PrismaClient, "$queryRaw">, accountId: string) {
  const counts = Object.entries(TABLES).map(([table, parent]) => {
    const owner = parent
      ? Prisma.sql`${Prisma.raw(`${parent}_pk IN (SELECT pk FROM ${parent} WHERE`)} ${OWN}${accountId})`
      : Prisma.sql`${OWN}${accountId}`;
    return Prisma.sql`SELECT count(*) AS rows, count(*) FILTER (WHERE xmin = pg_current_xact_id_if_assigned()::xid) AS written
      FROM ${Prisma.raw(table)} WHERE ${owner}`;
  });
  const [sum] = await db.$queryRaw<{ rows: number; written: number }[]>`
    SELECT sum(rows)::int AS rows, sum(written)::int AS written FROM (${Prisma.join(counts, " UNION ALL ")}) AS counted`;
  if (!sum) throw new Error("a sum is one row");
  return sum;
}
