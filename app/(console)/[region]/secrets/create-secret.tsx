import { CREATE_TYPES, type CreateType } from "@/components/secrets/create/create-draft";
import type { RamPlaces } from "@/components/secrets/create/ram-fields";
import type { TargetChoice } from "@/components/secrets/create/target-choice";
import type { KeyChoice, KeyObstacle } from "@/components/secrets/encryption-key-field";
import { CreateSecretPanel } from "@/components/secrets/lazy";
import { consoleCtx } from "@/lib/auth/console-context";
import { listAccessKeys } from "@/lib/domain/accounts/list-access-keys";
import { accountOf, mayDoTo } from "@/lib/domain/authorize";
import { DomainError } from "@/lib/domain/errors";
import { listInstances } from "@/lib/domain/instances/list-instances";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { listKeys } from "@/lib/domain/keys/list-keys";
import type { Lack } from "@/lib/domain/lack";
import { userArn } from "@/lib/domain/policies/principal";
import { listUsers } from "@/lib/domain/ram/users/list-users";
import { listRotationTargets } from "@/lib/domain/secrets/targets/list-rotation-targets";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readable, readableOr, Unreadable } from "../../readable";

const SHOWN = 100;

interface CreateSecretProps {
  region: string;
  search: Record<string, string | string[] | undefined>;
  closeHref: string;
}

/** What the form of the type that the URL names needs to know: `?panel=create&type=ram&user=…&in=…`. */
export async function CreateSecret({ region, search, closeHref }: CreateSecretProps) {
  const ctx = await consoleCtx();
  const type = typeOf(search);
  const { rows } = await listInstances(ctx, { region, page: { size: SHOWN } });
  const usable = rows.filter((instance) => instance.service === "serves");
  const chosen =
    usable.find(({ instanceId }) => instanceId === search.in) ?? usable.find(({ isDefault }) => isDefault) ?? usable[0];
  const wanted = typeof search.in === "string" ? search.in : undefined;
  const user = typeof search.user === "string" ? search.user : undefined;
  const hrefOf = (query: Record<string, string | undefined>) =>
    createHref(closeHref, { type, in: wanted, user, ...query });
  const keys = chosen ? await keyChoices(region, chosen.instanceId) : { keys: [], more: false };
  return (
    <CreateSecretPanel
      scope={await clientMessages("secrets", "policies")}
      accountId={accountOf(ctx)}
      region={region}
      type={type}
      typeHrefs={{
        generic: hrefOf({ type: "generic" }),
        ram: hrefOf({ type: "ram" }),
        database: hrefOf({ type: "database" }),
        ecs: hrefOf({ type: "ecs" }),
      }}
      instances={rows.map(({ instanceId, name, service, secretsUsed: used, secretQuota: quota, sharing }) => ({
        instanceId,
        name,
        serves: service === "serves",
        secrets: sharing.role === "owner" ? { used, quota } : null,
      }))}
      instanceId={chosen?.instanceId ?? ""}
      instanceHrefs={Object.fromEntries(usable.map(({ instanceId }) => [instanceId, hrefOf({ in: instanceId })]))}
      keys={keys.keys}
      moreKeys={keys.more}
      targets={type === "database" || type === "ecs" ? await targetChoices(region) : []}
      ram={type === "ram" ? await ramPlaces(region, user, (name) => hrefOf({ user: name }), closeHref) : null}
      closeHref={closeHref}
    />
  );
}

/** The type named, else that of the tab behind. */
function typeOf({ type, tab }: CreateSecretProps["search"]): CreateType {
  const wanted = [[type].flat().at(-1), [tab].flat().at(-1)];
  return (
    CREATE_TYPES.find((known) => known === wanted[0]) ?? CREATE_TYPES.find((known) => known === wanted[1]) ?? "generic"
  );
}

/** The list behind may filter by a type of its own, so its query is replaced, not prolonged. */
function createHref(closeHref: string, query: Record<string, string | undefined>): string {
  const [path = "", rest] = closeHref.split("?");
  const set = new URLSearchParams(rest);
  set.set("panel", "create");
  for (const [name, value] of Object.entries(query)) if (value) set.set(name, value);
  return `${path}?${set}`;
}

/** The newest keys, of an instance or of all, with why one cannot encrypt a secret. */
export async function keyChoices(region: string, instanceId?: string): Promise<{ keys: KeyChoice[]; more: boolean }> {
  const { rows, next } = await listKeys(await consoleCtx(), {
    region,
    classic: false,
    filter: instanceId ? { instanceIds: [instanceId] } : {},
    page: { size: SHOWN },
  });
  return { keys: rows.map(choiceOf), more: next !== null };
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

/** Who may not see the targets can still read what one is for, and ask for one. */
async function targetChoices(region: string): Promise<TargetChoice[]> {
  const page = await readableOr(listRotationTargets(await consoleCtx(), { region, size: SHOWN }), { rows: [] });
  return page.rows.map(({ targetId, name, service, adapter, lacking }) => ({
    targetId,
    name,
    service,
    adapter,
    locked: lacking.includes("UseRotationTarget"),
  }));
}

/** SEC-13, SEC-53: what KMS does with the AccessKeys later, the one who creates the secret must be allowed to do. */
const RAM_ACTIONS = ["ListAccessKeys", "CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"] as const;

async function ramPlaces(
  region: string,
  userName: string | undefined,
  hrefOf: (userName: string) => string,
  closeHref: string,
): Promise<RamPlaces> {
  const ctx = await consoleCtx();
  const usersHref = `/${region}/ram/users`;
  const found = await readable(listUsers(ctx, { page: { size: SHOWN } }));
  if (found instanceof Unreadable) {
    return { users: [], userHrefs: {}, chosen: null, lack: found.lack, usersHref, closeHref };
  }
  const users = found.rows.map((user) => user.userName);
  return {
    users,
    userHrefs: Object.fromEntries(users.map((name) => [name, hrefOf(name)])),
    chosen: userName === undefined ? null : await chosenUser(userName),
    lack: null,
    usersHref,
    closeHref,
  };
}

async function chosenUser(userName: string): Promise<RamPlaces["chosen"]> {
  const ctx = await consoleCtx();
  const resource = userArn(accountOf(ctx), userName);
  const needed: Lack[] = RAM_ACTIONS.map((action) => ({ action: `ram:${action}`, resource }));
  const lacks = needed.filter(({ action }) => !mayDoTo(ctx, action, resource));
  if (lacks.length > 0) return { userName, accessKeys: [], lacks };
  try {
    const accessKeys = await listAccessKeys(ctx, { userName });
    return {
      userName,
      accessKeys: accessKeys.map(({ accessKeyId, state, createdAt }) => ({
        accessKeyId,
        active: state === "Active",
        createdAt: createdAt.getTime(),
      })),
      lacks: [],
    };
  } catch (error) {
    if (error instanceof DomainError && error.kind === "notFound") return null; // an address that is out of date
    throw error;
  }
}
