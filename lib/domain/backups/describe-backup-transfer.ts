import { z } from "zod";
import type { BackupTransferKind, BackupTransferState } from "@/lib/generated/prisma/enums";
import { accountOf } from "../authorize";
import { DomainError, type ErrorCode } from "../errors";
import { operation } from "../operation";
import { ownTransfer } from "./transfer-rows";

export interface BackupTransferView {
  transferId: string;
  kind: BackupTransferKind;
  state: BackupTransferState;
  /** Records. */
  done: number;
  total: number;
  /** Of the file, so far. */
  bytes: number;
  errorCode: ErrorCode | null;
  /** What is downloaded, or what an upload becomes. */
  backupId: string;
}

/** How far a transfer is, for whoever began it. @throws DomainError BackupTransferOver where there is none */
export const describeBackupTransfer = operation(
  "DescribeBackupTransfer",
  { touches: "metadata", schema: z.object({ transferId: z.string() }) },
  async (ctx, { transferId }): Promise<BackupTransferView> => {
    accountOf(ctx);
    const row = await ownTransfer(ctx, transferId);
    if (!row) throw new DomainError("BackupTransferOver");
    const { kind, state, done, total, backupId } = row;
    const errorCode = row.errorCode as ErrorCode | null; // written by failTransfer alone
    return { transferId, kind, state, done, total, bytes: Number(row.bytes), errorCode, backupId };
  },
);
