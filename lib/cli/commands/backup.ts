import { deleteBackup } from "@/lib/domain/backups/delete-backup";
import { enableBackup } from "@/lib/domain/backups/enable-backup";
import { listBackups } from "@/lib/domain/backups/list-backups";
import type { BackupReportView } from "@/lib/domain/backups/report-view";
import { resetBackup } from "@/lib/domain/backups/reset-backup";
import { drillBackups, runBackups, verifyBackups } from "@/lib/domain/backups/run-backups-now";
import { readOptions } from "../arguments";
import { withGateway } from "../gateway";
import { USAGE, UsageError } from "../usage";
import { compareCommand } from "./backup-compare";
import { downloadCommand, uploadCommand } from "./backup-files";
import { BACKUP, momentOf, uidOf } from "./backup-options";
import { planCommand, restoreCommand } from "./backup-restore";
import { rebuildCommand } from "./rebuild";

/** All backups of a deployment, one after the other. */
const ANSWER_SECONDS = 24 * 3600;

const text = { type: "string" } as const;
const required = { type: "string", required: true } as const;
const VERBS: Readonly<Record<string, (args: string[]) => Promise<unknown>>> = {
  list: (args) => {
    const { account, region } = readOptions(args, { account: required, region: required });
    return withGateway(async (call) => call(listBackups, { region }, await uidOf(call, account)));
  },
  enable: (args) => {
    const options = readOptions(args, { ...BACKUP, instance: required, name: text });
    const { region, backup: backupId, instance: instanceId, name: alias } = options;
    return withGateway(async (call) =>
      call(enableBackup, { region, backupId, instanceId, alias }, await uidOf(call, options.account)),
    );
  },
  reset: (args) => destroy(args, resetBackup),
  delete: (args) => destroy(args, deleteBackup),
  plan: planCommand,
  restore: restoreCommand,
  compare: compareCommand,
  download: (args) => byUid(args, downloadCommand),
  upload: (args) => byUid(args, uploadCommand),
  run: (args) => {
    const { backup: backupId } = readOptions(args, { backup: text });
    return withGateway(async (call) => {
      const runs = await call(runBackups, { backupId });
      if (runs.some(({ outcome }) => outcome === "failed")) process.exitCode = 1;
      return runs;
    }, ANSWER_SECONDS);
  },
  verify: (args) => {
    const { backup: backupId } = readOptions(args, { backup: text });
    return withGateway(async (call) => judged(await call(verifyBackups, { backupId })), ANSWER_SECONDS);
  },
  drill: (args) => {
    const { backup: backupId, at } = readOptions(args, { backup: text, at: text });
    const moment = at === undefined ? undefined : momentOf(at);
    return withGateway(async (call) => judged(await call(drillBackups, { backupId, at: moment })), ANSWER_SECONDS);
  },
  rebuild: rebuildCommand,
};

/** What the pages of backups do, for scripts (docs/backups.md). */
export async function backupCommand([verb = "", ...args]: string[]): Promise<unknown> {
  const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (!run) throw new UsageError(USAGE);
  return run(args);
}

/** BKP-112, BKP-114: `--confirm` is its alias or id once more. */
function destroy(args: string[], operation: typeof resetBackup): Promise<unknown> {
  const { account, region, backup: backupId, confirm } = readOptions(args, { ...BACKUP, confirm: required });
  return withGateway(async (call) => call(operation, { region, backupId, confirm }, await uidOf(call, account)));
}

/** Whatever is not known to be right is a failure to whoever asks by script. */
function judged<Report extends { state: BackupReportView["state"] | "Busy" }>(reports: Report[]): Report[] {
  if (reports.some(({ state }) => state !== "Passed")) process.exitCode = 1;
  return reports;
}

/** Its command takes the account by its UID; here its name will do. */
async function byUid(args: string[], command: (args: string[]) => Promise<unknown>): Promise<unknown> {
  const at = args.indexOf("--account") + 1;
  const typed = at > 0 ? args[at] : undefined;
  if (typed === undefined) return command(args);
  const uid = await withGateway((call) => uidOf(call, typed));
  return command(args.with(at, uid));
}
