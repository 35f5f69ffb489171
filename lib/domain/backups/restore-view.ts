import { z } from "zod";
import { countsOfRestore, type PlanCounts } from "@/lib/db/restore-plan.sql";
import type { RestoreState } from "@/lib/generated/prisma/enums";
import type { InstanceModel, RestoreModel } from "@/lib/generated/prisma/models";
import { arnOf } from "../arn";
import type { Ctx } from "../context";
import type { ErrorCode } from "../errors";
import { lackingCalls } from "../lack";
import { type LoadedRestore, unreadRestore } from "./load-restore";
import { type RestoreAction, restoreActions } from "./restore-state";

/** A plan to restore many, then the work, then its report. */
export interface RestoreView {
  restoreId: string;
  arn: string;
  region: string;
  backupId: string;
  backupAlias: string | null;
  /** The tick whose state is restored. */
  at: Date;
  destination: { region: string; instanceId: string; name: string | null };
  scope: "all" | "items";
  policies: "saved" | "default";
  state: RestoreState;
  stopAsked: boolean;
  createdAt: Date;
  createdBy: string;
  startedAt: Date | null;
  endedAt: Date | null;
  errorCode: ErrorCode | null;
  counts: {
    items: number;
    keys: number;
    secrets: number;
    /** Of what is to be restored, or was. */
    units: { keys: number; secrets: number };
    restore: number;
    blocked: number;
    added: number;
    restored: number;
    skipped: number;
    failed: number;
    warned: number;
  };
  byVerdict: { verdict: RestoreVerdict; count: number }[];
  /** What the destination has left now, and what all of it that quota alone might keep back still needs. */
  quota: { spareKeyUnits: number; spareSecretUnits: number; neededKeyUnits: number; neededSecretUnits: number };
  /** P1: which root key sealed the backup, and whether it opened here when the plan was made. */
  rootKey: RootKeySeen;
  /** By how fast it went so far; null before it is known. */
  remainingMs: number | null;
  actions: RestoreAction[];
  /** What the caller has no permission for. */
  lacking: RestoreCall[];
}

export type RestoreVerdict = "Restore" | ErrorCode;

const RESTORE_CALLS = ["RestoreBackupKey", "RestoreBackupSecret"] as const;
export type RestoreCall = (typeof RESTORE_CALLS)[number];

const rootKeySeen = z.object({ generation: z.string(), opens: z.boolean() });
/** `generation`: its number, and its fingerprint where it is the one that this deployment uses. */
export type RootKeySeen = z.infer<typeof rootKeySeen>;

/** What was asked for, as the row keeps it. */
export const restoreScope = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("all") }),
  z.object({ kind: z.literal("items"), keys: z.int(), secrets: z.int() }),
]);

export async function restoreView(ctx: Ctx, restore: LoadedRestore): Promise<RestoreView> {
  const rows = await countsOfRestore(ctx.db, restore.pk);
  const instance = await ctx.db.instance.findUnique({ where: { instanceId: restore.destinationId } });
  const { restoreId, region, accountId, backupId, at, state, stopAsked } = restore;
  const { createdAt, createdBy, startedAt, endedAt } = restore;
  const rootKey = rootKeySeen.parse(restore.rootKey);
  return {
    restoreId,
    arn: arnOf(region, accountId, "backup", backupId),
    region,
    backupId,
    backupAlias: restore.backup?.alias ?? null,
    at,
    destination: { region: restore.destinationRegion, instanceId: restore.destinationId, name: instance?.name ?? null },
    scope: restoreScope.parse(restore.scope).kind,
    policies: restore.defaultPolicies ? "default" : "saved",
    state,
    stopAsked,
    createdAt,
    createdBy,
    startedAt,
    endedAt,
    errorCode: restore.errorCode as ErrorCode | null, // written by the restore alone
    counts: countsOf(rows),
    byVerdict: byVerdict(rows),
    quota: quotaOf(rows, instance),
    rootKey,
    remainingMs: remainingMs(ctx, restore, rows),
    actions: restoreActions({ state, stopAsked, opens: rootKey.opens, toDo: totalOf(rows, isToDo) }),
    lacking: lackingCalls(ctx, RESTORE_CALLS, unreadRestore(ctx, restore)),
  };
}

type Test = (row: PlanCounts) => boolean;
const isToDo: Test = ({ state }) => state === "Planned";
const isMeant: Test = ({ verdict }) => verdict === "Restore";
const ofKind =
  (kind: PlanCounts["kind"], also: Test = () => true): Test =>
  (row) =>
    row.kind === kind && also(row);

function totalOf(
  rows: readonly PlanCounts[],
  test: Test,
  what: "items" | "units" | "added" | "warned" = "items",
): number {
  return rows.filter(test).reduce((sum, row) => sum + row[what], 0);
}

function countsOf(rows: readonly PlanCounts[]): RestoreView["counts"] {
  const all: Test = () => true;
  return {
    items: totalOf(rows, all),
    keys: totalOf(rows, ofKind("key")),
    secrets: totalOf(rows, ofKind("secret")),
    units: {
      keys: totalOf(rows, ofKind("key", isMeant), "units"),
      secrets: totalOf(rows, ofKind("secret", isMeant), "units"),
    },
    restore: totalOf(rows, isMeant),
    blocked: totalOf(rows, (row) => !isMeant(row)),
    added: totalOf(rows, all, "added"),
    restored: totalOf(rows, ({ state }) => state === "Restored"),
    skipped: totalOf(rows, ({ state }) => state === "Skipped"),
    failed: totalOf(rows, ({ state }) => state === "Failed"),
    warned: totalOf(rows, all, "warned"),
  };
}

function byVerdict(rows: readonly PlanCounts[]): RestoreView["byVerdict"] {
  const counts = new Map<string, number>();
  for (const { verdict, items } of rows) counts.set(verdict, (counts.get(verdict) ?? 0) + items);
  return [...counts]
    .map(([verdict, count]) => ({ verdict: verdict as RestoreVerdict, count })) // written by the plan alone
    .sort(
      (left, right) =>
        Number(right.verdict === "Restore") - Number(left.verdict === "Restore") || right.count - left.count,
    );
}

function quotaOf(rows: readonly PlanCounts[], instance: InstanceModel | null): RestoreView["quota"] {
  const needs = (kind: PlanCounts["kind"], beyond: ErrorCode) =>
    totalOf(
      rows,
      ofKind(kind, (row) => isToDo(row) || row.verdict === beyond),
      "units",
    );
  return {
    spareKeyUnits: instance ? instance.keyQuota - instance.keyVersionsUsed : 0,
    spareSecretUnits: instance ? instance.secretQuota - instance.secretsUsed : 0,
    neededKeyUnits: needs("key", "KeyQuotaExceeded"),
    neededSecretUnits: needs("secret", "SecretQuotaExceeded"),
  };
}

function remainingMs(ctx: Ctx, { state, startedAt }: RestoreModel, rows: readonly PlanCounts[]): number | null {
  if (state !== "Running" || !startedAt) return null;
  const done = totalOf(rows, ({ state: of }) => of === "Restored" || of === "Failed");
  const passed = ctx.now().getTime() - startedAt.getTime();
  return done > 0 && passed > 0 ? Math.round((passed / done) * totalOf(rows, isToDo)) : null;
}
