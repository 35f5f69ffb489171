import { auditRow } from "@/lib/domain/audit/record";
import { refusalSubject } from "@/lib/domain/audit/refusal-subject";
import { accountOf } from "@/lib/domain/authorize";
import type { Ctx } from "@/lib/domain/context";
import { DomainError, type ErrorCode } from "@/lib/domain/errors";
import { ApiContext, type ApiProcess, apiCtx } from "./api-context";
import { BadSignature, badSignatureSampler } from "./bad-signature";
import { rateOfCall } from "./call-class";
import { CallerMoved, CallRecorder, type CallRecorderNeeds } from "./call-recorder";
import { subjectOf } from "./call-subject";
import { type Caller, findCaller, principalOfCaller } from "./caller";
import { type Call, findAction } from "./dispatch";
import type { Body } from "./envelope";
import type { GatewayAction, GatewayProducts } from "./gateway-action";
import { WireError } from "./wire-error";

/** How often a call is judged anew because its caller's rights changed under it. */
const ATTEMPTS = 3;

/** One call from its signature to its answer: authenticate, run, record; a refusal is recorded too (AUD-01, P22). */
export function callAnswerer(process: ApiProcess, products: GatewayProducts): (call: Call) => Promise<Body> {
  const sampled = badSignatureSampler(process);
  const recording: CallRecorderNeeds = {
    submit: (entry) => process.recorder.submit(entry),
    evict: (rows) => process.caches.evict(rows),
  };
  return async (call) => {
    const action = findAction(products, call.signed) as GatewayAction; // of that very table
    let caller: Caller;
    try {
      caller = await authenticate(process, call);
    } catch (error) {
      if (!(error instanceof BadSignature)) throw error;
      sampled(call, error.caller);
      throw error.refusal;
    }
    const recorder = new CallRecorder(recording, call.signed);
    for (let attempt = 1; ; attempt++) {
      try {
        return await answerAs(process, caller, action, call, recorder);
      } catch (error) {
        if (!(error instanceof CallerMoved) || attempt === ATTEMPTS) throw error;
        caller = keepCaller(process, await readCaller(process, caller.accessKeyId));
      }
    }
  };
}

/** Without the right root key no call can be told from another: all get the same 503, which names nothing (P14). */
export async function answerNobody(): Promise<Body> {
  throw new DomainError("RootKeyMismatch");
}

/** One attempt, under the caller as it was read. */
async function answerAs(
  process: ApiProcess,
  caller: Caller,
  action: GatewayAction,
  call: Call,
  recorder: CallRecorder,
): Promise<Body> {
  call.principal = principalOfCaller(caller);
  recorder.attemptAs(caller);
  const context = new ApiContext(apiCtx(process, call, caller, recorder), call, process.caches);
  const noteUse = () => {
    if (caller.actor.kind === "accessKey") process.accessKeyUses.note(caller.accessKeyId);
  };
  try {
    caller.assertMayCall(call.signed.securityToken, new Date(process.wallClock()));
    const admitted = admit(process, context, call);
    if (admitted) await admitted;
    const body = await perform(action, context, call, recorder);
    noteUse();
    for (const refusal of context.refusals) process.refusedUses.note(context.ctx, call.signed.action, refusal);
    return body;
  } catch (error) {
    if (error instanceof CallerMoved || isThrottled(error)) throw error;
    const told = await recordRefusal(process, context, call, recorder, error);
    // A replay is not the owner's use of it, and what could not be recorded is none.
    if (told === error) {
      noteUse();
      process.refusedUses.note(context.ctx, call.signed.action, error);
    }
    throw told;
  }
}

/** INS-11, before a nonce is kept or anything is read: a call that is one too many costs next to nothing. */
function admit(process: ApiProcess, { ctx, regionSoFar }: ApiContext, call: Call): Promise<void> | undefined {
  const limits = process.base.ports.callLimits;
  const rate = limits && rateOfCall(call.signed, accountOf(ctx), regionSoFar);
  return rate && limits.take(rate);
}

/** Told in numbers (call-rate-alerts.ts): an event each would cost more than the call itself. */
const isThrottled = (error: unknown) => error instanceof DomainError && error.code === "Throttled";

async function perform(action: GatewayAction, context: ApiContext, call: Call, recorder: CallRecorder): Promise<Body> {
  if (action.recording === "acts") await recorder.begin();
  const body = await action.answer(context, call);
  if (action.recording === "reads") {
    await recorder.record(auditRow(context.ctx, call.signed.action, subjectOf(context, call), "Success"), []);
  }
  return body;
}

/** These say nothing of the caller, and what they ended may have been done: such a call is not run again here. */
const UNSETTLED: ReadonlySet<ErrorCode> = new Set(["ServiceUnavailable", "InternalFailure", "ChangedMeanwhile"]);

/** What the caller is told: the refusal itself, unless it was a replay, rested on old rights, or could not be recorded. */
async function recordRefusal(
  process: ApiProcess,
  context: ApiContext,
  call: Call,
  recorder: CallRecorder,
  error: unknown,
): Promise<unknown> {
  const outcome =
    error instanceof DomainError || error instanceof WireError ? error.code : new DomainError("InternalFailure").code;
  const subject = refusalSubject(error) ?? subjectOf(context, call);
  const restsOnCaller = error instanceof DomainError && !UNSETTLED.has(error.code);
  try {
    await recorder.refuse(auditRow(context.ctx, call.signed.action, subject, outcome), { restsOnCaller });
    return error;
  } catch (recording) {
    if (recording instanceof CallerMoved) return recording;
    if (recording instanceof DomainError && recording.code === "NonceUsed") return recording;
    process.log.error("a refusal could not be recorded", { requestId: call.requestId, error: recording });
    return recording;
  }
}

/** Strangers learn nothing: neither of an AccessKey's state nor of a token, which are judged after the signature. */
async function authenticate(process: ApiProcess, { signed }: Call): Promise<Caller> {
  const known = process.caches.callers.get(signed.accessKeyId);
  const caller = known ?? (await readCaller(process, signed.accessKeyId));
  try {
    signed.verify(caller.secret.toString("utf8"));
  } catch (error) {
    throw error instanceof WireError ? new BadSignature(error, caller) : error;
  }
  return known ?? keepCaller(process, caller);
}

async function readCaller(process: ApiProcess, accessKeyId: string): Promise<Caller> {
  const caller = await findCaller(strangerCtx(process), accessKeyId);
  if (!caller) throw new DomainError("AccessKeyUnknown");
  return caller;
}

function keepCaller(process: ApiProcess, caller: Caller): Caller {
  process.caches.callers.set(caller.accessKeyId, caller, caller.used);
  return caller;
}

function strangerCtx(process: ApiProcess): Ctx {
  return { ...process.base, actor: { kind: "nobody" }, source: "ApiCall", requestId: "" };
}
