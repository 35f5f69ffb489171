import { CreateTargetPanel, EditTargetPanel, TargetDialog, TestTargetDialog } from "@/components/alerts/lazy";
import type { TargetView } from "@/lib/domain/deliveries/list-delivery-targets";
import { env } from "@/lib/env";
import { clientMessages } from "@/lib/i18n/client-messages";

/**
 * The panel or dialog that the URL names: `?panel=create`, `?dialog=pause&target=…`. Nothing for an address that was
 * typed or is out of date.
 */
export async function OpenDialog({
  region,
  targets,
  search: { panel, dialog, target: wanted },
  closeHref,
}: {
  region: string;
  targets: readonly TargetView[];
  search: Record<string, string | string[] | undefined>;
  closeHref: string;
}) {
  if (!panel && !dialog) return null;
  const common = { scope: await clientMessages("alerts"), closeHref };
  if (panel === "create") return <CreateTargetPanel {...common} region={region} mail={env().smtpUrl !== undefined} />;
  const found = targets.find(({ targetId }) => targetId === wanted);
  if (!found) return null;
  const { targetId, kind, name, sendsEvents, sendsAlerts, backlog, state } = found;
  const target = { targetId, kind, name, sendsEvents, sendsAlerts, backlog };
  if (panel === "edit") return <EditTargetPanel {...common} region={region} target={found} />;
  if (dialog === "test") return <TestTargetDialog {...common} target={target} />;
  const paused = state === "paused";
  const possible =
    dialog === "delete" ||
    (dialog === "pause" && !paused) ||
    (dialog === "resume" && paused) ||
    (dialog === "skip" && backlog > 0);
  return possible && <TargetDialog {...common} act={dialog} target={target} />;
}
