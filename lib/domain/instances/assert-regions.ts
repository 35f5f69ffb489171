import { regionsInUse } from "@/lib/db/regions-in-use.sql";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { findRegion, type Region } from "./regions";

/**
 * Refuses to begin where something lies in a region that is not configured (REG-06): nobody could reach it, while its
 * keys would still fall due and its instances run out. A process that does not start is noticed; that is not.
 */
export async function assertRegions(db: PrismaClient, regions: readonly Region[]): Promise<void> {
  const lost = (await regionsInUse(db)).find(({ region }) => !findRegion(regions, region));
  if (lost) throw new Error(`KMS_REGIONS lacks ${lost.region}, where the database holds ${lost.holds}: add it.`);
}
