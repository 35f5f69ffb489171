import { runBackups, verifyBackups } from "@/lib/domain/backups/run-backups-now";
import { readOptions } from "../arguments";
import { withGateway } from "../gateway";
import { USAGE, UsageError } from "../usage";
import { rebuildCommand } from "./rebuild";

/** All backups of a deployment, one after the other. */
const ANSWER_SECONDS = 3600;

export async function backupCommand([verb, ...args]: string[]): Promise<unknown> {
  if (verb === "rebuild") return rebuildCommand(args);
  if (verb !== "run" && verb !== "verify") throw new UsageError(USAGE);
  const { backup: backupId } = readOptions(args, { backup: { type: "string" } });
  return withGateway(async (call) => {
    if (verb === "run") {
      const runs = await call(runBackups, { backupId });
      if (runs.some(({ outcome }) => outcome === "failed")) process.exitCode = 1;
      return runs;
    }
    const outcomes = await call(verifyBackups, { backupId });
    if (outcomes.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
    return outcomes;
  }, ANSWER_SECONDS);
}
