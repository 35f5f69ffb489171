import { z } from "zod";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { RestoreItemState } from "@/lib/generated/prisma/enums";
import type { RestoreItemModel } from "@/lib/generated/prisma/models";
import { authorize } from "../authorize";
import type { Ctx } from "../context";
import type { ErrorCode } from "../errors";
import { operation } from "../operation";
import type { Page } from "../page";
import { isIndependent } from "./list-backup-items";
import { type LoadedRestore, loadRestore } from "./load-restore";
import type { RestoreWarning } from "./restore-rules";
import type { RestoreVerdict } from "./restore-view";
import { goneOf } from "./restored-policy";

/** An item of a plan, and what became of it. */
export interface RestoreItemView {
  kind: "key" | "secret";
  id: string;
  /** Who created it. */
  accountId: string;
  /** Units of quota: versions of a key, 1 for a secret. */
  units: number;
  verdict: RestoreVerdict;
  /** It was not asked for: a secret needs it. */
  added: boolean;
  encryptionKeyId: string | null;
  /** Whom its policy names beside its creator's account, and who of them is there no more (BKP-105). */
  grants: { principals: string[]; gone: string[] };
  /** BKP-104: a managed secret's value may be older than what its target holds now. */
  mayBeOld: boolean;
  /** P6: it waits for its deletion in the destination's region, which can be cancelled until then. */
  pendingUntil: Date | null;
  state: RestoreItemState;
  errorCode: ErrorCode | null;
  warnings: RestoreWarning[];
  endedAt: Date | null;
}

const SHOWN = ["all", "restore", "blocked", "added", "restored", "failed", "warned"] as const;

const itemNotes = z.object({
  principals: z.array(z.string()).default([]),
  encryptionKeyId: z.string().nullable().default(null),
  mayBeOld: z.boolean().default(false),
  pendingUntil: z.coerce.date().nullable().default(null),
});

/** One page of the items of a plan, keys before secrets. @throws DomainError RestoreNotFound */
export const listRestoreItems = operation(
  "ListRestoreItems",
  {
    touches: "metadata",
    schema: z.object({
      region: z.string(),
      restoreId: z.string(),
      show: z.enum(SHOWN).default("all"),
      kind: z.enum(["key", "secret"]).optional(),
      contains: z.string().max(300).optional(),
      size: z.int().min(1).max(100).default(20),
      after: z.string().max(400).optional(),
    }),
  },
  async (ctx, { show, kind, contains, size, after, ...input }): Promise<Page<RestoreItemView>> => {
    const restore = authorize(ctx, "kms:DescribeBackup", await loadRestore(ctx, input));
    const where: Prisma.RestoreItemWhereInput = {
      restorePk: restore.pk,
      kind,
      ...(contains && { resourceId: { contains, mode: "insensitive" } }),
      ...WHERE[show],
      ...((await isOwnersAlone(ctx, restore)) && ofOwner(restore.accountId)),
    };
    const from = /^\d{1,10}$/.test(after ?? "") ? Number(after) : undefined;
    const rows = await ctx.db.restoreItem.findMany({
      where: { ...where, ...(from !== undefined && { ordinal: { gt: from } }) },
      orderBy: { ordinal: "asc" },
      take: size + 1,
    });
    const shown = rows.slice(0, size);
    const notes = shown.map((row) => itemNotes.parse(row.notes));
    const gone = await goneOf(ctx, new Set(notes.flatMap(({ principals }) => principals)), restore.at);
    return {
      rows: shown.map((row, index) => itemView(row, notes[index] ?? itemNotes.parse({}), gone)),
      total: await ctx.db.restoreItem.count({ where }),
      next: rows.length > size ? String(shown.at(-1)?.ordinal ?? "") : null,
    };
  },
);

/** BKP-99: also of a plan of the time of joint ownership, and of a backup that is gone. */
const isOwnersAlone = async (ctx: Ctx, { backup }: LoadedRestore) => backup === null || isIndependent(ctx, backup);

/** What was named and could not be had shows nothing of what others made; it has no units. */
const ofOwner = (accountId: string): Prisma.RestoreItemWhereInput => ({ OR: [{ accountId }, { units: 0 }] });

const WHERE: Record<(typeof SHOWN)[number], Prisma.RestoreItemWhereInput> = {
  all: {},
  restore: { verdict: "Restore" },
  blocked: { verdict: { not: "Restore" } },
  added: { added: true },
  restored: { state: "Restored" },
  failed: { state: "Failed" },
  warned: { NOT: { warnings: { equals: [] } } },
};

function itemView(row: RestoreItemModel, notes: z.infer<typeof itemNotes>, gone: ReadonlySet<string>): RestoreItemView {
  const { accountId, units, added, state, endedAt } = row;
  const { principals, encryptionKeyId, mayBeOld, pendingUntil } = notes;
  return {
    kind: row.kind === "key" ? "key" : "secret",
    id: row.resourceId,
    accountId,
    units,
    verdict: row.verdict as RestoreVerdict, // codes and warnings are written by plan and restore alone
    added,
    encryptionKeyId,
    grants: { principals, gone: principals.filter((arn) => gone.has(arn)) },
    mayBeOld,
    pendingUntil,
    state,
    errorCode: row.errorCode as ErrorCode | null,
    warnings: row.warnings as unknown as RestoreWarning[],
    endedAt,
  };
}
