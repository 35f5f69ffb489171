import { rebuildFromStore } from "@/lib/domain/backups/rebuild-from-store";
import { readOptions } from "../arguments";
import { withGateway } from "../gateway";

/** Years of runs are entered one by one. */
const ANSWER_SECONDS = 24 * 3600;

export async function rebuildCommand(args: string[]): Promise<unknown> {
  const { installation: installationId } = readOptions(args, { installation: { type: "string" } });
  const rebuilt = await withGateway((call) => call(rebuildFromStore, { installationId }), ANSWER_SECONDS);
  if (rebuilt.unreadable.length > 0) process.exitCode = 1;
  return rebuilt;
}
