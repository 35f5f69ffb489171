import {
  DeleteSecretDialog,
  PutSecretValuePanel,
  RestoreSecretDialog,
  SecretValuePanel,
  UpdateSecretPanel,
} from "@/components/secrets/lazy";
import { isReadable, offers } from "@/components/secrets/secret-offers";
import { consoleCtx } from "@/lib/auth/console-context";
import { DomainError } from "@/lib/domain/errors";
import { describeSecret } from "@/lib/domain/secrets/describe-secret";
import { describeSecretBackups } from "@/lib/domain/secrets/describe-secret-backups";
import { listSecretVersionIds, type SecretVersionView } from "@/lib/domain/secrets/list-secret-version-ids";
import { planPut, VERSIONS_MAX } from "@/lib/domain/secrets/secret-rules";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { clientMessages } from "@/lib/i18n/client-messages";

import { readableOr } from "../../readable";
import { CreateSecret } from "./create-secret";
import { OpenRotation } from "./open-rotation";

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
  if (panel === "create") return mayCreate && <CreateSecret region={region} search={search} closeHref={closeHref} />;
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
  const what = panel ?? dialog;
  if (what === "stages" || what === "rotation" || what === "rotate")
    return <OpenRotation what={what} secret={secret} versions={versions} common={common} />;
  if (panel === "put")
    return (
      secret.type === "Generic" &&
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
    shown &&
    isReadable(secret, shown.stages) && (
      <SecretValuePanel
        key={shown.versionId}
        {...common}
        versionId={shown.versionId}
        stages={shown.stages}
        managed={secret.type !== "Generic"}
      />
    )
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
