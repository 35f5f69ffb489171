import { verifyAuditTrails } from "@/lib/domain/audit/verify-audit-trail";
import { readOptions } from "../arguments";
import { withGateway } from "../gateway";
import { USAGE, UsageError } from "../usage";

/** Every event there is, of every account. */
const ANSWER_SECONDS = 24 * 3600;

/** Exit code 1 where anything was found. */
export async function auditCommand([verb, ...args]: string[]): Promise<unknown> {
  if (verb !== "verify") throw new UsageError(USAGE);
  const { account: accountId } = readOptions(args, { account: { type: "string" } });
  return withGateway(async (call) => {
    const trails = await call(verifyAuditTrails, { accountId });
    if (trails.some(({ intact }) => !intact)) process.exitCode = 1;
    return trails;
  }, ANSWER_SECONDS);
}
