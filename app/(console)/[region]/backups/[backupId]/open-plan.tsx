import { RestorePlanLazy } from "@/components/backups/restore-lazy";
import { consoleCtx } from "@/lib/auth/console-context";
import type { BackupView } from "@/lib/domain/backups/backup-view";
import { listRestoreDestinations } from "@/lib/domain/backups/list-restore-destinations";
import { clientMessages } from "@/lib/i18n/client-messages";
import { regionNames } from "../../../region-names";

/** `?panel=plan`: everything of a moment; with `&scope=selected` what was chosen of it. */
export async function OpenPlan({
  backup: { region, backupId, sourceInstanceId },
  at,
  all,
  held: { keys, secrets },
  sourceName,
  closeHref,
}: {
  backup: BackupView;
  at: Date;
  all: boolean;
  held: { keys: number; secrets: number };
  sourceName: string;
  closeHref: string;
}) {
  const ctx = await consoleCtx();
  const [destinations, names, scope] = await Promise.all([
    listRestoreDestinations(ctx, { region, backupId }),
    regionNames(),
    clientMessages("backups"),
  ]);
  return (
    <RestorePlanLazy
      key={all ? "all" : "selected"}
      scope={scope}
      region={region}
      backupId={backupId}
      sourceName={sourceName}
      sourceInstanceId={sourceInstanceId ?? ""}
      at={at}
      zone={ctx.deployment.timeZone}
      held={{ keys, secrets }}
      place={`${backupId} ${at.toISOString()}`}
      all={all}
      regions={Object.entries(names).map(([id, name]) => ({ id, name }))}
      destinations={destinations}
      closeHref={closeHref}
    />
  );
}
