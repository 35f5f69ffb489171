import type { Recorded } from "../audit/record";
import type { Tx } from "../context";
import type { ErrorCode } from "../errors";
import { raiseAlert } from "./raise-alert";

/** AUD-19: an instance and all it held are gone. */
export async function raiseReleased(
  tx: Tx,
  subject: Recorded,
  content: { instanceId: string; keys: number; secrets: number },
): Promise<void> {
  const { accountId, region, arn: resource } = subject;
  const name = "Instance:Released";
  await raiseAlert(tx, { accountId, region, level: "WARN", name, resource, status: "Normal", content });
}

/** BKP-36, BKP-169: its last backup run keeps an instance from being released. */
export async function raiseHeldBack(tx: Tx, subject: Recorded, instanceId: string, reason: ErrorCode): Promise<void> {
  const { accountId, region, arn: resource } = subject;
  const content = { instanceId, reason, failureInfo: { errorCode: reason } };
  const name = "Instance:ReleaseHeldBack";
  await raiseAlert(tx, { accountId, region, level: "CRITICAL", name, resource, status: "Failed", content });
}
