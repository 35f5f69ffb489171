import type { WrappingKey } from "@/lib/crypto/sealed";
import { accountsLetIn } from "@/lib/db/restore-standing.sql";
import { lockAccessQuota } from "@/lib/db/sharing.sql";
import type { Tx } from "../context";
import { DomainError, type ErrorCode } from "../errors";
import type { Instance } from "../instances/load-instance";
import { accessUse } from "../sharing/access";
import type { KeyVersionRecord } from "./record-schema";
import type { Resealed } from "./reseal-material";
import type { RestoreWarning } from "./restore-rules";

/** Where items go, and how. */
export interface RestoreInto {
  instance: Instance;
  /** The moment that they are of. */
  at: Date;
  /** Every generation of the source's instance key that the records' boxes name; see `SourceKeys`. */
  sources: readonly WrappingKey[];
  policies: "saved" | "default";
  /** Material that was sealed for the destination beforehand (`resealAll`); what is not is sealed now. */
  resealed?: ReadonlyMap<KeyVersionRecord, Resealed>;
}

/** What became of one item: it is there whole, with what was dropped or changed, or nothing of it is. */
export type ItemOutcome =
  | { restored: true; pk: string; versions: number; warnings: RestoreWarning[] }
  | { restored: false; refusal: DomainError };

/** What a set of items comes to; it throws where the database refuses the set as a whole. */
export type SetOutcomes<Item> = Map<Item, ItemOutcome>;

/**
 * BKP-153, BKP-154: of `prepared` those that the quota has room for, in the order in which `set` asks for them; the others
 * are refused before their rows are written. Whoever takes units meanwhile is met by the counter (quota.ts).
 */
export function withinQuota<Item, Prepared extends { saved: Item }>(
  set: readonly Item[],
  prepared: readonly Prepared[],
  outcomes: SetOutcomes<Item>,
  { spare, unitsOf, refusal }: { spare: number; unitsOf: (one: Prepared) => number; refusal: ErrorCode },
): Prepared[] {
  const byItem = new Map(prepared.map((one) => [one.saved, one]));
  let left = spare;
  for (const item of set) {
    const one = byItem.get(item);
    if (!one) continue;
    if (unitsOf(one) <= left) left -= unitsOf(one);
    else {
      outcomes.set(item, { restored: false, refusal: new DomainError(refusal) });
      byItem.delete(item);
    }
  }
  return prepared.filter(({ saved }) => byItem.has(saved));
}

/**
 * BKP-105, SHR-14: other accounts that the policies of what was restored let in, as `assertGrantsFit` judges one policy.
 * @throws DomainError AccessQuotaExceeded
 */
export async function assertSetFits(tx: Tx, instancePk: string, of: "key" | "secret", pks: readonly string[]) {
  const letIn = await accountsLetIn(tx.db, of, pks);
  if (letIn.length === 0) return;
  const byThese = new Map(letIn.map(({ accountId, items }) => [accountId, items]));
  const quota = await lockAccessQuota(tx, instancePk);
  const { used, accounts } = await accessUse(tx, await tx.db.instance.findUniqueOrThrow({ where: { pk: instancePk } }));
  const isNew = accounts.some(
    ({ accountId, shared, keys, secrets }) => !shared && byThese.get(accountId) === keys + secrets,
  );
  if (isNew && used > quota) throw new DomainError("AccessQuotaExceeded", { quota });
}
