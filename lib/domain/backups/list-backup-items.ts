import { z } from "zod";
import {
  countOfTab,
  daysOfBackup,
  type ItemQuery,
  type ItemRow,
  itemsOfTab,
  type TabWindow,
} from "@/lib/db/backup-catalogue.sql";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { authorize } from "../authorize";
import { type BusinessDay, businessDayOf, dayAsDate, startOfDay } from "../calendar";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import type { Page } from "../page";
import { rangeOf } from "./backup-view";
import { itemView } from "./item-view";
import { assertBackupAllows, loadBackup } from "./load-backup";
import { dayVerdict } from "./queryable-range-rules";

/** The six tabs of Details (BKP-80), in their order. */
export const BACKUP_TABS = [
  "fullKeys",
  "incrementalKeys",
  "rotatedKeys",
  "fullSecrets",
  "incrementalSecrets",
  "rotatedSecrets",
] as const;
export type BackupTab = (typeof BACKUP_TABS)[number];

/** A row of a tab (BKP-81). */
export interface BackupItem {
  kind: "key" | "secret";
  /** Key id or secret name. */
  id: string;
  /** Who created it. */
  accountId: string;
  sourceInstanceId: string;
  aliases: string[];
  /** Key specification or secret type. */
  spec: string;
  /** Of a secret. */
  encryptionKeyId: string | null;
  state: string;
  versions: number;
  createdAt: Date;
  /** When this state was backed up; what a restore names as `at`. */
  at: Date;
}

const schema = z.object({
  region: z.string(),
  backupId: z.string(),
  day: z.iso.date(),
  tab: z.enum(BACKUP_TABS),
  /** A moment of the day: what was held by the last tick at or before it, instead of by the day's first run. */
  at: z.coerce.date().optional(),
  contains: z.string().max(300).optional(),
  size: z.int().min(1).max(100).default(20),
  after: z.string().max(400).optional(),
});

/**
 * One page of a tab of a day. Full: what the day's first run held; incremental: what came after it; rotated: what got a
 * new version since the day before. Of an item that changed several times, its last state of the day. With `at`, the full
 * tabs show what was held at that very moment.
 * @throws DomainError BackupNotFound, BackupNotEnabled, OutOfQueryableRange, NoBackupData
 */
export const listBackupItems = operation(
  "ListBackupItems",
  { touches: "metadata", schema },
  async (ctx, input): Promise<Page<BackupItem>> => {
    const backup = authorize(ctx, "kms:DescribeBackup", await loadBackup(ctx, input));
    assertBackupAllows("details", backup);
    const query = await queryOf(ctx, backup, input);
    const rows = await itemsOfTab(ctx.db, query);
    const shown = rows.slice(0, input.size);
    const last = shown.at(-1);
    return {
      rows: shown.map((row) => itemOf(backup, query, row)),
      total: await countOfTab(ctx.db, query),
      next: rows.length > input.size && last ? `${last.accountId}:${last.resourceId}` : null,
    };
  },
);

async function queryOf(ctx: Ctx, backup: BackupModel, input: z.infer<typeof schema>): Promise<ItemQuery> {
  const [, accountId, resourceId] = /^(\d{16}):(.+)$/.exec(input.after ?? "") ?? [];
  return {
    backupPk: backup.pk,
    bindingId: backup.bindingId ?? backup.pk, // bound, since it is enabled
    kind: input.tab.endsWith("Keys") ? "key" : "secret",
    window: await windowOf(ctx, backup, input),
    ofAccount: (await isIndependent(ctx, backup)) ? backup.accountId : undefined,
    contains: input.contains,
    after: accountId && resourceId ? { accountId, resourceId } : undefined,
    limit: input.size + 1,
  };
}

/** BKP-99: what others made is not the owner's to see, nor what is left of it from the time of joint ownership. */
export async function isIndependent(ctx: Ctx | Tx, { sourceInstanceId }: BackupModel): Promise<boolean> {
  if (sourceInstanceId === null) return false;
  const source = await ctx.db.instance.findUnique({
    where: { instanceId: sourceInstanceId },
    select: { sharingMode: true },
  });
  // One that is not here, after a rebuild or in a file, says nothing of whose they are: nobody's but the owner's.
  return source?.sharingMode !== "Joint";
}

