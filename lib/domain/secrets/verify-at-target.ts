import type { RotationTarget } from "@/lib/generated/prisma/client";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import type { TargetPlan } from "./managed-plan";
import { isSystemDatabase } from "./managed-rules";
import type { TargetAddress, TargetError, TargetPort } from "./rotation-ports";
import { addressOf, recordCredentialRead } from "./target-address";
import { targetFor } from "./targets/load-rotation-target";
import { portOf } from "./targets/register-target";
import { administratorName } from "./targets/target-rules";

/** Member of the extended configuration that names the target. */
const NAMED_BY = { Rds: "DBInstanceId", PolarDB: "DBClusterId", Redis: "InstanceId", ECS: "InstanceId" } as const;

/** The target that a new secret names, if the caller may use it. @throws DomainError */
export async function targetOfPlan(
  tx: Tx,
  region: string,
  { config, targetId, values }: TargetPlan,
): Promise<RotationTarget> {
  const target = await targetFor(tx, "UseRotationTarget", { region, targetId });
  if (target.service !== config.type) {
    const name = config.type === "RAMCredentials" ? "UserName" : NAMED_BY[config.type];
    throw new DomainError("InvalidExtendedConfig", { name });
  }
  const { DBType } = JSON.parse(config.json) as { DBType?: string };
  if (DBType !== undefined && target.adapter !== "Webhook" && target.adapter !== DBType) {
    throw new DomainError("InvalidExtendedConfig", { name: "DBType" });
  }
  // An account of MySQL that is let into nothing is no use to anybody; one of `mysql` administers the server.
  const intoNone = target.database === null ? target.adapter === "MySQL" : isSystemDatabase(target.database);
  if (values === null && config.rights.databases.length === 0 && intoNone) {
    throw new DomainError("InvalidExtendedConfig", { name: "DBName" });
  }
  return target;
}

/**
 * Asks the target before anything is stored: values that are brought must be believed there; where accounts are to be made
 * the administrator is let in and none of that name is there yet (of a server, the user is there).
 * @throws DomainError TargetRefused, TargetAccountExists, TargetAccountManaged
 */
export async function verifyAtTarget(ctx: Ctx, target: RotationTarget, plan: TargetPlan): Promise<void> {
  const port = portOf(ctx, target);
  const address = await addressOf(target, ctx);
  await recordCredentialRead(ctx, target);
  const administrator = administratorName(target.adapter, address.administrator);
  if (administrator !== null && plan.accounts.includes(administrator)) {
    throw new DomainError("TargetAccountManaged", { account: administrator });
  }
  // Leave to use the target is not leave to become the host's owner.
  if (plan.values === null && target.adapter === "SSH" && plan.accounts.includes("root")) refuse("NotPermitted");
  if (plan.values === null) return verifyMakeable(port, address, plan);
  for (const { account, credential } of plan.values) {
    assertDone(await port.signIn(address, account, credential));
  }
}

async function verifyMakeable(port: TargetPort, address: TargetAddress, plan: TargetPlan): Promise<void> {
  assertDone(await port.check(address));
  for (const account of plan.accounts) {
    const found = await port.has(address, account);
    assertDone(found);
    const { exists } = found;
    if (plan.config.type === "ECS" && !exists) refuse("AccountMissing");
    if (plan.config.type !== "ECS" && exists) throw new DomainError("TargetAccountExists", { account });
  }
}

function assertDone<T extends { ok: boolean }>(outcome: T): asserts outcome is Extract<T, { ok: true }> {
  if (!outcome.ok && "error" in outcome) refuse(outcome.error as TargetError);
}

function refuse(reason: TargetError): never {
  throw new DomainError("TargetRefused", { reason });
}

/**
 * Of one target, no account has two masters; `but`: of the secret that asks. The caller holds the target.
 * @throws DomainError TargetAccountManaged
 */
export async function assertAccountsFree(
  tx: Tx,
  { accountId, region, targetId }: Pick<RotationTarget, "accountId" | "region" | "targetId">,
  accounts: readonly string[],
  but: string | null = null,
): Promise<void> {
  const names = [...accounts];
  const [taken] = await tx.db.$queryRaw<{ name: string }[]>`
    SELECT name FROM (
      SELECT unnest(ARRAY[extended_config::jsonb ->> 'AccountName', extended_config::jsonb ->> 'CloneAccountName',
        extended_config::jsonb ->> 'UserName']) AS name
      FROM secret WHERE account_id = ${accountId} AND region = ${region} AND target_id = ${targetId}
        AND (planned_delete_at IS NULL OR planned_delete_at > ${tx.now()})
        AND pk IS DISTINCT FROM ${but}::uuid) AS managed
    WHERE name = ANY(${names}) LIMIT 1`;
  if (taken) throw new DomainError("TargetAccountManaged", { account: taken.name });
}
