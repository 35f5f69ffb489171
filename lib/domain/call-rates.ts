import { detailsOf } from "@/lib/crypto/key-spec";
import { arnOf, containerArn } from "./arn";
import type { LoadedKey } from "./keys/load-key";

// How many calls a second (INS-07, INS-11). Pure. What shares a limit is a subject; its quota is in units, so that calls
// of different weight can draw on one.

export interface CallRate {
  /** What shares one limit. */
  subject: string;
  /** Units a second. */
  quota: number;
  /** Units that this call costs. */
  cost: number;
  /** Whose limit it is and what it is about, for the alert (AUD-10). */
  about: RateOwner;
}

export interface RateOwner {
  accountId: string;
  region: string;
  arn: string;
  /** Calls a second, as they are told: of an instance, the symmetric ones. */
  perSecond: number;
  calls: CallClass;
}

export type CallClass = "symmetric" | "asymmetric" | "reEncrypt" | "management" | "assumeRole" | "keyPair" | "instance";

/** INS-11, and three of ours: what only manages, what hands out credentials, and what makes or checks RSA keys. */
const PER_SECOND: Readonly<Record<Exclude<CallClass, "instance">, number>> = {
  symmetric: 1000,
  asymmetric: 200,
  reEncrypt: 750,
  management: 200,
  assumeRole: 100,
  keyPair: 5,
};

/** INS-07: of 2,000 QPS either 2,000 symmetric or 300 asymmetric calls; in whole units, 3 and 20 of 6,000. */
const UNITS_OF_INSTANCE = { perQps: 3, symmetric: 3, asymmetric: 20 };

/** The rate of a cryptographic call: its instance's performance, else the account's on the shared gateway. */
export function rateOfUse(call: string, key: LoadedKey, callerAccountId: string): CallRate {
  // It is no call of an instance's own gateway (INS-11): the shared one makes it, whatever the keys.
  if (call === "ReEncrypt") return rateOfAccount("reEncrypt", callerAccountId, key.region);
  const kind = detailsOf(key.spec).kind;
  const calls = kind === "rsa" || kind === "ec" ? "asymmetric" : "symmetric";
  const { instance } = key;
  if (!instance) return rateOfAccount(calls, callerAccountId, key.region);
  const { qps, instanceId, region, ownerAccountId: accountId } = instance;
  return {
    subject: `instance ${instance.pk}`,
    quota: qps * UNITS_OF_INSTANCE.perQps,
    cost: UNITS_OF_INSTANCE[calls],
    about: {
      accountId,
      region,
      arn: arnOf(region, accountId, "keystore", instanceId),
      perSecond: qps,
      calls: "instance",
    },
  };
}

/** The rate of a call that is its account's business alone. */
export function rateOfAccount(calls: Exclude<CallClass, "instance">, accountId: string, region: string): CallRate {
  const perSecond = PER_SECOND[calls];
  return {
    subject: `${calls} ${accountId}`,
    quota: perSecond,
    cost: 1,
    about: { accountId, region, arn: containerArn(region, accountId, "key"), perSecond, calls },
  };
}

/** Where calls are counted: the gateway. */
export interface CallLimits {
  /** Lets one call of this rate on, at once in most cases. @throws DomainError Throttled */
  take(rate: CallRate): Promise<void> | undefined;
}
