import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { assertAllowed, isPastDeletion } from "../keys/key-state";
import type { KeyRow } from "../keys/load-key";

/**
 * The encryption key of a secret for the work of this product itself: nobody's permission is asked, but the state of the
 * key and of its instance decides as for anybody (SEC-08).
 * @throws DomainError KeyNotFound, KeyDisabled and the like
 */
export async function usableKey(
  ctx: Ctx | Tx,
  { region, encryptionKeyId: keyId }: { region: string; encryptionKeyId: string },
): Promise<KeyRow> {
  const where = { region_keyId: { region, keyId } };
  const key = await ctx.db.key.findUnique({ where, include: { instance: true } });
  if (!key || isPastDeletion(key, ctx.now())) throw new DomainError("KeyNotFound");
  assertAllowed("GenerateDataKey", key, ctx.now());
  return key;
}
