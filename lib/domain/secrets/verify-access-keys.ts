import { timingSafeEqual } from "node:crypto";
import { accessKeyOwner } from "../accounts/access-key-owner";
import { findAccessKey } from "../accounts/find-access-key";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import type { AccessKeyValue } from "./managed-types";

/** What a RAM secret does with the AccessKeys of its user, and so what its creator must be allowed to (SEC-53). */
const NEEDED = ["ListAccessKeys", "CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"] as const;

/**
 * SEC-13: the value holds all AccessKeys of the RAM user, each with its secret, the first in use. Returns when each was
 * made. @throws DomainError UserNotFound, RamUserWithoutAccessKey, AccessKeyMismatch, AccessKeyInactive,
 * TargetAccountManaged where a RAM secret of another region has them
 */
export async function verifyAccessKeys(tx: Tx, userName: string, given: readonly AccessKeyValue[]): Promise<Date[]> {
  let user = await accessKeyOwner(tx, "ram:ListAccessKeys", userName);
  for (const call of NEEDED) user = await accessKeyOwner(tx, `ram:${call}`, userName);
  await tx.db.$queryRaw`SELECT FROM person WHERE pk = ${user.pk}::uuid FOR NO KEY UPDATE`;
  await assertUnmanaged(tx, user.accountId, userName);
  const rows = await tx.db.accessKey.findMany({
    where: { personPk: user.pk },
    select: { accessKeyId: true, createdAt: true },
  });
  if (rows.length === 0) throw new DomainError("RamUserWithoutAccessKey");
  const ids = new Set(given.map((each) => each.AccessKeyId));
  const isWhole = ids.size === given.length && rows.length === given.length;
  if (!isWhole || !rows.every((row) => ids.has(row.accessKeyId))) throw new DomainError("AccessKeyMismatch");
  for (const [index, value] of given.entries()) await assertSecret(tx, value, index === 0);
  return given.map((value) => rows.find((row) => row.accessKeyId === value.AccessKeyId)?.createdAt ?? tx.now());
}

async function assertSecret(tx: Tx, value: AccessKeyValue, mustWork: boolean): Promise<void> {
  const found = await findAccessKey(tx, value.AccessKeyId);
  const offered = Buffer.from(value.AccessKeySecret, "utf8");
  const isSame = found?.secret.length === offered.length && timingSafeEqual(found.secret, offered);
  found?.secret.fill(0);
  offered.fill(0);
  if (!isSame) throw new DomainError("AccessKeyMismatch");
  if (mustWork && found?.state !== "Active") throw new DomainError("AccessKeyInactive");
}

/**
 * RAM has no regions: two secrets would take each other's AccessKeys away; `but`: of the secret that asks.
 * @throws DomainError TargetAccountManaged
 */
export async function assertUnmanaged(
  tx: Tx,
  accountId: string,
  userName: string,
  but: string | null = null,
): Promise<void> {
  const others = await tx.db.$queryRaw<unknown[]>`
    SELECT FROM secret WHERE account_id = ${accountId} AND type = 'RAMCredentials'
      AND extended_config::jsonb ->> 'UserName' = ${userName}
      AND (planned_delete_at IS NULL OR planned_delete_at > ${tx.now()})
      AND pk IS DISTINCT FROM ${but}::uuid LIMIT 1`;
  if (others.length > 0) throw new DomainError("TargetAccountManaged", { account: userName });
}
