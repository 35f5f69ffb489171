import type { PrismaClient } from "@/lib/generated/prisma/client";

/** Each region in which something lies, and what: "keys, secrets". */
export function regionsInUse(db: Pick<PrismaClient, "$queryRaw">): Promise<{ region: string; holds: string }[]> {
  return db.$queryRaw`SELECT region, holds FROM regions_in_use() ORDER BY region`;
}
