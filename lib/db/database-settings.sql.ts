import type { PrismaClient } from "@/lib/generated/prisma/client";

/** Which PostgreSQL answers, and whether what it acknowledges survives a loss of power. */
export async function databaseSettings(
  db: Pick<PrismaClient, "$queryRaw">,
): Promise<{ version: string; durable: boolean }> {
  const rows = await db.$queryRaw<{ version: string; durable: boolean }[]>`
    SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
           current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on'
             AND current_setting('synchronous_commit') <> 'off' AS durable`;
  const [row] = rows;
  if (!row) throw new Error("the database did not tell its settings");
  return row;
}
