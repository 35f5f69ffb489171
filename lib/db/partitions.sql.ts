import type { PrismaClient } from "@/lib/generated/prisma/client";

type Db = Pick<PrismaClient, "$executeRaw">;

/** Makes the partitions that events and nonces around a moment go into; late is harmless, the default ones catch them. */
export async function ensurePartitions(db: Db, around: Date): Promise<void> {
  await db.$executeRaw`SELECT ensure_partitions(${around})`;
}

/** Drops the nonces of requests that are too old to be accepted any more. */
export async function dropStaleNonces(db: Db, olderThan: Date): Promise<void> {
  await db.$executeRaw`SELECT drop_stale_nonces(${olderThan})`;
}
