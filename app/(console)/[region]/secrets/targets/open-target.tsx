import { CheckTargetDialog, DeleteTargetDialog, TargetPanel } from "@/components/targets/lazy";
import { consoleCtx } from "@/lib/auth/console-context";
import { listSecrets } from "@/lib/domain/secrets/list-secrets";
import { describeRotationTarget } from "@/lib/domain/secrets/targets/describe-rotation-target";
import type { RotationTargetView } from "@/lib/domain/secrets/targets/load-rotation-target";
import { TARGET_SERVICES, type TargetService } from "@/lib/domain/secrets/targets/target-rules";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readable, readableOr, Unreadable } from "../../../readable";
import { keyChoices } from "../create-secret";

const SECRETS_SHOWN = 100;

/**
 * The panel or dialog that the URL names: `?panel=create&service=Rds`, `?dialog=check&target=…`. Nothing for an address
 * that was typed or is out of date.
 */
export async function OpenTarget({
  region,
  search: { panel, dialog, target: wanted },
  service,
  targets,
  closeHref,
}: {
  region: string;
  search: Record<string, string | string[] | undefined>;
  /** What a new one serves, until another is chosen. */
  service: TargetService;
  targets: readonly RotationTargetView[];
  closeHref: string;
}) {
  if (!panel && !dialog) return null;
  const common = { scope: await clientMessages("targets", "secrets"), region, closeHref };
  if (panel === "create")
    return <TargetPanel {...common} {...(await credentials(region))} known={null} service={service} />;
  const found = targets.find(({ targetId }) => targetId === wanted);
  if (!found) return null;
  const { targetId, credentialSecret, secrets, lacking } = found;
  const may = (call: (typeof lacking)[number]) => !lacking.includes(call);
  if (dialog === "check") return may("CheckRotationTarget") && <CheckTargetDialog {...common} targetId={targetId} />;
  if (dialog === "delete") {
    const facts = { targetId, credentialSecret, secrets };
    return may("DeleteRotationTarget") && <DeleteTargetDialog {...common} {...facts} />;
  }
  const serves = TARGET_SERVICES.find((each) => each === found.service);
  if (panel !== "edit" || !serves || !may("UpdateRotationTarget")) return null;
  const { adapter, name, address, port, database, tls, hostKey } = found;
  const described = await readable(describeRotationTarget(await consoleCtx(), { region, targetId }));
  // An empty field would take the authorities away: without them there is no form.
  if (described instanceof Unreadable) return null;
  const { caPem } = described;
  const known = {
    targetId,
    service: serves,
    adapter,
    name,
    address,
    port,
    database,
    tls,
    caPem,
    hostKey,
    credentialSecret,
  };
  return <TargetPanel key={targetId} {...common} {...(await credentials(region))} known={known} service={serves} />;
}

/** What a credential can be chosen of, and what encrypts one that is typed. */
async function credentials(region: string) {
  const found = await readableOr(
    listSecrets(await consoleCtx(), {
      region,
      classic: false,
      page: { size: SECRETS_SHOWN },
      filter: { types: ["Generic"], state: "Enabled" },
    }),
    { rows: [], next: null },
  );
  const { keys, more } = await readableOr(keyChoices(region), { keys: [], more: true });
  return {
    secrets: found.rows.map(({ name }) => name),
    // Whoever may not list them can still name one.
    moreSecrets: found.next !== null || found.rows.length === 0,
    keys,
    moreKeys: more,
  };
}
