import type { Prisma } from "@/lib/generated/prisma/client";
import { refusingAbout } from "../audit/refusal-subject";
import { authorize } from "../authorize";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { assertChanged } from "../transaction";
import { assertAllowed, type KeyCall } from "./key-state";
import { KEY_VIEW_COLUMNS, type KeyView, keyView } from "./key-view";
import { type KeyReference, keyAddress, keySubject, type LoadedKey, loadKey } from "./load-key";

// What every change of a key begins and ends with: load → authorize → may it be changed; the guarded update.

/**
 * The key that `call` may change. By id or ARN only: an alias may mean another key by the time somebody reads the
 * request again (KEY-12). Refusals by state are about the key itself.
 */
export async function keyToChange(
  tx: Ctx | Tx,
  call: KeyCall,
  reference: KeyReference,
  options: { protects?: boolean; byAlias?: boolean; action?: string } = {},
): Promise<LoadedKey> {
  if (!options.byAlias && keyAddress(tx, reference).missing === "AliasNotFound")
    throw new DomainError("UnsupportedAlias");
  const key = authorize(tx, `kms:${options.action ?? call}`, await loadKey(tx, reference));
  const protects = options.protects === undefined ? {} : { protects: options.protects };
  return refusingAbout(keySubject(key), () => {
    assertNotReadOnly(tx, key);
    assertAllowed(call, key, tx.now(), protects);
    return key;
  });
}

/** KEY-02, KEY-07: service keys are the product's; the 3.0 console shows 1.0 keys and changes none. */
export function assertNotReadOnly(ctx: Ctx | Tx, key: Pick<LoadedKey, "kind" | "instancePk">): void {
  if (key.kind === "Service") throw new DomainError("ServiceKeyReadOnly");
  const classic = key.kind === "Customer" && key.instancePk === null;
  if (classic && ctx.source === "ConsoleOperation") throw new DomainError("KeyReadOnly");
}

/** @throws DomainError ChangedMeanwhile when the row is not as it was read */
export async function changeKey(tx: Tx, key: LoadedKey, data: Prisma.KeyUpdateManyMutationInput): Promise<void> {
  assertChanged(await tx.db.key.updateMany({ where: { pk: key.pk, revision: key.revision }, data }));
}

/** The key as it stands now, for the answer. */
export async function viewOf(tx: Ctx | Tx, pk: string): Promise<KeyView> {
  return keyView(tx, await tx.db.key.findUniqueOrThrow({ where: { pk }, select: KEY_VIEW_COLUMNS }));
}
