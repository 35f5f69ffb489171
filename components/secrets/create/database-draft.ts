import {
  AUTO,
  isAccountName,
  isDatabaseName,
  type ManagedType,
  ROTATION_HOURS,
} from "@/lib/domain/secrets/managed-rules";
import { type Faults, type ManagedWish, nameFaultOf } from "./create-fields";
import { type RotationDraft, rotationFault, rotationInput, THIRTY_DAYS } from "./rotation-draft";
import type { TargetChoice } from "./target-choice";

// A database secret as it is typed (SEC-10..12, SEC-52), pure.

/** Database Type. Whatever is neither MySQL nor PostgreSQL stands behind a webhook. */
export const DATABASES = ["RdsMySQL", "RdsPostgreSQL", "PolarDB", "Redis", "RdsOther"] as const;
export type DatabaseType = (typeof DATABASES)[number];

export interface Account {
  name: string;
  password: string;
}

export interface DatabaseDraft {
  database: DatabaseType;
  targetId: string;
  users: "DoubleUsers" | "SingleUser";
  source: "create" | "import";
  /** Existing accounts, the one in use first. */
  accounts: readonly [Account, Account];
  /** Accounts that are made. The second is named after the first where nothing is typed. */
  accountName: string;
  cloneName: string;
  privilege: "ReadWrite" | "ReadOnly";
  databases: string;
  rotation: RotationDraft;
}

const NOBODY: Account = { name: "", password: "" };
export const EMPTY_DATABASE: DatabaseDraft = {
  database: "RdsMySQL",
  targetId: "",
  users: "DoubleUsers",
  source: "create",
  accounts: [NOBODY, NOBODY],
  accountName: "",
  cloneName: "",
  privilege: "ReadWrite",
  databases: "",
  rotation: THIRTY_DAYS,
};

export function serviceOf(database: DatabaseType): Extract<ManagedType, "Rds" | "PolarDB" | "Redis"> {
  return database === "PolarDB" || database === "Redis" ? database : "Rds";
}

/** SEC-52: of PolarDB and Redis two accounts are managed, and made here. */
export const isDoubleOnly = (database: DatabaseType): boolean => serviceOf(database) !== "Rds";

const ADAPTERS = { RdsMySQL: "MySQL", RdsPostgreSQL: "PostgreSQL", RdsOther: "Webhook" } as const;

export function targetsFor(database: DatabaseType, targets: readonly TargetChoice[]): TargetChoice[] {
  const adapter = database in ADAPTERS ? ADAPTERS[database as keyof typeof ADAPTERS] : undefined;
  return targets.filter((each) => each.service === serviceOf(database) && (!adapter || each.adapter === adapter));
}

export function chosenTarget(draft: DatabaseDraft, targets: readonly TargetChoice[]): TargetChoice | undefined {
  return targetsFor(draft.database, targets).find(({ targetId, locked }) => targetId === draft.targetId && !locked);
}

/** What is managed, with what cannot be chosen for this database left out of account. */
export function managing({ database, users, source }: DatabaseDraft) {
  return {
    double: isDoubleOnly(database) || users === "DoubleUsers",
    imports: !isDoubleOnly(database) && source === "import",
    /** Whether accounts are given rights to some databases of a server; Redis has none to name. */
    namesDatabases: database !== "Redis",
  };
}

export const cloneNameOf = ({ accountName, cloneName }: Pick<DatabaseDraft, "accountName" | "cloneName">): string =>
  cloneName.trim() || (accountName.trim() && `${accountName.trim()}_clone`.slice(0, 32));

export function databaseFaults(draft: DatabaseDraft, name: string, targets: readonly TargetChoice[]): Faults {
  const nameFault = nameFaultOf(name);
  const interval = rotationFault(draft.rotation, ROTATION_HOURS);
  return {
    ...(nameFault && { name: nameFault }),
    ...(!chosenTarget(draft, targets) && { target: "chooseTarget" }),
    ...(managing(draft).imports ? importFaults(draft) : makeFaults(draft)),
    ...(interval && { rotation: interval }),
  };
}

function importFaults(draft: DatabaseDraft): Faults {
  const [first, second] = draft.accounts;
  const double = managing(draft).double;
  const one = accountFault(first);
  const two = double
    ? (accountFault(second) ?? (second.name.trim() === first.name.trim() ? "sameAccount" : undefined))
    : undefined;
  return { ...(one && { firstAccount: one }), ...(two && { secondAccount: two }) };
}

function accountFault({ name, password }: Account) {
  if (!isAccountName(name.trim())) return "account";
  return password === "" ? "password" : undefined;
}

function makeFaults(draft: DatabaseDraft): Faults {
  const { double, namesDatabases } = managing(draft);
  const clone = cloneNameOf(draft);
  const cloneFault = !isAccountName(clone) ? "account" : clone === draft.accountName.trim() ? "sameAccount" : undefined;
  return {
    ...(!isAccountName(draft.accountName.trim()) && { account: "account" }),
    // The name that is made of the first is wrong only with the first.
    ...(double && cloneFault && draft.accountName.trim() && { clone: cloneFault }),
    ...(namesDatabases && !databasesOf(draft).every(isDatabaseName) && { databases: "databases" }),
  };
}

const databasesOf = ({ databases }: DatabaseDraft) => databases.split(",").flatMap((each) => each.trim() || []);

export function databaseWish(
  draft: DatabaseDraft,
  name: string,
  region: string,
  targets: readonly TargetChoice[],
): ManagedWish {
  const type = serviceOf(draft.database);
  const { double, imports } = managing(draft);
  return {
    type,
    name,
    extendedConfig: JSON.stringify({
      SecretSubType: double ? "DoubleUsers" : "SingleUser",
      RegionId: region,
      ...instanceOf(type, draft.targetId),
      ...(type === "PolarDB" && polarType(chosenTarget(draft, targets))),
      ...(!imports && madeAccounts(draft)),
    }),
    secretData: imports ? JSON.stringify({ Accounts: importedAccounts(draft) }) : AUTO,
    ...rotationInput(draft.rotation),
  };
}

function instanceOf(type: ManagedType, targetId: string) {
  if (type === "Rds") return { DBInstanceId: targetId };
  return type === "PolarDB" ? { DBClusterId: targetId } : { InstanceId: targetId };
}

function polarType(target: TargetChoice | undefined) {
  return target?.adapter === "MySQL" || target?.adapter === "PostgreSQL" ? { DBType: target.adapter } : {};
}

function madeAccounts(draft: DatabaseDraft) {
  const { double, namesDatabases } = managing(draft);
  const databases = namesDatabases ? databasesOf(draft) : [];
  return {
    AccountName: draft.accountName.trim(),
    ...(double && { CloneAccountName: cloneNameOf(draft) }),
    AccountPrivilege: draft.database === "Redis" ? (`Role${draft.privilege}` as const) : draft.privilege,
    ...(databases.length > 0 && { DBName: databases.join(",") }),
  };
}

function importedAccounts(draft: DatabaseDraft) {
  const accounts = managing(draft).double ? draft.accounts : draft.accounts.slice(0, 1);
  return accounts.map(({ name, password }) => ({ AccountName: name.trim(), AccountPassword: password }));
}
