import { z } from "zod";
import { type ChainHead, chainHeadsOf } from "@/lib/db/audit.sql";
import type { Prisma } from "@/lib/generated/prisma/client";
import { accountOf, authorizeArn } from "../authorize";
import type { Ctx } from "../context";
import { operation } from "../operation";
import { type Encryption, type TargetKind, type TargetState, targetState, targetsArn } from "./target-rules";

export interface TargetView {
  targetId: string;
  kind: TargetKind;
  name: string;
  address: string;
  sendsEvents: boolean;
  sendsAlerts: boolean;
  encryption: Encryption;
  /** The key that its files are encrypted under, and where it is. */
  encryptionKeyId: string | null;
  encryptionRegion: string | null;
  state: TargetState;
  /** Events that it has not got, and when the first of them was; 0 and null for one that is sent none. */
  backlog: number;
  backlogSince: Date | null;
  /** Events that it will never get. */
  skipped: number;
  createdAt: Date;
  lastDeliveredAt: Date | null;
  failingSince: Date | null;
  attempts: number;
  nextAttemptAt: Date | null;
  lastError: string | null;
}

/** All but the sealed secret, which the console's database role cannot read. */
const COLUMNS = {
  targetId: true,
  kind: true,
  name: true,
  address: true,
  sendsEvents: true,
  sendsAlerts: true,
  encryption: true,
  encryptionKeyId: true,
  encryptionRegion: true,
  paused: true,
  nextSeq: true,
  skipped: true,
  createdAt: true,
  lastDeliveredAt: true,
  failingSince: true,
  attempts: true,
  nextAttemptAt: true,
  lastError: true,
} as const satisfies Prisma.DeliveryTargetSelect;

/** The account's targets by name, with what each has not got yet (P25). A handful: not paged. */
export const listDeliveryTargets = operation(
  "ListDeliveryTargets",
  { touches: "metadata", schema: z.object({}) },
  async (ctx): Promise<TargetView[]> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:ListDeliveryTargets", targetsArn(accountId));
    const rows = await ctx.db.deliveryTarget.findMany({
      where: { accountId },
      select: COLUMNS,
      orderBy: { name: "asc" },
    });
    const [head] = await chainHeadsOf(ctx.db, [accountId]);
    return Promise.all(rows.map((row) => viewOf(ctx, accountId, row, head)));
  },
);

type Row = Prisma.DeliveryTargetGetPayload<{ select: typeof COLUMNS }>;

async function viewOf(ctx: Ctx, accountId: string, row: Row, head: ChainHead | undefined): Promise<TargetView> {
  const { nextSeq, skipped, paused, ...shown } = row;
  const last = head?.seq ?? 0n;
  const backlog = row.sendsEvents && last >= nextSeq ? Number(last - nextSeq + 1n) : 0;
  const where = { accountId_seq: { accountId, seq: nextSeq } };
  const first = backlog > 0 ? await ctx.db.auditLink.findUnique({ where, select: { eventAt: true } }) : null;
  const state = targetState({ paused, failingSince: row.failingSince, backlog });
  return { ...shown, state, backlog, backlogSince: first?.eventAt ?? null, skipped: Number(skipped) };
}
