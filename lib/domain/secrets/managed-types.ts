import { z } from "zod";
import type { SecretType } from "@/lib/generated/prisma/enums";
import { DomainError } from "../errors";
import { ACCOUNT, AUTO, isDatabaseName, type ManagedType, type SecretSubType } from "./managed-rules";
import type { AccountRights, TargetCredential } from "./rotation-ports";

// The managed types (SEC-10..16), pure: what their configuration and their values look like on the wire and at rest.

const CUSTOM_PAIRS = 10;
const account = z.string().regex(ACCOUNT);
/** Kept as it came: a number that would come back as another one is refused. */
const customValue = z.union([
  z.string().max(1024),
  z.number().refine((number) => !Number.isInteger(number) || Number.isSafeInteger(number)),
  z.boolean(),
]);
export type CustomData = Readonly<Record<string, z.infer<typeof customValue>>>;
const common = {
  RegionId: z.string().max(64).optional(),
  CustomData: z
    .record(z.string().min(1).max(128), customValue)
    .refine((data) => Object.keys(data).length <= CUSTOM_PAIRS)
    .optional(),
};
const target = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);
const accounts = {
  AccountName: account.optional(),
  CloneAccountName: account.optional(),
  AccountType: z.literal("Normal").optional(),
  AccountPrivilege: z.enum(["RoleReadWrite", "RoleReadOnly", "ReadWrite", "ReadOnly"]).optional(),
  /** Names with commas between them. */
  DBName: z
    .string()
    .refine((names) => names.split(",").every((name) => isDatabaseName(name.trim())))
    .optional(),
};
const users = z.enum(["SingleUser", "DoubleUsers"]);

const CONFIGS = {
  Rds: z.strictObject({ SecretSubType: users, DBInstanceId: target, ...accounts, ...common }),
  PolarDB: z.strictObject({
    SecretSubType: z.literal("DoubleUsers").default("DoubleUsers"),
    DBClusterId: target,
    DBType: z.enum(["MySQL", "PostgreSQL"]).optional(),
    ...accounts,
    ...common,
  }),
  Redis: z.strictObject({
    SecretSubType: z.literal("DoubleUsers").default("DoubleUsers"),
    InstanceId: target,
    ...accounts,
    ...common,
  }),
  RAMCredentials: z.strictObject({
    SecretSubType: z.literal("RamUserAccessKey").default("RamUserAccessKey"),
    UserName: z.string().min(1).max(64),
    ...common,
  }),
  ECS: z.strictObject({
    SecretSubType: z.enum(["Password", "SSHKey"]),
    InstanceId: target,
    /** Of `$Auto`, ours: whose credential is made anew. */
    UserName: account.optional(),
    ...common,
  }),
} as const;

export interface ManagedConfig {
  type: ManagedType;
  subType: SecretSubType;
  /** Null of RAM secrets: their target is this product. */
  targetId: string | null;
  /** Of RAM secrets, and of ECS secrets whose value is made here. */
  userName: string | null;
  /** Of accounts that are made here. */
  accountName: string | null;
  cloneAccountName: string | null;
  rights: AccountRights;
  customData: CustomData;
  /** As it is kept and shown. */
  json: string;
}

/** @throws DomainError InvalidExtendedConfig that names the first member that cannot be */
export function parseExtendedConfig(type: ManagedType, text: string | undefined): ManagedConfig {
  const parsed = CONFIGS[type].safeParse(jsonOf(text ?? "{}"));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const unknown = issue && "keys" in issue ? issue.keys.join(", ") : undefined;
    throw new DomainError("InvalidExtendedConfig", { name: unknown || issue?.path.join(".") || "JSON" });
  }
  const data: Partial<Record<string, unknown>> = parsed.data;
  const wordOf = (name: string) => (typeof data[name] === "string" ? data[name] : null);
  const accountName = wordOf("AccountName");
  return {
    type,
    subType: parsed.data.SecretSubType,
    targetId: wordOf("DBInstanceId") ?? wordOf("DBClusterId") ?? wordOf("InstanceId"),
    userName: wordOf("UserName"),
    accountName,
    cloneAccountName: wordOf("CloneAccountName") ?? (accountName ? `${accountName}_clone`.slice(0, 32) : null),
    rights: {
      privilege: wordOf("AccountPrivilege")?.endsWith("ReadOnly") ? "ReadOnly" : "ReadWrite",
      databases: (wordOf("DBName") ?? "").split(",").flatMap((name) => name.trim() || []),
    },
    customData: parsed.data.CustomData ?? {},
    json: JSON.stringify(parsed.data),
  };
}

