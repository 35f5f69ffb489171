import { z } from "zod";
import { arnOf, isArn } from "../arn";
import { auditRow, type Recorded, recordOutcome } from "../audit/record";
import { refusalSubject } from "../audit/refusal-subject";
import { accountOf } from "../authorize";
import { rateOfAccount } from "../call-rates";
import type { Ctx } from "../context";
import { DomainError, type ErrorCode, type ErrorParams } from "../errors";
import { operation } from "../operation";
import { namedValueSchema, readSecretValue, type SecretValueView } from "./get-secret-value";

export const BATCH_MAX = 20;
const EVENT = "BatchGetSecretValue";
/** What is kept of a name that somebody made up. */
const NAMED_MAX = 300;

const schema = z.object({ region: z.string(), items: z.array(namedValueSchema).min(1).max(BATCH_MAX) });

export interface SecretValueRefusal {
  /** As the caller named it. */
  secret: string;
  code: ErrorCode;
  params: ErrorParams;
  subject: Recorded;
}

/** These are not about one item: nothing of the call is told. */
const WHOLE: ReadonlySet<ErrorCode> = new Set([
  "NotSignedIn",
  "NonceUsed",
  "Throttled",
  "ServiceUnavailable",
  "InternalFailure",
]);

/**
 * Reads up to twenty values. Each is judged, counted against the rate and put on record as by GetSecretValue, the refused
 * ones too (P11, P22): one that may not be read, or is not there, keeps nobody from the others.
 */
export const batchGetSecretValue = operation(
  EVENT,
  { touches: "secrets", schema, stepUp: true },
  async (ctx, { region, items }): Promise<{ values: SecretValueView[]; errors: SecretValueRefusal[] }> => {
    await takeRate(ctx, region, items.length);
    const values: SecretValueView[] = [];
    const errors: SecretValueRefusal[] = [];
    // One after another: whatever is recorded first carries the nonce of the call.
    for (const item of items) {
      try {
        values.push(await readSecretValue(ctx, EVENT, { region, ...item }));
      } catch (error) {
        if (!(error instanceof DomainError) || WHOLE.has(error.code)) throw error;
        const subject = refusalSubject(error) ?? subjectOf(ctx, region, item.secret);
        await recordRefused(ctx, subject, error);
        errors.push({ secret: item.secret, code: error.code, params: error.params, subject });
      }
    }
    return { values, errors };
  },
);

/** INS-11: the door has counted one. */
async function takeRate(ctx: Ctx, region: string, reads: number): Promise<void> {
  const rate = rateOfAccount("symmetric", accountOf(ctx), region);
  if (reads > 1) await ctx.ports.callLimits?.take({ ...rate, cost: rate.cost * (reads - 1) });
}

async function recordRefused(ctx: Ctx, subject: Recorded, { code }: DomainError): Promise<void> {
  if (!ctx.recorder) return recordOutcome(ctx, EVENT, subject, code);
  await ctx.recorder.record(auditRow(ctx, EVENT, subject, code), []);
}

/** A refusal that says nothing of the secret is told as it was asked. */
function subjectOf(ctx: Ctx, region: string, secret: string): Recorded {
  const arn = isArn(secret) ? secret : arnOf(region, accountOf(ctx), "secret", secret);
  return { accountId: accountOf(ctx), region, arn: arn.slice(0, NAMED_MAX) };
}
