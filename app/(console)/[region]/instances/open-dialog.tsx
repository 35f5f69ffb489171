import { type InstanceDialogName, isDialog, offers } from "@/components/instances/instance-actions";
import { lackOf } from "@/components/instances/instance-lack";
import { DecisionDialog, EnablePanel, ReleaseDialog, RenameDialog } from "@/components/instances/lazy";
import type { InstanceContents } from "@/components/instances/release-dialog";
import { calledOf } from "@/components/instances/shown-state";
import { consoleCtx } from "@/lib/auth/console-context";
import { listBackups } from "@/lib/domain/backups/list-backups";
import { DomainError } from "@/lib/domain/errors";
import { describeInstance } from "@/lib/domain/instances/describe-instance";
import { type InstanceCall, refusalOfCall } from "@/lib/domain/instances/instance-call-rules";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { regionOf } from "@/lib/domain/instances/regions";
import { listKeys } from "@/lib/domain/keys/list-keys";
import { listSecrets } from "@/lib/domain/secrets/list-secrets";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readableOr } from "../../readable";
import { releaseSightLack } from "./release-sight";

const CALLS: Record<InstanceDialogName, InstanceCall> = {
  setDefault: "SetDefaultInstance",
  unsetDefault: "SetDefaultInstance", // taken back in every state
  protect: "SetInstanceDeletionProtection",
  unprotect: "SetInstanceDeletionProtection",
  rename: "UpdateInstanceName",
  release: "ReleaseInstance",
};

/**
 * The panel or dialog that the URL names, for an instance that allows it: `?panel=enable&instance=kst-…`,
 * `?dialog=release&instance=kst-…`. Nothing for an address that was typed or is out of date.
 */
export async function OpenDialog({
  region,
  search,
  closeHref,
}: {
  region: string;
  search: Record<string, string | string[] | undefined>;
  closeHref: string;
}) {
  const { panel, dialog, instance: instanceId } = search;
  if (typeof instanceId !== "string" || (panel !== "enable" && !isDialog(dialog))) return null;
  const instance = await readableOr(find(region, instanceId), null);
  if (!instance) return null;
  const scope = await clientMessages("instances");
  const common = { scope, region, instanceId, closeHref };
  if (panel === "enable") {
    return (
      offers(instance, "EnableInstance") && <EnablePanel key={instanceId} {...common} zones={regionOf(region).zones} />
    );
  }
  if (!isDialog(dialog)) return null;
  if (lackOf(instance, CALLS[dialog]) || (dialog !== "unsetDefault" && refusalOfCall(CALLS[dialog], instance)))
    return null;
  const key = `${dialog} ${instanceId}`;
  if (dialog === "rename") return <RenameDialog key={key} {...common} name={instance.name} />;
  const name = calledOf(instance);
  if (dialog !== "release") return <DecisionDialog key={key} {...common} decision={dialog} name={name} />;
  if (releaseSightLack(await consoleCtx(), region)) return null;
  return <ReleaseDialog key={key} {...common} name={name} contents={await contentsOf(instance)} />;
}

async function find(region: string, instanceId: string): Promise<InstanceView | null> {
  try {
    return await describeInstance(await consoleCtx(), { region, instanceId });
  } catch (error) {
    if (error instanceof DomainError && error.kind === "notFound") return null;
    throw error;
  }
}

async function contentsOf({
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
