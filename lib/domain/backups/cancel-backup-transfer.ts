import { z } from "zod";
import { arnOf } from "../arn";
import { record } from "../audit/record";
import { accountOf } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { cancelTransfer } from "./transfer";
import { ownTransfer } from "./transfer-rows";

/**
 * Breaks off a download or an upload; nothing is left of an upload. For whoever began it, and asks for nothing but that.
 * @throws DomainError BackupTransferOver
 */
export const cancelBackupTransfer = operation(
  "CancelBackupTransfer",
  { touches: "secrets", schema: z.object({ transferId: z.string() }) },
  async (ctx, { transferId }) => {
    accountOf(ctx);
    const row = await ownTransfer(ctx, transferId);
    if (row?.state !== "Running") throw new DomainError("BackupTransferOver");
    const { accountId, region, backupId, kind } = row;
    const subject = { accountId, region, arn: arnOf(region, accountId, "backup", backupId) };
    await transaction(ctx, (tx) => record(tx, "CancelBackupTransfer", subject, { transferId, kind }));
    await cancelTransfer(ctx, transferId);
    return { transferId };
  },
);
