import { z } from "zod";
import type { BackupType } from "@/lib/generated/prisma/enums";
import { authorize } from "../authorize";
import type { ErrorCode } from "../errors";
import { imageVersionAt } from "../instances/image-state";
import { serviceOf } from "../instances/instance-state";
import { operation } from "../operation";
import { assertBackupAllows, loadBackup } from "./load-backup";
import { sourceRefusal } from "./source-rules";

/** An instance that the Enable Backup panel offers. */
export interface SourceInstance {
  instanceId: string;
  name: string | null;
  /** unavailable: expired, and not released yet (BKP-35). */
  service: "serves" | "unavailable";
  imageVersion: string;
  /** Why it cannot be chosen, where it cannot (BKP-148). */
  refusal: ErrorCode | null;
  /** What backs it up already: a warning, no refusal (BKP-75). */
  backups: { backupId: string; type: BackupType; alias: string | null }[];
}

/**
 * The software instances of the backup's region that the account owns, enabled, or expired and not yet released (BKP-74).
 * @throws DomainError BackupNotFound, and what EnableBackup would refuse the backup with
 */
export const listSourceInstances = operation(
  "ListSourceInstances",
  { touches: "metadata", schema: z.object({ region: z.string(), backupId: z.string() }) },
  async (ctx, input): Promise<SourceInstance[]> => {
    const backup = authorize(ctx, "kms:DescribeBackup", await loadBackup(ctx, input));
    assertBackupAllows("enable", backup);
    const instances = await ctx.db.instance.findMany({
      where: {
        region: backup.region,
        ownerAccountId: backup.accountId,
        type: "SOFTWARE",
        saleStatus: "Normal",
        enabledAt: { not: null },
      },
      include: { backups: { where: { state: "Enabled" }, orderBy: { createdAt: "asc" } } },
      orderBy: { createdAt: "desc" },
    });
    return instances.flatMap(({ backups, ...instance }) => {
      const service = serviceOf(instance, ctx.now());
      if (service !== "serves" && service !== "unavailable") return [];
      const { instanceId, name } = instance;
      return {
        instanceId,
        name,
        service,
        imageVersion: imageVersionAt(instance, ctx.now()),
        refusal: sourceRefusal(instance, ctx.now()),
        backups: backups.map(({ backupId, type, alias }) => ({ backupId, type, alias })),
      };
    });
  },
);
