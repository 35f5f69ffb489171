import type { Call } from "../gateway";
import { UsageError } from "../usage";
import { named } from "./balance";

const required = { type: "string", required: true } as const;

/** Whose backup, and which. */
export const BACKUP = { account: required, region: required, backup: required } as const;

/** The account of that name or UID. @throws DomainError AccountNotFound */
export async function uidOf(call: Call, account: string): Promise<string> {
  return /^\d{16}$/.test(account) ? account : (await named(call, account)).accountId;
}

/** `2026-11-22T04:05:00Z`. @throws UsageError */
export function momentOf(typed: string): Date {
  const moment = new Date(typed);
  const hasZone = /T.*(Z|[+-]\d\d:\d\d)$/.test(typed);
  if (Number.isNaN(moment.getTime()) || !hasZone)
    throw new UsageError(`${typed} is no moment such as 2026-11-22T04:05:00Z`);
  return moment;
}
