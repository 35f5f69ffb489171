import { z } from "zod";
import { parsePrincipal, rootArn } from "../policies/principal";
import { storedStatements } from "../policies/stored-policy";
import type { BackupRecord } from "./record-schema";

/** What the tabs of Details show of a record (BKP-81) without opening it; kept in catalogue and index. */
/** Whom its policy lets in of other accounts, and all that it names beside its creator's; absent where nobody (BKP-105). */
const named = { accounts: z.array(z.string()).optional(), principals: z.array(z.string()).optional() };

export const itemView = z.union([
  z.strictObject({
    aliases: z.array(z.string()),
    spec: z.string(),
    usage: z.string(),
    state: z.string(),
    versions: z.int(),
    createdAt: z.string(),
    ...named,
  }),
  z.strictObject({
    type: z.string(),
    encryptionKeyId: z.string(),
    state: z.string(),
    versions: z.int(),
    createdAt: z.string(),
    ...named,
  }),
  z.strictObject({}),
]);

export type ItemView = z.infer<typeof itemView>;

export function itemViewOf(record: BackupRecord): ItemView {
  if (record.kind === "key") {
    const { spec, usage, state, createdAt } = record;
    return {
      aliases: record.aliases.map(({ name }) => name),
      spec,
      usage,
      state,
      versions: record.versions.length,
      createdAt,
      ...namedBy(record),
    };
  }
  if (record.kind === "secret") {
    const { type, encryptionKeyId, createdAt } = record;
    const state = record.plannedDeleteAt ? "PendingDeletion" : "Enabled";
    return { type, encryptionKeyId, state, versions: record.versions.length, createdAt, ...namedBy(record) };
  }
  return {};
}

function namedBy({ account, policy }: { account: string; policy: string | null }) {
  const statements = policy === null ? [] : storedStatements(policy);
  const of = (some: typeof statements) => [...new Set(some.flatMap(({ principals = [] }) => principals))].sort();
  const accountsOf = (arns: string[]) => new Set(arns.flatMap((arn) => parsePrincipal(arn)?.accountId ?? []));
  const whole = [rootArn(account), `acs:ram::${account}:*`];
  const principals = of(statements).filter((arn) => !whole.includes(arn));
  if (principals.length === 0) return {};
  const accounts = [...accountsOf(of(statements.filter(({ effect }) => effect === "Allow")))];
  return { accounts: accounts.filter((one) => one !== account), principals };
}

/** When the newest version was made, where there is more than one: a rotation, or a newly stored value (BKP-80). */
export function rotatedAtOf(record: BackupRecord): string | null {
  if (record.kind !== "key" && record.kind !== "secret") return null;
  return record.versions.length > 1 ? (record.versions.at(-1)?.createdAt ?? null) : null;
}
