import type { Tx } from "../context";
import { DomainError } from "../errors";
import { isCheckViolation } from "../transaction";

// Quotas are decided where the row is written (INS-08, INS-10, decisions 12): the counter moves in the transaction of the
// insert or delete, and a guarded update, with a CHECK behind it, refuses what would not fit, however many ask at once.
// Whoever takes units holds the instance's row until the commit: take them late.

/** `n` key versions more, or less when negative: a key with five versions uses five (INS-08). @throws DomainError KeyQuotaExceeded */
export async function takeKeyUnits(tx: Tx, instancePk: string, n: number): Promise<void> {
  if (n === 0) return;
  const taken = await guarded(
    "KeyQuotaExceeded",
    () =>
      tx.db.$executeRaw`
      UPDATE instance SET key_versions_used = key_versions_used + ${n}::int
      WHERE pk = ${instancePk}::uuid AND key_versions_used + ${n}::int BETWEEN 0 AND key_quota`,
  );
  if (taken !== 1) throw new DomainError("KeyQuotaExceeded");
}

/** `n` secrets more, or less when negative; versions are free (INS-08). @throws DomainError SecretQuotaExceeded */
export async function takeSecretUnits(tx: Tx, instancePk: string, n: number): Promise<void> {
  if (n === 0) return;
  const taken = await guarded(
    "SecretQuotaExceeded",
    () =>
      tx.db.$executeRaw`
      UPDATE instance SET secrets_used = secrets_used + ${n}::int
      WHERE pk = ${instancePk}::uuid AND secrets_used + ${n}::int BETWEEN 0 AND secret_quota`,
  );
  if (taken !== 1) throw new DomainError("SecretQuotaExceeded");
}

/** What is left of both, as it looks now: to leave out early what would not fit. It decides nothing. */
export async function spareUnits({ db }: Tx, instancePk: string): Promise<{ keys: number; secrets: number }> {
  const select = { keyQuota: true, keyVersionsUsed: true, secretQuota: true, secretsUsed: true } as const;
  const now = await db.instance.findUniqueOrThrow({ where: { pk: instancePk }, select });
  return { keys: now.keyQuota - now.keyVersionsUsed, secrets: now.secretQuota - now.secretsUsed };
}

async function guarded(
  code: "KeyQuotaExceeded" | "SecretQuotaExceeded",
  update: () => Promise<number>,
): Promise<number> {
  try {
    return await update();
  } catch (error) {
    if (isCheckViolation(error)) throw new DomainError(code, {}, { cause: error });
    throw error;
  }
}
