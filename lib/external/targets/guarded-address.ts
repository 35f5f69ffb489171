import type { LookupFunction } from "node:net";
import type { TargetError } from "@/lib/domain/secrets/rotation-ports";
import { type AddressGuard, addressGuard, answering, bareHost, type FindAddresses, OutboundError } from "../outbound";
import { parseOutboundAllow } from "../outbound-address";

/**
 * Where a target's host leads, judged as every address that somebody typed (S46): `net.connect({ ...where, port })` goes
 * to what was judged and asks nobody a second time (DNS rebinding), while the host stays the name for TLS and SNI.
 */
export type GuardedAddress =
  | { ok: true; where: { host: string; lookup: LookupFunction } }
  | { ok: false; error: TargetError };

/** Never throws. The caller limits the time: a name server may not answer for long. */
export type GuardAddress = (host: string) => Promise<GuardedAddress>;

/** @param outboundAllow KMS_OUTBOUND_ALLOW */
export function makeGuardAddress(outboundAllow: string, find?: FindAddresses): GuardAddress {
  const guarded: AddressGuard = addressGuard(parseOutboundAllow(outboundAllow), find);
  return async (typed) => {
    const host = bareHost(typed);
    try {
      return { ok: true, where: { host, lookup: answering(await guarded(host)) } };
    } catch (error) {
      const refused = error instanceof OutboundError && error.failure === "AddressNotAllowed";
      return { ok: false, error: refused ? "AddressNotAllowed" : "NameNotFound" };
    }
  };
}
