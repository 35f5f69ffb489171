import { randomUuid } from "@/lib/crypto/random";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import type { TestWorld } from "@/lib/testing/context";
import { momentOf } from "../calendar";
import type { Ctx } from "../context";
import { finishRelease } from "../instances/finish-release";
import { RELEASE_JOB } from "../instances/instance-state";
import { claimJob } from "../jobs/lease";
import { settleJob } from "../jobs/settle-job";
import { transaction } from "../transaction";
import { billNextDay, findInstancesToBill } from "./bill-day";
import { balanceOf, customerBook, lockBalance, post } from "./ledger";

/** A deployment in a zone: an account of it, its worker, and moments as its clocks show them. */
export async function inZone(world: TestWorld, timeZone: string) {
  const deployment = { ...world.ctx.deployment, timeZone };
  const at = (local: string): Date => {
    const moment = momentOf(local, timeZone);
    if (!moment) throw new Error(`${local} is no time`);
    return moment;
  };
  const account = await anAccount(world);
  const worker = world.as({ kind: "system", job: "worker" }, { source: "AliyunServiceEvent", deployment });
  const ctx: Ctx = { ...account.ctx, deployment };
  return { at, account, ctx, worker, set: (local: string) => world.clock.set(at(local)) };
}

/** What the worker does about pay-as-you-go, for one account's instances. */
export async function billDays(worker: Ctx, { accountId }: Pick<TestAccount, "accountId">): Promise<number> {
  let bills = 0;
  for await (const pk of findInstancesToBill(worker)) {
    const { ownerAccountId } = await worker.db.instance.findUniqueOrThrow({ where: { pk } });
    while (ownerAccountId === accountId && (await billNextDay(worker, pk))) bills++;
  }
  return bills;
}

/** Does the one release that is queued. */
export async function runRelease(worker: Ctx) {
  const job = await claimJob(worker, [RELEASE_JOB]);
  if (!job) throw new Error("there is no release to do");
  const outcome = await finishRelease(worker, job);
  if (outcome !== "refused") await settleJob(worker, job, { state: "Done" });
  return outcome;
}

/** Leaves the account with exactly that much, which may be below zero. */
export async function leaveWith(ctx: Ctx, accountId: string, amount: bigint): Promise<void> {
  await transaction(ctx, async (tx) => {
    await lockBalance(tx, accountId);
    const surplus = (await balanceOf(tx, accountId)) - amount;
    const lines = [
      { book: customerBook(accountId), amountMicros: -surplus },
      { book: "revenue", amountMicros: surplus },
    ];
    await post(tx, { accountId, kind: "OrderPayment", lines });
  });
}

export const aToken = () => randomUuid();
