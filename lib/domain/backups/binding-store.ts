import { sha256 } from "@/lib/crypto/digest";
import type { BackupModel } from "@/lib/generated/prisma/models";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { type BindingNames, namesOf } from "./binding-names";
import type { BackupStore } from "./store";

/** A backup whose binding is there. */
export type BoundBackup = BackupModel & { bindingId: string; sourceInstanceId: string; enabledAt: Date };

/** @throws DomainError BackupNotEnabled (BKP-168) */
export function requireBound(backup: BackupModel): BoundBackup {
  if (backup.state !== "Enabled" || !backup.bindingId || !backup.sourceInstanceId || !backup.enabledAt) {
    throw new DomainError("BackupNotEnabled");
  }
  return backup as BoundBackup; // the three nullable columns were just tested
}

/** The store, whose failures are a refusal of ours: no text of a vendor's library goes on (decisions 16). */
export function storeOf(ctx: Pick<Ctx, "ports">): BackupStore {
  const store = ctx.ports.backupStore;
  if (!store) throw new DomainError("BackupStoreUnavailable");
  const guard = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (error) {
      throw new DomainError("BackupStoreUnavailable", {}, { cause: error });
    }
  };
  return {
    name: store.name,
    put: (name, bytes) => guard(store.put(name, bytes)),
    putIfAbsent: (name, bytes) => guard(store.putIfAbsent(name, bytes)),
    get: (name) => guard(store.get(name)),
    getRange: (name, offset, length) => guard(store.getRange(name, offset, length)),
    list: (prefix) => guard(store.list(prefix)),
    remove: (name) => guard(store.remove(name)),
    check: () => guard(store.check()),
  };
}

export async function namesOfBackup(ctx: Ctx | Tx, backup: BoundBackup): Promise<BindingNames> {
  return namesOf({ installationId: await installationId(ctx), backupId: backup.backupId, bindingId: backup.bindingId });
}

export async function installationId(ctx: Ctx | Tx): Promise<string> {
  const installation = await ctx.db.installation.findFirst({ select: { id: true } });
  if (!installation) throw new DomainError("ServiceUnavailable");
  return installation.id;
}

/** What a manifest says of an object. */
export interface ObjectClaim {
  name: string;
  length: number;
  sha256: string;
}

export const claimOf = (name: string, bytes: Uint8Array): ObjectClaim => ({
  name,
  length: bytes.length,
  sha256: sha256(bytes).toString("hex"),
});

/** Whether the bytes are the claimed ones. */
export const isClaimed = (claim: ObjectClaim, bytes: Uint8Array | null): bytes is Uint8Array =>
  bytes !== null && bytes.length === claim.length && sha256(bytes).toString("hex") === claim.sha256;

/** Reads an object and compares it with what its manifest says. @throws DomainError BackupDamaged */
export async function readClaimed(store: BackupStore, names: BindingNames, claim: ObjectClaim): Promise<Buffer> {
  const bytes = await store.get(names.inBase(claim.name));
  if (!isClaimed(claim, bytes)) throw damaged(claim.name);
  return bytes as Buffer;
}

/** `object` is a name below the binding, such as packs/00000003-1c2f-1. */
export function damaged(object: string): DomainError {
  return new DomainError("BackupDamaged", { object });
}
