import { type FoundAccessKey, findAccessKey } from "@/lib/domain/accounts/find-access-key";
import { containerArn } from "@/lib/domain/arn";
import { auditRow, type Recorded } from "@/lib/domain/audit/record";
import { refusalSubject } from "@/lib/domain/audit/refusal-subject";
import { sampler } from "@/lib/domain/audit/sampler";
import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import { keyAddress } from "@/lib/domain/keys/load-key";
import { ApiContext, type ApiProcess, apiCtx } from "./api-context";
import { CallRecorder } from "./call-recorder";
import { type Call, findAction } from "./dispatch";
import type { Body } from "./envelope";
import type { GatewayAction, GatewayActions } from "./gateway-action";
import { WireError } from "./wire-error";

/** One call from its signature to its answer: authenticate, run, record; a refusal is recorded too (AUD-01, P22). */
export function callAnswerer(process: ApiProcess, actions: GatewayActions): (call: Call) => Promise<Body> {
  const sampled = badSignatureSampler(process);
  return async (call) => {
    const action = findAction(actions, call.signed) as GatewayAction; // of that very table
    const caller = await authenticate(process, call).catch((error: unknown) => {
      if (error instanceof BadSignature) sampled(call, error.caller);
      throw error instanceof BadSignature ? error.refusal : error;
    });
    const type = caller.root ? "RootUser" : "SubUser";
    call.principal = { type, ownerAccountId: caller.accountId, displayName: caller.personName };
    const recorder = new CallRecorder(
      {
        submit: (entry) => process.recorder.submit(entry),
        evict: (rows) => process.caches.evict(rows),
        reauthenticate: () => freshAccessKey(process, call.signed.accessKeyId),
      },
      call.signed,
      caller,
    );
    const ctx = apiCtx(process, call, caller, recorder);
    const context = new ApiContext(ctx, call, process.caches);
    try {
      const body = await perform(action, context, call, recorder);
      process.accessKeyUses.note(caller.accessKeyId);
      return body;
    } catch (error) {
      const told = await recordRefusal(process, context, call, recorder, error);
      // A replay is not the owner's use of it, and what could not be recorded is none.
      if (told === error) process.accessKeyUses.note(caller.accessKeyId);
      throw told;
    }
  };
}

/** Without the right root key no call can be told from another: all get the same 503, which names nothing (P14). */
export async function answerNobody(): Promise<Body> {
  throw new DomainError("RootKeyMismatch");
}

async function perform(action: GatewayAction, context: ApiContext, call: Call, recorder: CallRecorder): Promise<Body> {
  if (action.recording === "acts") await recorder.begin();
  const body = await action.answer(context, call);
  if (action.recording !== "reads") return body;
  const row = auditRow(context.ctx, call.signed.action, subjectOf(context, call), "Success");
  if (await recorder.record(row, [])) return body;
  // The AccessKey changed meanwhile and still stands, or `record` would have refused.
  if (await recorder.record(row, [])) return body;
  throw new DomainError("ServiceUnavailable");
}

/** What the caller is told: the refusal itself, unless it was a replay, or could not be recorded. */
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
  try {
    await recorder.refuse(auditRow(context.ctx, call.signed.action, subject, outcome));
    return error;
  } catch (recording) {
    if (recording instanceof DomainError && recording.code === "NonceUsed") return recording;
    process.log.error("a refusal could not be recorded", { requestId: call.requestId, error: recording });
    return recording;
  }
}

/** Thrown inside this file alone: which AccessKey was named by a request that it did not sign. */
class BadSignature extends Error {
  constructor(
    readonly refusal: WireError,
    readonly caller: FoundAccessKey,
  ) {
    super("bad signature");
  }
}

/** Strangers learn nothing of an AccessKey's state: it is judged after the signature. */
async function authenticate(process: ApiProcess, { signed }: Call): Promise<FoundAccessKey> {
  const { accessKeys } = process.caches;
  const known = accessKeys.get(signed.accessKeyId);
  const caller = known ?? (await findAccessKey(strangerCtx(process), signed.accessKeyId));
  if (!caller) throw new DomainError("AccessKeyUnknown");
  try {
    signed.verify(caller.secret.toString("utf8"));
  } catch (error) {
    throw error instanceof WireError ? new BadSignature(error, caller) : error;
  }
  // A refusal is not believed from a cache: the key may have been switched on again.
  if (caller.state !== "Active") return known ? freshAccessKey(process, signed.accessKeyId) : refuseInactive();
  if (!known) accessKeys.set(signed.accessKeyId, caller, caller.used);
  return caller;
}

async function freshAccessKey(process: ApiProcess, accessKeyId: string): Promise<FoundAccessKey> {
  const caller = await findAccessKey(strangerCtx(process), accessKeyId);
  if (!caller) throw new DomainError("AccessKeyUnknown");
  if (caller.state !== "Active") return refuseInactive();
  process.caches.accessKeys.set(accessKeyId, caller, caller.used);
  return caller;
}

function refuseInactive(): never {
  throw new DomainError("AccessKeyInactive");
}

function strangerCtx(process: ApiProcess): Ctx {
  return { ...process.base, actor: { kind: "nobody" }, source: "ApiCall", requestId: "" };
}

/** What an event is about as far as the parameters say it: the key, secret or alias named, else the container. */
function subjectOf({ ctx, regionSoFar: region }: ApiContext, { signed }: Call): Recorded {
  const { actor } = ctx;
  const accountId = actor.kind === "accessKey" ? actor.accountId : "";
  const named = (name: string) => signed.parameters.get(name)?.slice(0, NAME_LIMIT);
  const key = named("KeyId") ?? named("AliasName");
  if (key) return { accountId, region, arn: arnOfKey(ctx, region, key) };
  const secret = named("SecretName");
  if (secret) return { accountId, region, arn: `${containerArn(region, accountId, "secret")}/${secret}` };
  return { accountId, region, arn: containerArn(region, accountId, "key") };
}

const NAME_LIMIT = 300;

function arnOfKey(ctx: Ctx, region: string, key: string): string {
  try {
    return keyAddress(ctx, { region, key }).arn;
  } catch {
    return key; // no ARN of ours; told as it was sent
  }
}

const SAMPLE_MILLISECONDS = 10_000;

/** Decisions 9: bad signatures on an existing AccessKey are recorded at most once in ten seconds each. */
function badSignatureSampler(process: ApiProcess): (call: Call, caller: FoundAccessKey) => void {
  const isTold = sampler(SAMPLE_MILLISECONDS);
  return (call, { accountId, accessKeyId }) => {
    if (!isTold(accessKeyId, performance.now())) return;
    const ctx = { ...strangerCtx(process), requestId: call.requestId, sourceIp: call.sourceAddress };
    const region = call.named.region ?? ctx.deployment.defaultRegion;
    const subject = { accountId, region, arn: containerArn(region, accountId, "key") };
    const event = auditRow(ctx, call.signed.action.slice(0, 64), subject, "SignatureDoesNotMatch", { accessKeyId });
    process.recorder.submit({ event, used: [] }).catch((error: unknown) => {
      process.log.warn("a bad signature could not be recorded", { requestId: call.requestId, error });
    });
  };
}
