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

/** BKP-14, BKP-52: a backup and all it held are gone, as was foretold. */
export async function raiseBackupReleased(
  tx: Tx,
  subject: Recorded,
  content: { backupId: string; type: string },
): Promise<void> {
  const { accountId, region, arn: resource } = subject;
  const name = "Backup:Released";
  await raiseAlert(tx, { accountId, region, level: "WARN", name, resource, status: "Normal", content });
}

/** SHR-20: what other accounts held in it is gone with it; one for each of them, in its own alerts. */
export async function raiseSharedReleased(
  tx: Tx,
  { accountId: ownerAccountId, region, arn: resource }: Recorded,
  instanceId: string,
  holders: readonly { accountId: string; keys: number; secrets: number }[],
): Promise<void> {
  const name = "Instance:SharedReleased";
  for (const { accountId, ...held } of holders) {
    const content = { instanceId, ownerAccountId, ...held };
    await raiseAlert(tx, { accountId, region, level: "CRITICAL", name, resource, status: "Normal", content });
  }
}

/** BKP-36, BKP-169, SHR-20: its last backup run, or what others hold in it, keeps an instance from being released. */
export async function raiseHeldBack(tx: Tx, subject: Recorded, instanceId: string, reason: ErrorCode): Promise<void> {
  const { accountId, region, arn: resource } = subject;
  const content = { instanceId, reason, failureInfo: { errorCode: reason } };
  const name = "Instance:ReleaseHeldBack";
  await raiseAlert(tx, { accountId, region, level: "CRITICAL", name, resource, status: "Failed", content });
}
