import type { RotationTarget } from "@/lib/generated/prisma/client";
import { arnOf } from "../../arn";
import type { Recorded } from "../../audit/record";
import { accountOf, authorize, Unread } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { DomainError } from "../../errors";
import { lackingCalls } from "../../lack";

export interface RotationTargetView {
  targetId: string;
  arn: string;
  region: string;
  service: RotationTarget["service"];
  adapter: RotationTarget["adapter"];
  name: string;
  address: string;
  port: number | null;
  database: string | null;
  tls: RotationTarget["tls"];
  hasCa: boolean;
  hostKey: string | null;
  /** Name of the Generic secret that holds the administrator's credential. */
  credentialSecret: string;
  createdAt: Date;
  updatedAt: Date;
  /** The last check: when, and why it failed (a word of TARGET_ERRORS). */
  checkedAt: Date | null;
  checkError: string | null;
  /** How many secrets rotate here. */
  secrets: number;
  /** What the caller has no permission for (P10). */
  lacking: RotationTargetCall[];
}

/** With what a page of them need not carry: authorities are up to 64 KB. */
export interface RotationTargetDetail extends RotationTargetView {
  caPem: string | null;
}

const CALLS = ["UpdateRotationTarget", "DeleteRotationTarget", "CheckRotationTarget", "UseRotationTarget"] as const;
export type RotationTargetCall = (typeof CALLS)[number];

/** The caller's target of that id; another account's is not there. */
export async function loadRotationTarget(
  ctx: Ctx | Tx,
  { region, targetId }: { region: string; targetId: string },
): Promise<Unread<RotationTarget>> {
  const accountId = accountOf(ctx);
  const found = await ctx.db.rotationTarget.findUnique({
    where: { accountId_region_targetId: { accountId, region, targetId } },
  });
  return unread(found, { accountId, region, targetId });
}

/** Loads and authorizes. @throws DomainError RotationTargetNotFound, NoPermission */
export async function targetFor(
  ctx: Ctx | Tx,
  call: RotationTargetCall | "DescribeRotationTarget",
  where: { region: string; targetId: string },
): Promise<RotationTarget> {
  const loaded = await loadRotationTarget(ctx, where);
  try {
    return authorize(ctx, `kms:${call}`, loaded);
  } catch (error) {
    if (!(error instanceof DomainError && error.code === "RotationTargetNotFound")) throw error;
    throw new DomainError("RotationTargetNotFound", { targetId: where.targetId });
  }
}

/** What an event about a target names. */
export function targetSubject({ accountId, region, targetId }: Named): Recorded {
  return { accountId, region, arn: arnOf(region, accountId, "target", targetId) };
}

interface Named {
  accountId: string;
  region: string;
  targetId: string;
}

const unread = (found: RotationTarget | null, named: Named) =>
  new Unread(targetSubject(named).arn, "RotationTargetNotFound", found);

export async function targetViews(ctx: Ctx | Tx, rows: readonly RotationTarget[]): Promise<RotationTargetView[]> {
  const served = await servedBy(ctx, rows);
  return rows.map((row) => ({
    targetId: row.targetId,
    arn: targetSubject(row).arn,
    region: row.region,
    service: row.service,
    adapter: row.adapter,
    name: row.name,
    address: row.address,
    port: row.port,
    database: row.database,
    tls: row.tls,
    hasCa: row.caPem !== null,
    hostKey: row.hostKey,
    credentialSecret: row.credentialSecret,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    checkedAt: row.checkedAt,
    checkError: row.checkError,
    secrets: served.get(row.targetId) ?? 0,
    lacking: lackingCalls(ctx, CALLS, unread(row, row)),
  }));
}

/** All rows are of one account and region. */
async function servedBy(ctx: Ctx | Tx, rows: readonly RotationTarget[]): Promise<Map<string, number>> {
  const [first] = rows;
  if (!first) return new Map();
  const groups = await ctx.db.secret.groupBy({
    by: ["targetId"],
    where: { accountId: first.accountId, region: first.region, targetId: { in: rows.map((row) => row.targetId) } },
    _count: true,
  });
  return new Map(groups.flatMap(({ targetId, _count }) => (targetId === null ? [] : [[targetId, _count]])));
}

export async function targetView(ctx: Ctx | Tx, row: RotationTarget): Promise<RotationTargetDetail> {
  const [view] = await targetViews(ctx, [row]);
  if (!view) throw new Error("one row has one view");
  return { ...view, caPem: row.caPem };
}
