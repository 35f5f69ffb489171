import type { Tx } from "@/lib/domain/context";

/**
 * One creation at a time in an account and region outside instances, until the transaction ends: there is no row whose
 * counter could refuse (KEY-09, decisions 7 "counts").
 */
export async function holdClassicQuota(tx: Tx, kind: "key" | "alias" | "secret", accountId: string, region: string) {
  await tx.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${kind} ${accountId} ${region}`}, 9))`;
}
