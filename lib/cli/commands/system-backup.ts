import { listSystemBackups } from "@/lib/domain/system-backup/list-system-backups";
import { takeSystemBackup } from "@/lib/domain/system-backup/take-system-backup";
import { readOptions } from "../arguments";
import { withGateway } from "../gateway";
import { USAGE, UsageError } from "../usage";

const ANSWER_SECONDS = 3600;

export async function systemBackupCommand([verb, ...args]: string[]): Promise<unknown> {
  if (verb !== "take" && verb !== "list") throw new UsageError(USAGE);
  readOptions(args, {});
  return withGateway<unknown>(
    (call) => (verb === "take" ? call(takeSystemBackup, {}) : call(listSystemBackups, {})),
    ANSWER_SECONDS,
  );
}
