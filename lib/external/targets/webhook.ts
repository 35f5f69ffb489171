import { z } from "zod";
import { randomUuid } from "@/lib/crypto/random";
import { signedHeaders } from "@/lib/domain/deliveries/sign-request";
import {
  type AccountRights,
  TARGET_ERRORS,
  type TargetAddress,
  type TargetCredential,
  type TargetError,
  type TargetPort,
} from "@/lib/domain/secrets/rotation-ports";
import { bareHost, type Outbound, OutboundError, type OutboundFailure } from "../outbound";
import { isListedHost, type OutboundAllow } from "../outbound-address";

// Everything that no adapter of ours speaks to (SEC-18): somebody's own program rotates it, told by signed requests.
// docs/rotation-webhook.md is the contract; examples/rotation-webhook.mjs is such a program.

const TIMEOUT_MS = 15_000;

/** What a receiver reads. What an action does not need is not in it. */
export interface RotationRequest {
  version: 1;
  /** Of this one request: signed with the rest, so that a receiver can refuse what it had before. */
  id: string;
  action: "check" | "has" | "set" | "signIn";
  targetId: string;
  service: TargetAddress["service"];
  secretArn?: string;
  versionId?: string;
  account?: string;
  credential?: TargetCredential | { kind: "sshKey"; publicKey: string };
  keep?: readonly string[];
  make?: AccountRights;
}

const answer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), exists: z.boolean().optional() }),
  z.object({ ok: z.literal(false), error: z.enum(TARGET_ERRORS).catch("Failed") }),
]);
type Answer = z.infer<typeof answer>;
const failed = (error: TargetError): Answer => ({ ok: false, error });

export interface WebhookTargetDeps {
  outbound: Outbound;
  allow: OutboundAllow;
  now(): Date;
}

export function makeWebhookTarget(deps: WebhookTargetDeps): TargetPort {
  const ask = (target: TargetAddress, request: Omit<RotationRequest, "version" | "id" | "targetId" | "service">) =>
    call(deps, target, {
      version: 1,
      id: randomUuid(),
      targetId: target.targetId,
      service: target.service,
      ...request,
    });
  return {
    check: (target) => ask(target, { action: "check" }),
    has: async (target, account) => {
      const told = await ask(target, { action: "has", account });
      if (!told.ok) return told;
      return told.exists === undefined ? { ok: false, error: "Failed" } : { ok: true, exists: told.exists };
    },
    // Whoever keeps a public key has no use for the private one.
    set: (target, { credential, ...wish }) =>
      ask(target, {
        action: "set",
        ...wish,
        credential: credential.kind === "sshKey" ? { kind: "sshKey", publicKey: credential.publicKey } : credential,
      }),
    signIn: (target, account, credential) => ask(target, { action: "signIn", account, credential }),
  };
}

async function call(deps: WebhookTargetDeps, target: TargetAddress, request: RotationRequest): Promise<Answer> {
  if (!target.administrator) return failed("CredentialUnreadable");
  if (!mayCarryValues(deps.allow, target.address)) return failed("AddressNotAllowed");
  const body = Buffer.from(JSON.stringify(request), "utf8");
  const secret = Buffer.from(target.administrator, "utf8");
  const headers = signedHeaders({ secret, now: deps.now(), deliveryId: request.id }, body);
  try {
    const {
      status,
      body: said,
      truncated,
    } = await deps.outbound.request({
      method: "POST",
      url: target.address,
      headers,
      body,
      ca: target.caPem ?? undefined,
      timeoutMs: TIMEOUT_MS,
    });
    if (status !== 200) return failed(meaningOf(status));
    return truncated ? failed("Failed") : answerOf(said);
  } catch (error) {
    return failed(error instanceof OutboundError ? FAILURES[error.failure] : "Failed");
  }
}

/** Values travel in the body: in the clear only to a host that the operator named (KMS_OUTBOUND_ALLOW). */
function mayCarryValues(allow: OutboundAllow, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || isListedHost(allow, bareHost(hostname));
}

const FAILURES: Readonly<Record<OutboundFailure, TargetError>> = {
  AddressNotAllowed: "AddressNotAllowed",
  NameNotFound: "NameNotFound",
  ConnectionRefused: "Unreachable",
  ConnectionLost: "ConnectionLost",
  TlsFailed: "TlsFailed",
  TimedOut: "TimedOut",
};

/** Redirects are not followed: a value goes where it was sent. */
function meaningOf(status: number): TargetError {
  if (status === 401 || status === 403) return "AdministratorRefused";
  // What a proxy says of a receiver that is just being restarted, or has too much to do.
  return [429, 502, 503, 504].includes(status) ? "ConnectionLost" : "Failed";
}

function answerOf(said: Buffer): Answer {
  try {
    return answer.parse(JSON.parse(said.toString("utf8")));
  } catch {
    return failed("Failed");
  }
}
