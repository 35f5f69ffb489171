import type { ManagedType } from "@/lib/domain/secrets/managed-rules";
import { nameFault, type ValueFault } from "../secret-draft";

// The fields of the forms that create a secret (SEC-52), and what can be wrong with them.

/** Fields that are judged; a summary of errors leads to them. */
export type FieldName =
  | "name"
  | "value"
  | "version"
  | "user"
  | "accessKeys"
  | "target"
  | "account"
  | "clone"
  | "databases"
  | "firstAccount"
  | "secondAccount"
  | "password"
  | "publicKey"
  | "privateKey"
  | "key"
  | "tags"
  | "rotation";

export type Fault =
  | ValueFault
  | "nameForm"
  | "nameReserved"
  | "version"
  | "chooseKey"
  | "tags"
  | "chooseUser"
  | "eachSecret"
  | "chooseTarget"
  | "account"
  | "sameAccount"
  | "databases"
  | "password"
  | "publicKey"
  | "privateKey"
  | "interval";

export type Faults = Partial<Record<FieldName, Fault>>;

/** What is particular to a managed type in what is asked for. */
export interface ManagedWish {
  type: ManagedType;
  name: string;
  extendedConfig: string;
  secretData: string;
  automaticRotation: boolean;
  intervalSeconds?: number;
}

export function nameFaultOf(name: string): Fault | undefined {
  const fault = nameFault(name);
  return fault && (fault === "reserved" ? "nameReserved" : "nameForm");
}
