import { z } from "zod";
import { canonicalJson } from "@/lib/crypto/canonical-json";
import { BackupType } from "@/lib/generated/prisma/enums";
import { wholeSystemBackups } from "../system-backup/system-names";
import { accountName } from "./binding-names";
import { damaged } from "./binding-store";
import type { BackupStore } from "./store";

// What a store says of itself to somebody who knows nothing: whose it is, and what lies where (decisions 11).

const time = z.iso.datetime({ precision: 3 });

const savedAccount = z.strictObject({
  v: z.literal(1),
  uid: z.string().regex(/^[1-9]\d{15}$/),
  name: z.string().min(1),
  createdAt: time,
});
export type SavedAccount = z.infer<typeof savedAccount>;

const savedDescriptor = z.strictObject({
  v: z.literal(1),
  backupId: z.string(),
  bindingId: z.uuid(),
  account: z.string(),
  region: z.string(),
  type: z.enum(BackupType),
  alias: z.string().nullable(),
  instanceId: z.string(),
  viewableDays: z.int().min(1).max(600),
  enabledAt: time,
  expiresAt: time.nullable(),
});
export type SavedDescriptor = z.infer<typeof savedDescriptor>;

/** One enabling of a backup, as its objects are named. */
export interface StoredBinding {
  backupId: string;
  bindingId: string;
  /** The highest number of its manifests; 0 where there is none. */
  lastRun: number;
}

export interface StoredInstallation {
  id: string;
  accounts: string[];
  bindings: StoredBinding[];
  /** Names of the whole ones, oldest first. */
  systemBackups: string[];
}

const ACCOUNT = /^kms1\/([^/]+)\/accounts\/(\d{16})\.json$/;
const BINDING = /^kms1\/([^/]+)\/backups\/([^/]+)\/([^/]+)\/(?:runs\/(\d{8})\.json|descriptor\.json)$/;

/** Every installation whose objects lie in the store. */
export async function readInstallations(store: BackupStore): Promise<StoredInstallation[]> {
  type Found = { accounts: string[]; bindings: Map<string, StoredBinding> };
  const found = new Map<string, Found>();
  const installationOf = (id: string) => {
    const known: Found = found.get(id) ?? { accounts: [], bindings: new Map() };
    found.set(id, known);
    return known;
  };
  const objects = await store.list("kms1/");
  const systemBackups = wholeSystemBackups(objects);
  for (const id of systemBackups.keys()) installationOf(id);
  for (const name of objects) {
    const [, owner, uid] = ACCOUNT.exec(name) ?? [];
    if (owner && uid) installationOf(owner).accounts.push(uid);
    const [, id, backupId, bindingId, run] = BINDING.exec(name) ?? [];
    if (!id || !backupId || !bindingId) continue;
    const { bindings } = installationOf(id);
    const lastRun = Math.max(bindings.get(bindingId)?.lastRun ?? 0, Number(run ?? 0));
    bindings.set(bindingId, { backupId, bindingId, lastRun });
  }
  return [...found].map(([id, { accounts, bindings }]) => ({
    id,
    accounts,
    bindings: [...bindings.values()],
    systemBackups: systemBackups.get(id) ?? [],
  }));
}

/** @throws DomainError BackupDamaged */
export async function readAccount(store: BackupStore, installationId: string, uid: string): Promise<SavedAccount> {
  const object = `accounts/${uid}.json`;
  const account = parsed(savedAccount, await store.get(accountName(installationId, uid)), object);
  if (account.uid !== uid) throw damaged(object);
  return account;
}

/** Not yet proven: the backup key opens only for its account, backup and binding. @throws DomainError BackupDamaged */
export function parseDescriptor(bytes: Buffer | null, { backupId, bindingId }: StoredBinding): SavedDescriptor {
  const descriptor = parsed(savedDescriptor, bytes, "descriptor.json");
  if (descriptor.backupId !== backupId || descriptor.bindingId !== bindingId) throw damaged("descriptor.json");
  return descriptor;
}

/** One spelling only, as everywhere in the store. */
function parsed<S extends z.ZodType<Parameters<typeof canonicalJson>[0]>>(
  shape: S,
  bytes: Buffer | null,
  object: string,
): z.infer<S> {
  try {
    const value = shape.parse(JSON.parse(String(bytes)));
    if (bytes?.equals(canonicalJson(value))) return value;
  } catch (error) {
    if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error;
  }
  throw damaged(object);
}
