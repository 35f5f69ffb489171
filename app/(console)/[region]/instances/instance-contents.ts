import type { InstanceContents } from "@/components/instances/release-dialog";
import { consoleCtx } from "@/lib/auth/console-context";
import { listBackups } from "@/lib/domain/backups/list-backups";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { listKeys } from "@/lib/domain/keys/list-keys";
import { listSecrets } from "@/lib/domain/secrets/list-secrets";

/** What would be lost with the instance; null for one that was never enabled. */
export async function contentsOf({
  region,
  instanceId,
  enabledAt,
  keyVersionsUsed,
}: InstanceView): Promise<InstanceContents | null> {
  if (!enabledAt) return null;
  const ctx = await consoleCtx();
  const here = { region, page: { size: 1 }, filter: { instanceIds: [instanceId] }, classic: false };
  const [keys, secrets, backups] = await Promise.all([
    listKeys(ctx, here),
    listSecrets(ctx, here),
    listBackups(ctx, { region }),
  ]);
  return {
    keys: keys.total,
    keyVersions: keyVersionsUsed,
    secrets: secrets.total,
    backups: backups
      .filter((backup) => backup.sourceInstanceId === instanceId && backup.state === "Enabled")
      .map(({ backupId, alias }) => ({ backupId, name: alias ?? backupId })),
  };
}
