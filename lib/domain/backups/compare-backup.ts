import { z } from "zod";
import { CHANGES, type Change, type CompareQuery, comparedPage, comparedTotals } from "@/lib/db/backup-compare.sql";
import { authorize } from "../authorize";
import { businessDayOf } from "../calendar";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { requireBound } from "./binding-store";
import { changedFields } from "./compare-fields";
import { type ItemView, itemView } from "./item-view";
import { assertDayVisible, isIndependent, tickBefore } from "./list-backup-items";
import { liveItems } from "./live-items";
import { assertBackupAllows, loadBackup } from "./load-backup";

/** What became of an item between two moments. */
export interface ComparedItem {
  kind: "key" | "secret";
  id: string;
  accountId: string;
  change: Change;
  /** What differs, of one that was there before and after. */
  fields: string[];
  aliases: string[];
  /** Key specification or secret type. */
  spec: string;
  before: Standing | null;
  after: Standing | null;
}

interface Standing {
  state: string;
  versions: number;
}

export interface Comparison {
  rows: ComparedItem[];
  total: number;
  next: string | null;
  totals: Record<Change, number>;
}

const schema = z.object({
  region: z.string(),
  backupId: z.string(),
  from: z.coerce.date(),
  /** Null: now. */
  to: z.coerce.date().nullable(),
  kind: z.enum(["key", "secret"]),
  change: z.enum(CHANGES).optional(),
  contains: z.string().max(300).optional(),
  size: z.int().min(1).max(100).default(20),
  after: z.string().max(400).optional(),
});

/**
 * Two moments of a backup, or one and now: what came, went, got a new version, or is otherwise different. Each moment is the
 * last tick at or before it. Which fields differ is read from the records themselves, of the rows that are shown.
 * @throws DomainError BackupNotFound, BackupNotEnabled, OutOfQueryableRange, NoBackupData, BackupDamaged,
 * ServiceUnavailable where now cannot be compared until the next run
 */
export const compareBackup = operation(
  "CompareBackup",
  { touches: "secrets", schema },
  async (ctx, input): Promise<Comparison> => {
    const found = authorize(ctx, "kms:DescribeBackup", await loadBackup(ctx, input));
    assertBackupAllows("details", found);
    const backup = requireBound(found);
    const [first, second] = [input.from, input.to];
    if (second && second < first) throw new DomainError("InvalidParameter", { name: "to" });
    for (const moment of [first, ...(second ? [second] : [])])
      assertDayVisible(ctx, found, businessDayOf(moment, ctx.deployment.timeZone));
    const ofAccount = (await isIndependent(ctx, backup)) ? backup.accountId : null;
    const lastTick = backup.lastTickAt ?? backup.enabledAt;
    const live = second ? null : await liveItems(ctx, backup, input.kind, ofAccount);
    const query: CompareQuery = {
      backupPk: backup.pk,
      bindingId: backup.bindingId,
      kind: input.kind,
      from: await tickBefore(ctx, backup, first),
      to: second ? await tickBefore(ctx, backup, second) : lastTick,
      live: live ? [...live.values()] : [],
      ofAccount,
    };
    const { change, contains, size } = input;
    const rows = await comparedPage(ctx.db, query, { change, contains, after: placeOf(input.after), limit: size + 1 });
    const totals = await comparedTotals(ctx.db, query, { contains });
    const shown = rows.slice(0, size);
    const fields = await changedFields(ctx, backup, query, shown, live);
    const last = shown.at(-1);
    return {
      rows: shown.map((row) => {
        const [before, after] = [viewOf(row.before), viewOf(row.after)];
        const view = after ?? before;
        return {
          ...{ kind: input.kind, id: row.id, accountId: row.accountId, change: row.change },
          fields: fields.get(`${row.accountId}:${row.id}`) ?? [],
          aliases: view && "aliases" in view ? view.aliases : [],
          spec: view && "spec" in view ? view.spec : view && "type" in view ? view.type : "",
          before: standingOf(before),
          after: standingOf(after),
        };
      }),
      total: change ? totals[change] : CHANGES.reduce((sum, name) => sum + totals[name], 0),
      next: rows.length > size && last ? `${last.accountId}:${last.id}` : null,
      totals,
    };
  },
);

function placeOf(after: string | undefined) {
  const [, accountId, id] = /^(\d{16}):(.+)$/.exec(after ?? "") ?? [];
  return accountId && id ? { accountId, id } : undefined;
}

const viewOf = (view: unknown): ItemView | null => (view === null ? null : itemView.parse(view));

function standingOf(view: ItemView | null): Standing | null {
  return view && "state" in view ? { state: view.state, versions: view.versions } : null;
}
