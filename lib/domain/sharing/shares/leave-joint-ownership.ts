import { freeAliases, freeSecretNames, touchKeys, touchSecrets } from "@/lib/db/sharing.sql";
import type { Tx } from "../../context";
import type { Instance } from "../../instances/load-instance";
import { keyPolicyBase } from "../../keys/key-policy";
import { withoutOwner } from "../../policies/without-owner";
import { secretPolicyBase } from "../../secrets/secret-policy";

const BATCH = 500;

/** What one account has in the instance, and how many of its policies were rewritten. */
export interface Left {
  keys: number;
  secrets: number;
  policies: number;
}

/**
 * Takes the owner out of the policies of what others made in the instance. Each row is touched first, whether or not its
 * policy changes: nobody writes to it until the commit, caches ask again (decisions 8), and the next backup run looks at it
 * and finds that it is no longer the owner's (BKP-99). Names lose the instance that they were unique in (SHR-11).
 */
export async function leaveJointOwnership(tx: Tx, instance: Instance) {
  const left = new Map<string, Left>();
  const of = (accountId: string) => {
    const counts = left.get(accountId) ?? { keys: 0, secrets: 0, policies: 0 };
    left.set(accountId, counts);
    return counts;
  };
  for await (const keys of batches((after) => touchKeys(tx, instance.pk, after, BATCH))) {
    const rows = await tx.db.key.findMany({ where: { pk: { in: keys } }, include: { policy: true } });
    const texts = new Rewritten();
    for (const { policy, ...key } of rows) {
      of(key.accountId).keys++;
      if (policy === null) continue;
      const document = withoutOwner("key", keyPolicyBase(key, instance), policy.document);
      if (texts.add(key.pk, policy.document, document)) of(key.accountId).policies++;
    }
    for (const [document, pks] of texts) {
      await tx.db.keyPolicy.updateMany({ where: { keyPk: { in: pks } }, data: { document } });
    }
  }
  for await (const secrets of batches((after) => touchSecrets(tx, instance.pk, after, BATCH))) {
    const rows = await tx.db.secret.findMany({ where: { pk: { in: secrets } }, include: { policy: true } });
    const texts = new Rewritten();
    for (const { pk, accountId, policy } of rows) {
      of(accountId).secrets++;
      if (policy === null) continue;
      const document = withoutOwner("secret", secretPolicyBase(accountId, instance), policy.document);
      if (texts.add(pk, policy.document, document)) of(accountId).policies++;
    }
    for (const [document, pks] of texts) {
      await tx.db.secretPolicy.updateMany({ where: { secretPk: { in: pks } }, data: { document } });
    }
  }
  const aliases = await untilNone(() => freeAliases(tx, instance.pk, BATCH));
  const secretNames = await untilNone(() => freeSecretNames(tx, instance.pk, BATCH));
  return { left, aliases, secretNames };
}

/** A statement for all of a full instance would outlast the time that one may take. */
async function untilNone(some: () => Promise<number>): Promise<number> {
  let all = 0;
  for (let count = await some(); count > 0; count = await some()) all += count;
  return all;
}

/** Most of a batch has one and the same policy: each text is written once, with the rows that get it. */
class Rewritten extends Map<string, string[]> {
  add(pk: string, before: string, after: string): boolean {
    if (before === after) return false;
    this.set(after, [...(this.get(after) ?? []), pk]);
    return true;
  }
}

/** pks in their order, some at a time. */
async function* batches(touch: (after: string) => Promise<string[]>) {
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const pks = await touch(after);
    const last = pks.at(-1);
    if (last === undefined) return;
    yield pks;
    after = last;
  }
}
