import type { Secret } from "@/lib/generated/prisma/client";
import type { Tx } from "../context";
import { managedOf } from "./managed-types";
import { assertUnmanaged } from "./verify-access-keys";
import { assertAccountsFree } from "./verify-at-target";

type Configured = Pick<Secret, "type" | "extendedConfig">;

/** The accounts at its target that a secret manages, as its configuration names them. */
export function accountsOf(secret: Configured): string[] {
  const config = managedOf(secret);
  if (!config) return [];
  const { type, subType, userName, accountName, cloneAccountName } = config;
  const names = type === "ECS" ? [userName] : [accountName, subType === "DoubleUsers" ? cloneAccountName : null];
  return names.filter((name) => name !== null);
}

/**
 * A secret that came back beside its successor rotates nothing that the other one does, until one of them is gone.
 * @throws DomainError TargetAccountManaged
 */
export async function assertOnlyMaster(
  tx: Tx,
  secret: Configured & Pick<Secret, "pk" | "accountId" | "region" | "targetId">,
): Promise<void> {
  const { pk, accountId, region, targetId } = secret;
  if (targetId === null) {
    const userName = managedOf(secret)?.userName;
    if (userName) await assertUnmanaged(tx, accountId, userName, pk);
    return;
  }
  await assertAccountsFree(tx, { accountId, region, targetId }, accountsOf(secret), pk);
}
