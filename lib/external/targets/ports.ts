import { systemNow } from "@/lib/clock";
import type { RotationPorts, TargetPort } from "@/lib/domain/secrets/rotation-ports";
import { makeOutbound, type Outbound } from "../outbound";
import { type OutboundAllow, parseOutboundAllow } from "../outbound-address";
import { type GuardAddress, makeGuardAddress } from "./guarded-address";

/** What an adapter reaches its target by; nothing else leads out. */
export interface TargetDeps {
  /** For plain sockets. */
  guardAddress: GuardAddress;
  /** For HTTP. */
  outbound: Outbound;
  /** KMS_OUTBOUND_ALLOW: what the operator named. */
  allow: OutboundAllow;
}

/**
 * An adapter for each kind of target (SEC-18), loaded when the first call of its kind comes. A bundle holds the adapters
 * themselves; the client libraries they import when they are called.
 */
export function makeRotationPorts({ outboundAllow }: { outboundAllow: string }): RotationPorts {
  const allow = parseOutboundAllow(outboundAllow);
  const deps: TargetDeps = { guardAddress: makeGuardAddress(outboundAllow), outbound: makeOutbound(allow), allow };
  return {
    PostgreSQL: lazily(async () => (await import("./postgresql")).makePostgresqlTarget(deps)),
    MySQL: lazily(async () => (await import("./mysql")).makeMysqlTarget(deps)),
    Redis: lazily(async () => (await import("./redis")).makeRedisTarget(deps)),
    SSH: lazily(async () => (await import("./ssh")).makeSshTarget(deps)),
    Webhook: lazily(async () => (await import("./webhook")).makeWebhookTarget({ ...deps, now: systemNow })),
  };
}

function lazily(load: () => Promise<TargetPort>): TargetPort {
  let loaded: Promise<TargetPort> | undefined;
  const port = () => (loaded ??= load());
  return {
    check: async (target) => (await port()).check(target),
    has: async (target, account) => (await port()).has(target, account),
    set: async (target, wish) => (await port()).set(target, wish),
    signIn: async (target, account, credential) => (await port()).signIn(target, account, credential),
  };
}
