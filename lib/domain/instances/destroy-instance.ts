import { resourcesOfOthers } from "@/lib/db/sharing.sql";
import { raiseReleased, raiseSharedReleased } from "../alerts/release-alerts";
import { record } from "../audit/record";
import { settleRefund } from "../billing/refund";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { assertLease, type Lease } from "../jobs/lease";
import { destroyKeyRows } from "../keys/destroy-key";
import { retireIds } from "../retired-id";
import { destroySecretRows } from "../secrets/destroy-secret";
import { endAllAccess } from "../sharing/end-access";
import { transaction } from "../transaction";
import { destroyWrappingKeys } from "../wrapping-keys";
import { changeInstance, recordedInstance } from "./change-instance";
import { asInstance } from "./load-instance";

const BATCH = 500;
/** A full instance holds 100,000 keys and as many secrets (INS-05), and they go in one transaction. */
const TIMEOUT_MS = 15 * 60_000;

/**
 * The end of a release (INS-64): all rows of its keys and secrets, and the key that sealed them, in one transaction, so
 * that an instance is whole or gone. Secrets first: they hang on keys. Its backups stay and say that their source is gone.
 * @throws LeaseLost, ChangedMeanwhile; then nothing has happened
 */
export async function destroyInstance(
  ctx: Ctx,
  instancePk: string,
  lease: Lease,
  refundOrderPk?: string,
): Promise<void> {
  await transaction(
    ctx,
    async (tx) => {
      await assertLease(tx, lease);
      const instance = asInstance(await tx.db.instance.findUniqueOrThrow({ where: { pk: instancePk } }));
      if (instance.saleStatus !== "Releasing") throw new DomainError("ChangedMeanwhile");
      await endAllAccess(tx, instance);
      const holders = await resourcesOfOthers(tx.db, instancePk, tx.now());
      const secrets = await destroyAll(tx, (of) => of.db.secret.findMany(someOf(instancePk)), destroySecretRows);
      const keys = await destroyAll(tx, (of) => of.db.key.findMany(someOf(instancePk)), destroyKeyRows);
      await destroyWrappingKeys(tx, "Instance", instancePk);
      await tx.db.defaultInstance.deleteMany({ where: { instancePk } });
      await tx.db.backup.updateMany({
        where: { instancePk, sourceReleasedAt: null },
        data: { sourceReleasedAt: tx.now() },
      });
      await retireIds(tx, "instance", instance.region, instance.ownerAccountId, [instance.instanceId]);
      // Destroying moved its counters, not its revision: what was read above still guards.
      await changeInstance(tx, instance, { saleStatus: "Released", status: "Disconnected", releasedAt: tx.now() });
      if (refundOrderPk !== undefined) await giveRefund(tx, refundOrderPk);
      const subject = recordedInstance(instance);
      await record(tx, "DestroyInstance", subject, { keys, secrets });
      // What others lost stands in their own trails (SHR-20).
      for (const { accountId, ...lost } of holders)
        await record(tx, "DestroyInstance", { ...subject, accountId }, lost);
      const { instanceId } = instance;
      await raiseReleased(tx, recordedInstance(instance), { instanceId, keys, secrets });
      await raiseSharedReleased(tx, recordedInstance(instance), instanceId, holders);
    },
    { timeoutMs: TIMEOUT_MS },
  );
}

/** In the transaction that ends the instance: nobody has both, or neither. */
async function giveRefund(tx: Tx, refundOrderPk: string): Promise<void> {
  const refund = await tx.db.order.findUniqueOrThrow({ where: { pk: refundOrderPk } });
  await settleRefund(tx, refund);
  const { accountId, region, orderId: arn } = refund;
  await record(
    tx,
    "RefundOrder",
    { accountId, region, arn },
    { orderId: arn, amountMicros: refund.amountMicros.toString() },
  );
}

const someOf = (instancePk: string) => ({ where: { instancePk }, select: { pk: true }, take: BATCH });

async function destroyAll(
  tx: Tx,
  find: (tx: Tx) => Promise<{ pk: string }[]>,
  destroy: (tx: Tx, pks: string[]) => Promise<unknown>,
): Promise<number> {
  let destroyed = 0;
  for (let some = await find(tx); some.length > 0; some = await find(tx)) {
    await destroy(
      tx,
      some.map((row) => row.pk),
    );
    destroyed += some.length;
  }
  return destroyed;
}
