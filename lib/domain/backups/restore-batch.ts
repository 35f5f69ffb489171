import type { Tx } from "../context";
import { DomainError, type ErrorCode } from "../errors";
import { isDuplicate } from "../transaction";
import { restoreKeySet } from "./restore-key-set";
import { restoreSecretSet } from "./restore-secret-set";
import type { ItemOutcome, RestoreInto, SetOutcomes } from "./restore-set";
import type { SavedItem, SavedKey, SavedSecret } from "./saved-records";

/**
 * Brings keys and secrets, opened and complete (`asSavedItem`), into an instance, within the given transaction, some
 * hundreds at a time: keys first, then the secrets, whose encryption keys may be among them. Each is restored whole or not
 * at all, and none fails another: what stands in its way is its outcome. Material is opened, answers its probe and is sealed
 * anew by the destination's key; every value of a secret is opened once (P2). Rows are inserted in sets, quota is taken
 * once, and where the database refuses a set it is halved until the culprit stands alone.
 *
 * It changes nothing that exists (BKP-93). Whether the caller may, whether the destination takes an item of its account
 * (`destinationRefusal`), and what the audit says are the caller's; so is the commit: a drill rolls back.
 * One outcome per item, in their order.
 */
export async function restoreItems(tx: Tx, into: RestoreInto, items: readonly SavedItem[]): Promise<ItemOutcome[]> {
  const outcomes: SetOutcomes<SavedItem> = new Map();
  const keys = items.filter((item): item is SavedKey => item.kind === "key");
  const secrets = items.filter((item): item is SavedSecret => item.kind === "secret");
  await inSets(tx, keys, outcomes, (set) => restoreKeySet(tx, into, set));
  await inSets(tx, secrets, outcomes, (set) => restoreSecretSet(tx, into, set));
  return items.map((item) => outcomes.get(item) ?? { restored: false, refusal: new DomainError("InternalFailure") });
}

async function inSets<Item extends SavedItem>(
  tx: Tx,
  set: readonly Item[],
  outcomes: SetOutcomes<SavedItem>,
  restore: (set: readonly Item[]) => Promise<SetOutcomes<Item>>,
): Promise<void> {
  if (set.length === 0) return;
  await tx.db.$executeRaw`SAVEPOINT restored_set`;
  try {
    for (const [item, outcome] of await restore(set)) outcomes.set(item, outcome);
    await tx.db.$executeRaw`RELEASE SAVEPOINT restored_set`;
  } catch (error) {
    const refusal = refusalOf(error, set[0]?.kind ?? "key");
    if (!refusal) throw error;
    await tx.db.$executeRaw`ROLLBACK TO SAVEPOINT restored_set`;
    await tx.db.$executeRaw`RELEASE SAVEPOINT restored_set`;
    if (set.length === 1 && set[0]) {
      outcomes.set(set[0], { restored: false, refusal });
      return;
    }
    const half = Math.ceil(set.length / 2);
    await inSets(tx, set.slice(0, half), outcomes, restore);
    await inSets(tx, set.slice(half), outcomes, restore);
  }
}

/** Refusals that are about items; everything else is about the whole. */
const ABOUT_ITEMS: readonly ErrorCode[] = ["KeyQuotaExceeded", "SecretQuotaExceeded", "AccessQuotaExceeded"];

function refusalOf(error: unknown, kind: SavedItem["kind"]): DomainError | null {
  if (error instanceof DomainError) return ABOUT_ITEMS.includes(error.code) ? error : null;
  // Somebody was faster, with an id of a version for instance.
  const code = kind === "key" ? "RestoreKeyExists" : "RestoreSecretExists";
  return isDuplicate(error) ? new DomainError(code, {}, { cause: error }) : null;
}
