import { CryptoError } from "@/lib/crypto/errors";
import type { Ctx } from "../context";
import { keyringOf } from "../wrapping-keys";
import type { BoundBackup } from "./binding-store";
import type { RootKeySeen } from "./restore-view";

/** P1: which root key sealed the backup's key, and whether it opens here; asked before anything is read or changed. */
export async function seenRootKey(ctx: Ctx, { bindingId }: BoundBackup): Promise<RootKeySeen> {
  const keyring = keyringOf(ctx);
  const row = await ctx.db.wrappingKey.findFirst({
    where: { kind: "Backup", ownerPk: bindingId, destroyedAt: null },
    orderBy: { generation: "desc" },
  });
  if (!row?.sealed) return { generation: "", opens: false };
  const isCurrent = row.rootGeneration === keyring.currentGeneration;
  const generation = isCurrent ? `${row.rootGeneration} ${keyring.fingerprint}` : String(row.rootGeneration);
  return { generation, opens: opens(() => keyring.unwrap({ ...row, sealed: row.sealed ?? new Uint8Array() })) };
}

function opens(open: () => unknown): boolean {
  try {
    open();
    return true;
  } catch (error) {
    if (error instanceof CryptoError) return false;
    throw error;
  }
}
