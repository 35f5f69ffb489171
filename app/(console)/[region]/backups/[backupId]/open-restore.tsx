import { itemName } from "@/components/backups/backup-address";
import { RestoreDataLazy } from "@/components/backups/lazy";
import { consoleCtx } from "@/lib/auth/console-context";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import type { BackupItem } from "@/lib/domain/backups/list-backup-items";
import { listRestoreDestinations } from "@/lib/domain/backups/list-restore-destinations";
import { clientMessages } from "@/lib/i18n/client-messages";
import { regionNames } from "../../../region-names";

/** `?panel=restore&item=<creator>:<id>` over the row of that name; nothing where the page has none. */
export async function OpenRestore({
  backup: { region, backupId },
  items,
  named,
  sourceName,
  closeHref,
}: {
  backup: BackupView;
  items: readonly BackupItem[];
  named: string;
  sourceName: string;
  closeHref: string;
}) {
  const item = items.find((row) => itemName(row) === named);
  if (!item) return null;
  const ctx = await consoleCtx();
  const { kind, id, accountId, versions, encryptionKeyId } = item;
  const [destinations, names, scope] = await Promise.all([
    listRestoreDestinations(ctx, { region, backupId, item: { kind, id, accountId, versions, encryptionKeyId } }),
    regionNames(),
    clientMessages("backups"),
  ]);
  return (
    <RestoreDataLazy
      key={named}
      scope={scope}
      region={region}
      backupId={backupId}
      item={item}
      sourceName={sourceName}
      zone={ctx.deployment.timeZone}
      regions={Object.entries(names).map(([regionId, name]) => ({ id: regionId, name }))}
      destinations={destinations}
      closeHref={closeHref}
    />
  );
}
