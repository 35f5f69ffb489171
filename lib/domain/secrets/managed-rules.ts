import type { SecretType } from "@/lib/generated/prisma/enums";
import { DomainError } from "../errors";
import { assertSecretName, isSecretName, SECRET_NAME_MAX } from "./secret-rules";

export type { SecretType };

// Names and limits of managed secrets (SEC-04, SEC-10..16, SEC-31), pure: forms and operations read this one file.

export type ManagedType = Exclude<SecretType, "Generic">;
export const MANAGED_TYPES = [
  "Rds",
  "PolarDB",
  "Redis",
  "RAMCredentials",
  "ECS",
] as const satisfies readonly ManagedType[];

export type SecretSubType = "SingleUser" | "DoubleUsers" | "RamUserAccessKey" | "Password" | "SSHKey";

/** What a caller writes instead of values that KMS is to make itself (SEC-11, SEC-12). */
export const AUTO = "$Auto";

/** Begins with a letter or underscore; nothing that a shell, SQL or an ACL line reads as more than a name. */
export const ACCOUNT = /^[A-Za-z_][A-Za-z0-9_-]{0,31}$/;
const DATABASE = /^[A-Za-z_][A-Za-z0-9_$-]{0,62}$/;

export const isAccountName = (name: string): boolean => ACCOUNT.test(name);
/** Rights in them are rights over the server, or in every database that is made later. */
const OF_THE_SERVER = ["mysql", "sys", "performance_schema", "information_schema", "ndbinfo", "template0", "template1"];
export const isSystemDatabase = (name: string): boolean => OF_THE_SERVER.includes(name.toLowerCase());
export const isDatabaseName = (name: string): boolean => DATABASE.test(name) && !isSystemDatabase(name);

/** SEC-04: names of managed secrets. RAM secrets get theirs from the user. @throws DomainError InvalidSecretName */
export function assertManagedName(type: ManagedType, name: string): void {
  if (type !== "ECS") {
    assertSecretName(name);
    return;
  }
  const rest = name.startsWith("acs/ecs/") ? name.slice("acs/ecs/".length) : "";
  if (!isSecretName(rest) || name.length > SECRET_NAME_MAX) throw new DomainError("InvalidSecretName");
}

export const ramSecretName = (userName: string): string => `acs/ram/user/${userName}`;

/** SEC-31: the provider's API says 6 hours to 365 days for all; its console begins at 7 days for RAM secrets. */
export const ROTATION_HOURS = { minimum: 6, maximum: 8760 } as const;
export const FORM_ROTATION_HOURS: Readonly<Record<ManagedType, { minimum: number; maximum: number }>> = {
  RAMCredentials: { minimum: 168, maximum: 8760 },
  Rds: ROTATION_HOURS,
  PolarDB: ROTATION_HOURS,
  Redis: ROTATION_HOURS,
  ECS: ROTATION_HOURS,
};

/** @throws DomainError InvalidSecretRotationInterval */
export function assertSecretRotationSeconds(seconds: number): void {
  const { minimum, maximum } = ROTATION_HOURS;
  if (!Number.isInteger(seconds) || seconds < minimum * 3600 || seconds > maximum * 3600) {
    throw new DomainError("InvalidSecretRotationInterval", { minimum, maximum });
  }
}
