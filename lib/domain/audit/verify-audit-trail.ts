import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { assertOperator } from "../accounts/acting-person";
import { accountOf, authorizeArn } from "../authorize";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { auditArn } from "./audit-arn";
import { promisedHeads } from "./promised-heads";
import { recordOutcome } from "./record";
import { type TrailVerification, verifyTrail } from "./verify-trail";

export type VerificationState =
  | { state: "running"; run: string; checked: number }
  | { state: "done"; run: string; verification: TrailVerification };

interface Run {
  accountId: string;
  checked: number;
  ended: boolean;
  done: Promise<TrailVerification>;
}

/** Runs of this process; the console asks one gateway, so it finds its own again. */
const runs = new Map<string, Run>();
const KEPT = 20;
const ANSWER_AFTER_MS = 2000;

const schema = z.object({
  region: z.string().max(64).default(""),
  /** The run to hear of again; absent to begin one, or to join the account's own that is under way. */
  run: z.string().max(64).optional(),
});

/**
 * Verifies the whole trail of the caller's account against itself and against the heads in the store (S53). A long one
 * goes on when this has answered: ask again with its `run`. Its end is an event with the result (P27).
 */
export const verifyAuditTrail = operation(
  "VerifyAuditTrail",
  { touches: "secrets", schema },
  async (ctx, { region, run: asked }): Promise<VerificationState> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:VerifyAuditTrail", auditArn(accountId));
    const underWay = [...runs].find(([, run]) => run.accountId === accountId && !run.ended)?.[0];
    const name = asked ?? underWay ?? begin(ctx, accountId, region);
    const run = runs.get(name);
    if (run?.accountId !== accountId) throw new DomainError("AuditVerificationGone");
    const waited = new AbortController();
    const verification = await Promise.race([
      run.done,
      pause(ANSWER_AFTER_MS, null, { signal: waited.signal }).catch(() => null),
    ]);
    waited.abort();
    if (!verification) return { state: "running", run: name, checked: run.checked };
    return { state: "done", run: name, verification };
  },
);

/** All accounts of the deployment, or one, for its operator. */
export const verifyAuditTrails = operation(
  "VerifyAuditTrails",
  { touches: "secrets", schema: z.object({ accountId: z.string().max(16).optional() }) },
  async (ctx, { accountId }): Promise<TrailVerification[]> => {
    assertOperator(ctx, "kms:VerifyAuditTrails");
    const accounts = await ctx.db.account.findMany({
      where: { accountId },
      orderBy: { accountId: "asc" },
      select: { accountId: true },
    });
    if (accountId !== undefined && accounts.length === 0) throw new DomainError("AccountNotFound");
    const heads = await promisedHeads(
      ctx,
      accounts.map((account) => account.accountId),
    );
    const found: TrailVerification[] = [];
    for (const account of accounts)
      found.push(await recorded(ctx, account.accountId, "", () => verifyTrail(ctx, account.accountId, heads)));
    return found;
  },
);

function begin(ctx: Ctx, accountId: string, region: string): string {
  const name = ctx.newId();
  const run: Run = {
    accountId,
    checked: 0,
    ended: false,
    done: recorded(ctx, accountId, region, async () => {
      const heads = await promisedHeads(ctx, [accountId]);
      return verifyTrail(ctx, accountId, heads, (seq) => {
        run.checked = seq;
      });
    }).finally(() => {
      run.ended = true;
      forgetOld();
    }),
  };
  run.done.catch(() => {}); // told to whoever asks
  runs.set(name, run);
  return name;
}

function forgetOld(): void {
  const ended = [...runs].filter(([, run]) => run.ended);
  for (const [name] of ended.slice(0, Math.max(0, ended.length - KEPT))) runs.delete(name);
}

/** The result is an event of the trail itself: the page reads the last one there, and who doubts it can look. */
async function recorded(
  ctx: Ctx,
  accountId: string,
  region: string,
  verify: () => Promise<TrailVerification>,
): Promise<TrailVerification> {
  const verification = await verify();
  const { intact, lastSeq, newestEventAt, heads, promisedSeq, waiting, counts, first } = verification;
  const detail = {
    lastSeq,
    newestEventAt: newestEventAt?.toISOString() ?? "",
    heads: heads.read,
    newestHeadAt: heads.newestAt?.toISOString() ?? "",
    promisedSeq,
    waiting,
    findings: { ...counts },
    ...(first && { first: first.kind, firstSeq: first.seq, firstEventId: first.eventId ?? "" }),
  };
  const subject = { accountId, region, arn: auditArn(accountId) };
  await recordOutcome(ctx, "VerifyAuditTrail", subject, intact ? "Success" : "AuditChainBroken", detail);
  return verification;
}
