import { type ComparedItem, compareBackup } from "@/lib/domain/backups/compare-backup";
import { readOptions } from "../arguments";
import { type Call, withGateway } from "../gateway";
import { BACKUP, momentOf, uidOf } from "./backup-options";

const ANSWER_SECONDS = 3600;

/** What was added, deleted, rotated or changed between two moments, or since one; keys and secrets. */
export async function compareCommand(args: string[]): Promise<unknown> {
  const text = { type: "string" } as const;
  const options = readOptions(args, { ...BACKUP, from: { ...text, required: true }, to: text });
  const from = momentOf(options.from);
  const to = options.to === undefined ? null : momentOf(options.to);
  const query = { region: options.region, backupId: options.backup, from, to };
  return withGateway(async (call) => {
    const accountId = await uidOf(call, options.account);
    return { keys: await all(call, accountId, query, "key"), secrets: await all(call, accountId, query, "secret") };
  }, ANSWER_SECONDS);
}

type Query = { region: string; backupId: string; from: Date; to: Date | null };

async function all(call: Call, accountId: string, query: Query, kind: "key" | "secret"): Promise<ComparedItem[]> {
  const rows: ComparedItem[] = [];
  let after: string | undefined;
  do {
    const page = await call(compareBackup, { ...query, kind, size: 100, after }, accountId);
    rows.push(...page.rows);
    after = page.next ?? undefined;
  } while (after);
  return rows;
}