async function windowOf(
  ctx: Ctx,
  backup: BackupModel,
  { day, tab, at }: Pick<z.infer<typeof schema>, "day" | "tab" | "at">,
): Promise<TabWindow> {
  assertDayVisible(ctx, backup, day);
  if (at && tab.startsWith("full")) {
    // Another day's moment is no moment of this day.
    if (businessDayOf(at, ctx.deployment.timeZone) !== day) throw new DomainError("NoBackupData");
    return { tab: "full", at: await tickBefore(ctx, backup, at) };
  }
  const [row] = await daysOfBackup(ctx.db, backup.bindingId ?? backup.pk, day, day);
  if (!row?.firstTick || !row.lastTick) throw new DomainError("NoBackupData");
  if (tab.startsWith("full")) return { tab: "full", at: row.firstTick };
  if (tab.startsWith("incremental")) return { tab: "incremental", after: row.firstTick, until: row.lastTick };
  return { tab: "rotated", after: await endOfDayBefore(ctx, backup, day, row.firstTick), until: row.lastTick };
}

/** What was rotated after the last run before the day is the day's: it is in no earlier one. */
async function endOfDayBefore(ctx: Ctx, backup: BackupModel, day: BusinessDay, firstTick: Date): Promise<Date> {
  const before = await ctx.db.backupRun.findFirst({
    where: {
      backupPk: backup.pk,
      bindingId: backup.bindingId ?? undefined,
      state: "Complete",
      tickAt: { lt: firstTick },
    },
    orderBy: { tickAt: "desc" },
    select: { tickAt: true },
  });
  return before?.tickAt ?? startOfDay(day, ctx.deployment.timeZone);
}

/** The last complete tick at or before a moment, of the moment's day. @throws DomainError NoBackupData */
export async function tickBefore(
  ctx: Ctx | Tx,
  backup: Pick<BackupModel, "pk" | "bindingId">,
  at: Date,
): Promise<Date> {
  const run = await ctx.db.backupRun.findFirst({
    where: {
      ...{ backupPk: backup.pk, bindingId: backup.bindingId ?? backup.pk, state: "Complete", tickAt: { lte: at } },
      businessDay: dayAsDate(businessDayOf(at, ctx.deployment.timeZone)),
    },
    orderBy: { tickAt: "desc" },
    select: { tickAt: true },
  });
  if (!run) throw new DomainError("NoBackupData");
  return run.tickAt;
}

/** BKP-149, BKP-150. */
export function assertDayVisible(ctx: Ctx, backup: BackupModel, day: BusinessDay): void {
  if (!backup.enabledAt) throw new DomainError("BackupNotEnabled");
  const verdict = dayVerdict(day, businessDayOf(backup.enabledAt, ctx.deployment.timeZone), rangeOf(ctx, backup));
  if (verdict === "visible") return;
  // The range of a purchased one can be extended to it; no other can (BKP-44).
  const isExtendable = verdict === "OutOfQueryableRange" && backup.type === "Paid";
  throw new DomainError(isExtendable ? "OutOfExtendableRange" : verdict);
}

function itemOf(backup: BackupModel, { kind, window }: ItemQuery, row: ItemRow): BackupItem {
  const view = itemView.parse(row.view);
  const isKey = "spec" in view;
  const isSecret = "type" in view;
  return {
    kind,
    id: row.resourceId,
    accountId: row.accountId,
    sourceInstanceId: backup.sourceInstanceId ?? "",
    aliases: isKey ? view.aliases : [],
    spec: isKey ? view.spec : isSecret ? view.type : "",
    encryptionKeyId: isSecret ? view.encryptionKeyId : null,
    state: isKey || isSecret ? view.state : "",
    versions: isKey || isSecret ? view.versions : 0,
    createdAt: new Date(isKey || isSecret ? view.createdAt : row.validFrom),
    at: window.tab === "full" ? window.at : row.validFrom,
  };
}
