import { DomainError } from "./errors";

/** ARNs (GEN-03, GEN-04): `acs:kms:<region>:<account>:<type>/<name>`; without a name, the container of its kind. */
export type ArnType = "key" | "secret" | "alias" | "keystore" | "backup" | "order" | "share" | "directory" | "target";

export function arnOf(region: string, accountId: string, type: ArnType, name: string): string {
  return `acs:kms:${region}:${accountId}:${type}/${name}`;
}

export function containerArn(region: string, accountId: string, type: ArnType): string {
  return `acs:kms:${region}:${accountId}:${type}`;
}

/** An alias keeps its own prefix: `…:alias/x`, not `…:alias/alias/x`. */
export function aliasArn(region: string, accountId: string, aliasName: string): string {
  return `acs:kms:${region}:${accountId}:${aliasName}`;
}

export interface ParsedArn {
  region: string;
  accountId: string;
  type: string;
  name: string;
}

export function isArn(text: string): boolean {
  return text.startsWith("acs:");
}

/** @throws DomainError InvalidParameter for anything that is no KMS ARN of one resource */
export function parseArn(text: string, parameter: string): ParsedArn {
  const match = /^acs:kms:([a-z0-9-]+):([1-9]\d{15}):(key|secret|alias|keystore)\/(.+)$/.exec(text);
  if (!match) throw new DomainError("InvalidParameter", { name: parameter });
  const [, region, accountId, type, name] = match as unknown as [string, string, string, string, string];
  return { region, accountId, type, name };
}
