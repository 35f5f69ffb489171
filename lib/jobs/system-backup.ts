import { forgetSystemBackups, takeDueSystemBackup } from "@/lib/domain/system-backup/take-system-backup";
import type { Duty } from "./job";

/** Once an hour (decisions 11); looked for often, so that an hour is one after a failure or a standstill too. */
export const systemBackupDuty: Duty = {
  name: "system-backup",
  everyMs: 60_000,
  run: async (ctx) => {
    await takeDueSystemBackup(ctx);
    await forgetSystemBackups(ctx);
  },
};
