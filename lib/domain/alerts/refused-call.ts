import { actorName, type Recorded } from "../audit/record";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { transaction } from "../transaction";
import { raiseAlert } from "./raise-alert";
import { isRefusedUse } from "./refused-call-rules";

/** A refused use of a key, as much of it as the alert says. */
export interface RefusedUse {
  subject: Recorded;
  caller: string;
  call: string;
  reason: string;
}

/** What a refusal is to the owner of the key it is about (P22); undefined for any that is no use of a key. */
export function refusedUse(
  ctx: Ctx,
  call: string,
  error: unknown,
  subject: Recorded | undefined,
): RefusedUse | undefined {
  if (!(error instanceof DomainError) || !subject || !isRefusedUse(call, error.code)) return undefined;
  if (!/^acs:kms:[^:]*:\d{16}:(key|secret)\//.test(subject.arn)) return undefined;
  return { subject, caller: actorName(ctx.actor), call, reason: error.code };
}

/** Raises the alert of a refused use, or counts `times` more on the one that nobody has acknowledged yet. */
export async function raiseRefusedUse(ctx: Ctx, use: RefusedUse, times: number): Promise<void> {
  const { subject, caller, call, reason } = use;
  const { accountId, region, arn: resource } = subject;
  await transaction(ctx, (tx) =>
    raiseAlert(tx, {
      accountId,
      region,
      level: "WARN",
      name: "Key:RefusedCall",
      resource,
      status: "Failed",
      content: { caller, call, reason, failureInfo: { errorCode: reason } },
      standing: `Key:RefusedCall:${resource}:${caller}`,
      times,
    }),
  );
}
