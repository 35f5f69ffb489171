import type { PrismaClient } from "@/lib/generated/prisma/client";

/** Takes the oldest pair of a specification out of the stock; of two at once, each takes another. */
export async function takeOldestKeyPair(
  db: Pick<PrismaClient, "$queryRaw">,
  spec: string,
): Promise<{ pk: string; sealed: Uint8Array } | null> {
  const rows = await db.$queryRaw<{ pk: string; sealed: Uint8Array }[]>`
    DELETE FROM ready_key_pair WHERE pk = (
      SELECT pk FROM ready_key_pair WHERE spec = ${spec}::key_spec ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING pk::text AS pk, sealed`;
  return rows[0] ?? null;
}
