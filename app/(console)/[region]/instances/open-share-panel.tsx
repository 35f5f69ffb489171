import { calledOf } from "@/components/instances/shown-state";
import { CannotSharePanel, ShareInstancePanel } from "@/components/sharing/lazy";
import { consoleCtx } from "@/lib/auth/console-context";
import { accountOf } from "@/lib/domain/authorize";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { listResourceShares } from "@/lib/domain/sharing/shares/list-resource-shares";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readableOr } from "../../readable";
import { directoryOf, knownIn } from "../sharing/known-principals";
import { mayShare } from "./share-offer";

/** Share Resources for an instance that can be shared (SHR-03), or what must be done before. */
export async function OpenSharePanel({ instance, closeHref }: { instance: InstanceView; closeHref: string }) {
  const ctx = await consoleCtx();
  if (!mayShare(ctx, instance)) return null;
  const { region, instanceId, sharingMode } = instance;
  const [directory, scope] = await Promise.all([directoryOf(ctx), clientMessages("sharing", "states")]);
  const common = { scope, region, closeHref };
  if (!directory?.sharingEnabled) {
    return <CannotSharePanel {...common} code={directory ? "SharingNotEnabled" : "DirectoryNotFound"} />;
  }
  const shares = await readableOr(listResourceShares(ctx, { region, page: { size: 100 } }), { rows: [] });
  return (
    <ShareInstancePanel
      key={instanceId}
      {...common}
      instanceId={instanceId}
      name={calledOf(instance)}
      mode={sharingMode}
      known={directory.isManagement ? knownIn(directory, accountOf(ctx)) : null}
      shares={shares.rows
        .filter(({ instances }) => !instances.some((one) => one.instanceId === instanceId))
        .map(({ shareId, name, principals }) => ({ shareId, name, principals: principals.length }))}
    />
  );
}
