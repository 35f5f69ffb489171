import type { BackupTransferKind } from "@/lib/generated/prisma/enums";
import { actorName } from "../audit/record";
import { accountOf } from "../authorize";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { newTransferId } from "../ids";
import { assertChanged } from "../transaction";

// The row of a transfer: how far it is, for its page; and what tells the worker that nobody moves it any more. Neither
// the file nor a key is in it (BKP-122).

interface Begun {
  kind: BackupTransferKind;
  backup: { pk: string; backupId: string; region: string };
  fileId: string;
  at: Date;
  total: number;
}

/** What lies between two rows is the file; what is in memory beside it is its transfer. */
export async function insertTransfer(tx: Tx, { kind, backup, fileId, at, total }: Begun): Promise<string> {
  const transferId = newTransferId();
  await tx.db.backupTransfer.create({
    data: {
      pk: tx.newId(),
      transferId,
      accountId: accountOf(tx),
      region: backup.region,
      backupPk: backup.pk,
      backupId: backup.backupId,
      kind,
      fileId,
      at,
      total,
      createdBy: actorName(tx.actor),
      createdAt: tx.now(),
      movedAt: tx.now(),
    },
  });
  return transferId;
}

export interface Progress {
  done: number;
  bytes: number;
}

/** @throws DomainError BackupTransferOver where the worker has given it up */
export async function moveTransfer(ctx: Ctx, transferId: string, { done, bytes }: Progress): Promise<void> {
  const { count } = await ctx.db.backupTransfer.updateMany({
    where: { transferId, state: "Running" },
    data: { done, bytes: BigInt(bytes), movedAt: ctx.now() },
  });
  if (count === 0) throw new DomainError("BackupTransferOver");
}

/** In the transaction that enters what came of it. @throws DomainError ChangedMeanwhile where it was given up */
export async function completeTransfer(tx: Tx, transferId: string, { done, bytes }: Progress): Promise<void> {
  const now = tx.now();
  const data = { state: "Done" as const, done, bytes: BigInt(bytes), movedAt: now, endedAt: now };
  assertChanged(await tx.db.backupTransfer.updateMany({ where: { transferId, state: "Running" }, data }));
}

/** Whether it was running until now. */
export async function failTransfer(ctx: Ctx | Tx, transferId: string, error: unknown): Promise<boolean> {
  const errorCode = error instanceof DomainError ? error.code : "InternalFailure";
  const { count } = await ctx.db.backupTransfer.updateMany({
    where: { transferId, state: "Running" },
    data: { state: "Failed", errorCode, endedAt: ctx.now() },
  });
  return count > 0;
}

/** Of whoever began it; null for everybody else. */
export async function ownTransfer(ctx: Ctx, transferId: string) {
  const createdBy = actorName(ctx.actor);
  return ctx.db.backupTransfer.findFirst({ where: { transferId, accountId: accountOf(ctx), createdBy } });
}