/** What a stored secret is configured as; null of a Generic one, and where this version cannot read it. */
export function managedOf({ type, extendedConfig }: { type: SecretType; extendedConfig: string | null }) {
  if (type === "Generic" || extendedConfig === null) return null;
  try {
    return parseExtendedConfig(type, extendedConfig);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/** One value of a managed secret, opened. */
export interface ManagedValue {
  account: string;
  credential: TargetCredential;
}

const databaseValue = z.strictObject({ AccountName: account, AccountPassword: z.string().min(1).max(512) });
const passwordValue = z.strictObject({ UserName: account, Password: z.string().min(1).max(512) });
const sshKeyValue = z.strictObject({ UserName: account, PublicKey: z.string().min(1), PrivateKey: z.string().min(1) });
const accessKey = z.strictObject({
  AccessKeyId: z.string().min(1).max(64),
  AccessKeySecret: z.string().min(1).max(64),
});
export interface AccessKeyValue {
  AccessKeyId: string;
  AccessKeySecret: string;
}

/** A database account or ECS user out of a stored version. @throws DomainError InvalidSecretData */
export function readValue(config: Pick<ManagedConfig, "type" | "subType">, text: string): ManagedValue {
  if (config.type !== "ECS") return fromDatabase(parsedData(databaseValue, jsonOf(text)));
  return fromEcs(config.subType, jsonOf(text));
}

/** The AccessKey of a stored version of a RAM secret. */
export function readAccessKey(text: string): AccessKeyValue {
  return parsedData(accessKey.extend({ GenerateTimestamp: z.string().optional() }), jsonOf(text));
}

/** The stored form of a value (SEC-10..14). */
export function writeValue(config: Pick<ManagedConfig, "type">, { account: name, credential }: ManagedValue): string {
  if (credential.kind === "sshKey") {
    const { publicKey: PublicKey, privateKey: PrivateKey } = credential;
    return JSON.stringify({ UserName: name, PublicKey, PrivateKey });
  }
  return JSON.stringify(
    config.type === "ECS"
      ? { UserName: name, Password: credential.password }
      : { AccountName: name, AccountPassword: credential.password },
  );
}

export function writeAccessKey({ AccessKeyId, AccessKeySecret }: AccessKeyValue, at: Date): string {
  return JSON.stringify({ AccessKeyId, AccessKeySecret, GenerateTimestamp: at.toISOString() });
}

/**
 * The values that a caller gives at creation, the current one first; null where they are to be made here (`$Auto`).
 * @throws DomainError InvalidSecretData
 */
export function readFirstValues(config: ManagedConfig, text: string): ManagedValue[] | null {
  if (config.type === "RAMCredentials") throw new DomainError("UnsupportedOperation");
  if (text === AUTO) {
    const named = config.type === "ECS" ? config.userName : config.accountName;
    if (!named) {
      throw new DomainError("InvalidExtendedConfig", { name: config.type === "ECS" ? "UserName" : "AccountName" });
    }
    return null;
  }
  if (config.type === "ECS") return [fromEcs(config.subType, jsonOf(text))];
  const { Accounts } = parsedData(z.strictObject({ Accounts: z.array(databaseValue).min(1).max(2) }), jsonOf(text));
  const wanted = config.subType === "DoubleUsers" ? 2 : 1;
  if (Accounts.length !== wanted || new Set(Accounts.map((each) => each.AccountName)).size !== wanted) {
    throw new DomainError("InvalidSecretData", { name: "Accounts" });
  }
  return Accounts.map(fromDatabase);
}

/** All AccessKeys of the RAM user, the current one first (SEC-13). @throws DomainError InvalidSecretData */
export function readFirstAccessKeys(text: string): AccessKeyValue[] {
  return parsedData(z.strictObject({ AccessKeys: z.array(accessKey).min(1).max(2) }), jsonOf(text)).AccessKeys;
}

/** SEC-15: with two accounts the one that is not current gets the new value; with one, that one. */
export function rotatedAccount(
  config: Pick<ManagedConfig, "subType">,
  current: ManagedValue,
  previous: ManagedValue | null,
): string {
  return config.subType === "DoubleUsers" && previous ? previous.account : current.account;
}

const fromDatabase = (value: z.infer<typeof databaseValue>): ManagedValue => ({
  account: value.AccountName,
  credential: { kind: "password", password: value.AccountPassword },
});

function fromEcs(subType: SecretSubType, json: unknown): ManagedValue {
  if (subType === "Password") {
    const { UserName, Password: password } = parsedData(passwordValue, json);
    return { account: UserName, credential: { kind: "password", password } };
  }
  const { UserName, PublicKey: publicKey, PrivateKey: privateKey } = parsedData(sshKeyValue, json);
  return { account: UserName, credential: { kind: "sshKey", publicKey, privateKey } };
}

/** Names the member, never what it holds. */
function parsedData<S extends z.ZodType>(schema: S, json: unknown): z.infer<S> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new DomainError("InvalidSecretData", { name: parsed.error.issues[0]?.path.join(".") || "JSON" });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
