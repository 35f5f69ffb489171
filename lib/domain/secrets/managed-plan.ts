import { DomainError } from "../errors";
import { AUTO, assertManagedName, type ManagedType, ramSecretName } from "./managed-rules";
import {
  type AccessKeyValue,
  type ManagedConfig,
  type ManagedValue,
  parseExtendedConfig,
  readFirstAccessKeys,
  readFirstValues,
} from "./managed-types";
import { assertVersionId } from "./secret-rules";

// What a new managed secret is to be, pure: configuration, name and first values, before anybody is asked about them.

export interface TargetPlan {
  config: ManagedConfig;
  targetId: string;
  name: string;
  /** That it manages from now on, the current one first. */
  accounts: readonly string[];
  /** Null: they are made at the target. */
  values: readonly ManagedValue[] | null;
}

export interface RamPlan {
  config: ManagedConfig;
  userName: string;
  name: string;
  accessKeys: readonly AccessKeyValue[];
}

interface Wish {
  region: string;
  type: ManagedType;
  name: string;
  extendedConfig: string;
  secretData: string;
  versionId: string;
}

/** @throws DomainError InvalidExtendedConfig, InvalidSecretData, InvalidSecretName, InvalidParameter */
export function planManaged(wish: Wish): TargetPlan | RamPlan {
  const config = parseExtendedConfig(wish.type, wish.extendedConfig);
  const { RegionId } = JSON.parse(config.json) as { RegionId?: string };
  if (RegionId !== undefined && RegionId !== wish.region) refuseConfig("RegionId");
  assertVersionId(wish.versionId);
  return config.targetId === null ? planRam(wish, config) : planAtTarget(wish, config, config.targetId);
}

/** SEC-13: named after the user, whose AccessKeys are all given. */
function planRam(wish: Wish, config: ManagedConfig): RamPlan {
  const userName = config.userName ?? "";
  const name = ramSecretName(userName);
  if (wish.name !== AUTO && wish.name !== name) throw new DomainError("InvalidSecretName");
  const accessKeys = readFirstAccessKeys(wish.secretData);
  return { config, userName, name, accessKeys };
}

function planAtTarget(wish: Wish, config: ManagedConfig, targetId: string): TargetPlan {
  assertManagedName(wish.type, wish.name);
  const values = readFirstValues(config, wish.secretData);
  const accounts = values ? values.map((value) => value.account) : accountsToMake(config);
  if (values) assertNamesAgree(config, accounts);
  const [first = "", second] = accounts;
  if (first === second) refuseConfig("CloneAccountName");
  return {
    config: { ...config, json: withAccounts(config, first, second) },
    targetId,
    name: wish.name,
    accounts,
    values,
  };
}

function accountsToMake({ type, subType, userName, accountName, cloneAccountName }: ManagedConfig): string[] {
  if (type === "ECS") return [userName ?? ""];
  return subType === "DoubleUsers" ? [accountName ?? "", cloneAccountName ?? ""] : [accountName ?? ""];
}

/** Values and configuration may both name the accounts, and then the same. */
function assertNamesAgree(config: ManagedConfig, [first, second]: readonly string[]): void {
  const said = JSON.parse(config.json) as Partial<Record<string, string>>;
  if (config.type === "ECS") {
    if (config.userName !== null && config.userName !== first) refuseConfig("UserName");
    return;
  }
  if (said.AccountName !== undefined && said.AccountName !== first) refuseConfig("AccountName");
  if (said.CloneAccountName !== undefined && said.CloneAccountName !== second) refuseConfig("CloneAccountName");
}

/** Which accounts a secret manages stands in its configuration, so that no two come to manage the same. */
function withAccounts({ type, json }: ManagedConfig, first: string, second: string | undefined): string {
  const said = JSON.parse(json) as Record<string, unknown>;
  if (type === "ECS") return JSON.stringify({ ...said, UserName: first });
  const { CloneAccountName: _unused, ...rest } = said;
  return JSON.stringify({
    ...rest,
    AccountName: first,
    ...(second !== undefined && { CloneAccountName: second }),
  });
}

function refuseConfig(name: string): never {
  throw new DomainError("InvalidExtendedConfig", { name });
}
