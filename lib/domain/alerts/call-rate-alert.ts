import { record } from "../audit/record";
import type { RateOwner } from "../call-rates";
import type { Ctx } from "../context";
import { transaction } from "../transaction";
import { raiseAlert } from "./raise-alert";

/** How a subject's calls stood to its limit for a while. */
export interface CallRateUse {
  about: RateOwner;
  /** The most of a second's quota that was taken. */
  percent: number;
  /** Calls that were refused. */
  refused: number;
}

/**
 * Tells of calls near their limit (AUD-10), and of those that were refused for it: single ones are no events of their own,
 * so that being throttled costs less than being served; here they are counted. Gateways that tell of the same add up.
 */
export async function raiseCallRate(ctx: Ctx, { about, percent, refused }: CallRateUse): Promise<void> {
  const { accountId, region, arn: resource, perSecond, calls } = about;
  const of = `${calls}:${resource}`;
  const common = { accountId, region, resource };
  await transaction(ctx, async (tx) => {
    const step = percent >= 90 ? 90 : 70;
    await raiseAlert(tx, {
      ...common,
      level: step === 90 ? "CRITICAL" : "INFO",
      name: "Gateway:CallRate",
      status: "Normal",
      content: { percent: step, perSecond, calls },
      standing: `Gateway:CallRate:${step}:${of}`,
    });
    if (refused === 0) return;
    await raiseAlert(tx, {
      ...common,
      level: "CRITICAL",
      name: "Gateway:Throttled",
      status: "Failed",
      content: { perSecond, calls },
      standing: `Gateway:Throttled:${of}`,
      times: refused,
    });
    await record(tx, "ThrottleCalls", { accountId, region, arn: resource }, { calls, perSecond, refused });
  });
}
