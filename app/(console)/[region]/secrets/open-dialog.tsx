import type { KeyChoice, KeyObstacle } from "@/components/secrets/encryption-key-field";
import {
  CreateSecretPanel,
  DeleteSecretDialog,
  PutSecretValuePanel,
  RestoreSecretDialog,
  SecretValuePanel,
  UpdateSecretPanel,
} from "@/components/secrets/lazy";
import { withQuery } from "@/components/secrets/secret-addresses";
import { offers } from "@/components/secrets/secret-offers";
import { consoleCtx } from "@/lib/auth/console-context";
import { accountOf } from "@/lib/domain/authorize";
import { DomainError } from "@/lib/domain/errors";
import { listInstances } from "@/lib/domain/instances/list-instances";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { listKeys } from "@/lib/domain/keys/list-keys";
import { describeSecret } from "@/lib/domain/secrets/describe-secret";
import { describeSecretBackups } from "@/lib/domain/secrets/describe-secret-backups";
import { listSecretVersionIds, type SecretVersionView } from "@/lib/domain/secrets/list-secret-version-ids";
import { planPut, VERSIONS_MAX } from "@/lib/domain/secrets/secret-rules";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { clientMessages } from "@/lib/i18n/client-messages";

import { readableOr } from "../../readable";

const INSTANCES_SHOWN = 100;
const KEYS_SHOWN = 100;

interface OpenProps {
  region: string;
  search: Record<string, string | string[] | undefined>;
  /** Only where one can be created. */
  mayCreate?: boolean;
  closeHref: string;
  goneHref: string;
}

/**
 * The panel or dialog that the URL names, for a secret that allows it: `?panel=create`, `?panel=put&secret=…`,
 * `?dialog=delete&secret=…`. Nothing for an address that was typed or is out of date. A value is in none of them: the
 * panel asks for it when told to (P11).
 */
export async function OpenDialog({ region, search, mayCreate, closeHref, goneHref }: OpenProps) {
  const { panel, dialog, secret: address, version } = search;
  if (panel === "create") return mayCreate && <CreateSecret region={region} wanted={search.in} closeHref={closeHref} />;
  if (typeof address !== "string" || !(panel || dialog)) return null;
  const ctx = await consoleCtx();
  const secret = await readableOr(find(region, address), null);
  if (!secret) return null;
  const scope = await clientMessages("secrets");
  const { name } = secret;
  const common = { scope, region, secret: address, name, closeHref };
  const may = (call: SecretView["allowed"][number]) => offers(secret, call);
  if (dialog === "restore") return may("RestoreSecret") && <RestoreSecretDialog {...common} />;
  if (dialog === "delete")
    return (
      may("DeleteSecret") && (
        <DeleteSecretDialog
          {...common}
          now={ctx.now().getTime()}
          plannedDeleteAt={secret.plannedDeleteAt?.getTime() ?? null}
          {...(await describeSecretBackups(ctx, { region, secret: address }))}
          goneHref={goneHref}
        />
      )
    );
  if (panel === "update")
    return may("UpdateSecret") && <UpdateSecretPanel {...common} description={secret.description} />;
  const versions = await readableOr(
    listSecretVersionIds(ctx, { region, secret: address, includeDeprecated: true }),
    [],
  );
  if (panel === "put")
    return (
      may("PutSecretValue") && (
        <PutSecretValuePanel
          {...common}
          versionIds={versions.map(({ versionId }) => versionId)}
          leaving={leavingOf(versions)}
        />
      )
    );
  if (panel !== "value" || !may("GetSecretValue")) return null;
  const shown = versions.find(({ versionId, stages }) =>
    typeof version === "string" ? versionId === version : stages.includes("ACSCurrent"),
  );
  return (
    shown && <SecretValuePanel key={shown.versionId} {...common} versionId={shown.versionId} stages={shown.stages} />
  );
}

async function find(region: string, secret: string): Promise<SecretView | null> {
  try {
    return await describeSecret(await consoleCtx(), { region, secret });
  } catch (error) {
    if (error instanceof DomainError && error.kind === "notFound") return null;
    throw error;
  }
}

/** The version that a put would remove now (SEC-21); null where there is room, or where the put will be refused. */
function leavingOf(versions: readonly SecretVersionView[]): string | null {
  if (versions.length < VERSIONS_MAX) return null;
  try {
    return planPut(versions.map((version) => ({ ...version, pk: version.versionId }))).removed[0] ?? null;
  } catch {
    return null; // all ten carry labels: the refusal says so when it is asked for
  }
}

async function CreateSecret({
  region,
  wanted,
  closeHref,
}: {
  region: string;
  wanted: string | string[] | undefined;
  closeHref: string;
}) {
  const ctx = await consoleCtx();
  const { rows } = await listInstances(ctx, { region, page: { size: INSTANCES_SHOWN } });
  const usable = rows.filter((instance) => instance.service === "serves");
  const chosen =
    usable.find(({ instanceId }) => instanceId === wanted) ?? usable.find(({ isDefault }) => isDefault) ?? usable[0];
  const keys = chosen
    ? await listKeys(ctx, {
        region,
        classic: false,
        filter: { instanceIds: [chosen.instanceId] },
        page: { size: KEYS_SHOWN },
      })
    : { rows: [], next: null };
  return (
    <CreateSecretPanel
      scope={await clientMessages("secrets", "policies")}
      accountId={accountOf(ctx)}
      region={region}
      instances={rows.map(({ instanceId, name, service, secretsUsed: used, secretQuota: quota, sharing }) => ({
        instanceId,
        name,
        serves: service === "serves",
        secrets: sharing.role === "owner" ? { used, quota } : null,
      }))}
      instanceId={chosen?.instanceId ?? ""}
      instanceHrefs={Object.fromEntries(
        usable.map(({ instanceId }) => [instanceId, withQuery(closeHref, { panel: "create", in: instanceId })]),
      )}
      keys={keys.rows.map(choiceOf)}
      moreKeys={keys.next !== null}
      closeHref={closeHref}
    />
  );
}

function choiceOf(key: KeyView): KeyChoice {
  return { keyId: key.keyId, alias: key.aliases[0] ?? null, obstacle: obstacleOf(key) };
}

const STATE_OBSTACLES: Record<KeyView["state"], KeyObstacle | null> = {
  Enabled: null,
  Disabled: "disabled",
  PendingDeletion: "pendingDeletion",
  PendingImport: "pendingImport",
  Unavailable: "unavailable",
};

/** SEC-07, SEC-08 */
function obstacleOf({ spec, usage, state }: KeyView): KeyObstacle | null {
  if (spec !== "Aliyun_AES_256" || usage !== "ENCRYPT_DECRYPT") return "notSymmetric";
  return STATE_OBSTACLES[state];
}
