import { type Rebuilt, rebuildFromStore } from "@/lib/domain/backups/rebuild-from-store";
import { DomainError } from "@/lib/domain/errors";
import { listSystemBackups } from "@/lib/domain/system-backup/list-system-backups";
import { readOptions } from "../arguments";
import { type Call, withGateway } from "../gateway";

/** Years of runs are entered one by one. */
const ANSWER_SECONDS = 24 * 3600;

export async function rebuildCommand(args: string[]): Promise<unknown> {
  const options = { installation: { type: "string" }, "system-backup": { type: "string" } } as const;
  const { installation: installationId, "system-backup": systemBackup } = readOptions(args, options);
  const rebuilt = await withGateway(
    (call) => call(rebuildFromStore, { installationId, systemBackup }).catch((error) => offerOlder(call, error)),
    ANSWER_SECONDS,
  );
  if (rebuilt.unreadable.length > 0) process.exitCode = 1;
  return { ...rebuilt, ...holdsAgain(rebuilt) };
}

/** Nothing tells what was taken away after that moment; that it is back must be said. */
function holdsAgain({ systemBackup }: Rebuilt): { holdsAgain?: string } {
  if (!systemBackup || !("at" in systemBackup)) return {};
  const at = new Date(systemBackup.at).toISOString();
  return {
    holdsAgain: `AccessKeys, passwords and permissions are as of ${at}: revoke again what was revoked after it.`,
  };
}

/** A system backup that is damaged is never used in part: the answer names those that can be taken instead. */
async function offerOlder(call: Call, error: unknown): Promise<never> {
  const isDamaged = error instanceof DomainError && error.code === "BackupDamaged";
  const object = isDamaged ? String(error.params.object) : "";
  if (!object.startsWith("system/")) throw error;
  const installations = await call(listSystemBackups, {});
  const others = installations
    .flatMap(({ systemBackups }) => systemBackups)
    .filter(({ name, opens }) => opens && !object.startsWith(`system/${name}/`))
    .map(({ name }) => name);
  throw new Error(
    [
      `${object} is damaged, and nothing was brought back.`,
      others.length > 0
        ? `Take one of these with --system-backup NAME: ${others.join(", ")}.`
        : "There is no other: --system-backup none brings back accounts and backups alone.",
    ].join(" "),
  );
}
