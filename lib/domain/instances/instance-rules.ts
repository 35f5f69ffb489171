// What a form and an operation both know of instances: limits, names, durations. Pure, so that the browser may load it.

/** INS-24 */
export const SUBSCRIPTION_MONTHS = [1, 2, 3, 6, 12, 24, 36] as const;

/** INS-05; the default ones are those of the list price (INS-06). */
export const SPECIFICATION = {
  qps: { choices: [200, 1000, 2000, 4000], initial: 1000 },
  keyQuota: { minimum: 100, maximum: 100_000, initial: 1000 },
  secretQuota: { minimum: 0, maximum: 100_000, initial: 0 },
  accessQuota: { minimum: 1, maximum: 10_000, initial: 1 },
  /** 0: log analysis is off; it cannot be switched off later (INS-21). */
  logStorageGb: { minimum: 1000, maximum: 500_000, step: 1000, initial: 0 },
} as const;

export interface Specification {
  qps: number;
  keyQuota: number;
  secretQuota: number;
  accessQuota: number;
  logStorageGb: number;
}

/**
 * Pay-as-you-go asks for no specification (INS-23) and is charged for what it holds (BIL-06), so its quotas are the
 * most that an instance can have.
 */
export const PAY_AS_YOU_GO: Specification = {
  qps: SPECIFICATION.qps.initial,
  keyQuota: SPECIFICATION.keyQuota.maximum,
  secretQuota: SPECIFICATION.secretQuota.maximum,
  accessQuota: SPECIFICATION.accessQuota.maximum,
  logStorageGb: SPECIFICATION.logStorageGb.initial,
};

/** What a new software instance runs (INS-44); new enough for every gate of INS-47. */
export const CURRENT_IMAGE_VERSION = "dkms-3.9.1";

/** INS-43, INS-30 */
export const isInstanceName = (name: string) => /^[A-Za-z0-9/_+=.@-]{1,128}$/.test(name);

/** Names of the part of a specification that INS-05 does not allow, with its limits; undefined when all is allowed. */
export function specificationFault(
  asked: Specification,
): { name: string; minimum: number; maximum: number } | undefined {
  const { qps, keyQuota, secretQuota, accessQuota, logStorageGb } = SPECIFICATION;
  if (!qps.choices.some((choice) => choice === asked.qps)) {
    return { name: "qps", minimum: qps.choices[0], maximum: qps.choices[3] };
  }
  const ranges = { keyQuota, secretQuota, accessQuota };
  for (const name of ["keyQuota", "secretQuota", "accessQuota"] as const) {
    const { minimum, maximum } = ranges[name];
    if (!isWithin(asked[name], minimum, maximum)) return { name, minimum, maximum };
  }
  const { minimum, maximum, step } = logStorageGb;
  const logs = asked.logStorageGb;
  if (logs !== 0 && (!isWithin(logs, minimum, maximum) || logs % step !== 0))
    return { name: "logStorageGb", minimum, maximum };
  return undefined;
}

const isWithin = (n: number, minimum: number, maximum: number) => Number.isInteger(n) && n >= minimum && n <= maximum;

/** A network binding is a record, not a network (INS-35); the fields and their counts are those of INS-30. */
export interface NetworkBinding {
  vpcId: string;
  /** One to three of the region; the first is the one that the vSwitches lie in. */
  zones: readonly string[];
  vswitchIds: readonly string[];
}

export const MAX_ZONES = 3;

/** The field of a binding that INS-30 refuses, or undefined. `regionZones` are the zones of the instance's region. */
export function bindingFault(binding: NetworkBinding, regionZones: readonly string[]): string | undefined {
  const { vpcId, zones, vswitchIds } = binding;
  if (!/^vpc-[a-z0-9-]{1,60}$/.test(vpcId)) return "VpcId";
  const zonesFit = zones.length >= 1 && zones.length <= MAX_ZONES && isDistinct(zones);
  if (!zonesFit || !zones.every((zone) => regionZones.includes(zone))) return "ZoneIds";
  const switchesFit = vswitchIds.length >= 1 && vswitchIds.length <= zones.length && isDistinct(vswitchIds);
  if (!switchesFit || !vswitchIds.every((id) => /^vsw-[a-z0-9-]{1,60}$/.test(id))) return "VSwitchIds";
  return undefined;
}

const isDistinct = (texts: readonly string[]) => new Set(texts).size === texts.length;

/**
 * Zones of a new binding: those chosen, and where only one was, a second one of the region, so that an instance stands
 * in two zones wherever the region has them (INS-21, INS-30 "random or chosen").
 */
export function withOtherZone(chosen: readonly string[], regionZones: readonly string[]): string[] {
  if (chosen.length !== 1) return [...chosen];
  const other = regionZones.find((zone) => zone !== chosen[0]);
  return other ? [...chosen, other] : [...chosen];
}
