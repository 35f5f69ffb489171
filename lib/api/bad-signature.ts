import { containerArn } from "@/lib/domain/arn";
import { auditRow } from "@/lib/domain/audit/record";
import { sampler } from "@/lib/domain/audit/sampler";
import type { Ctx } from "@/lib/domain/context";
import type { ApiProcess } from "./api-context";
import type { Caller } from "./caller";
import type { Call } from "./dispatch";
import type { WireError } from "./wire-error";

/** Thrown while a call is authenticated: whose id was named by a request that its secret did not sign. */
export class BadSignature extends Error {
  constructor(
    readonly refusal: WireError,
    readonly caller: Caller,
  ) {
    super("bad signature");
  }
}

const SAMPLE_MILLISECONDS = 10_000;

/** Decisions 9: bad signatures under an id that exists are recorded at most once in ten seconds each. */
export function badSignatureSampler(process: ApiProcess): (call: Call, caller: Caller) => void {
  const isTold = sampler(SAMPLE_MILLISECONDS);
  return (call, { accessKeyId, actor: { accountId } }) => {
    if (!isTold(accessKeyId, performance.now())) return;
    const { requestId, sourceAddress: sourceIp } = call;
    const ctx: Ctx = { ...process.base, actor: { kind: "nobody" }, source: "ApiCall", requestId, sourceIp };
    const region = call.named.region ?? ctx.deployment.defaultRegion;
    const subject = { accountId, region, arn: containerArn(region, accountId, "key") };
    const event = auditRow(ctx, call.signed.action.slice(0, 64), subject, "SignatureDoesNotMatch", { accessKeyId });
    process.recorder.submit({ event, used: [] }).catch((error: unknown) => {
      process.log.warn("a bad signature could not be recorded", { requestId, error });
    });
  };
}
