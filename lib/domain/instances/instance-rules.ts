// What a form and an operation both know of instances: limits, names, durations. Pure, so that the browser may load it.

/** INS-24 */
export const SUBSCRIPTION_MONTHS = [1, 2, 3, 6, 12, 24, 36] as const;
export const RENEWAL_MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36] as const;
export const AUTO_RENEWAL_MONTHS = [1, 2, 3, 6, 12] as const;

/** INS-21 */
export const SITES = ["International", "ChineseMainland"] as const;
export const QUANTITY = { minimum: 1, maximum: 20 } as const;
export const DEPLOYMENT_MODES = ["SingleZone", "DualZone", "MultiZone"] as const;
export type DeploymentModeName = (typeof DEPLOYMENT_MODES)[number];

/** What a region with so many zones offers (INS-21, REG-04); the last of them is what is taken where none is named. */
export function deploymentModesOf(zones: readonly string[]): readonly DeploymentModeName[] {
  if (zones.length <= 1) return ["SingleZone"];
  return zones.length === 2 ? ["DualZone"] : ["DualZone", "MultiZone"];
}

/** How many zones an instance of a mode stands in; up to three (INS-21). */
export function zonesOfMode(mode: DeploymentModeName): { minimum: number; maximum: number } {
  if (mode === "SingleZone") return { minimum: 1, maximum: 1 };
  return { minimum: 2, maximum: mode === "DualZone" ? 2 : 3 };
}

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

/** Image versions that this deployment has for software instances, oldest first (INS-44). */
export const IMAGE_VERSIONS = ["dkms-3.9.1", "dkms-4.0.0"] as const;
/** What a new instance runs, and what others are upgraded to (INS-45). */
export const LATEST_IMAGE_VERSION: string = IMAGE_VERSIONS[1];
/** INS-45: it must be newer than this. */
export const OLDEST_UPGRADABLE = "dkms-1.3.0";
/** INS-46 */
export const UPGRADE_DAYS = 30;
export const ROLLBACK_DAYS = 7;

/** Below 0 where `a` is older: by number, part by part, so that 2.10 is newer than 2.9 (INS-44). */
export function compareImageVersions(a: string, b: string): number {
  const partsOf = (version: string) =>
    version
      .replace(/^dkms-/, "")
      .split(".")
      .map(Number);
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

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
  /** Of the region; the first is the one that the vSwitches lie in. */
  zones: readonly string[];
  vswitchIds: readonly string[];
}

const isVpcId = (id: string) => /^vpc-[a-z0-9-]{1,60}$/.test(id);
const isVswitchId = (id: string) => /^vsw-[a-z0-9-]{1,60}$/.test(id);
const isDistinct = (texts: readonly string[]) => new Set(texts).size === texts.length;

/** The field of a binding that INS-30 refuses, or undefined. `regionZones` are the zones of the instance's region. */
export function bindingFault(
  { vpcId, zones, vswitchIds }: NetworkBinding,
  regionZones: readonly string[],
  mode: DeploymentModeName = "MultiZone",
): string | undefined {
  if (!isVpcId(vpcId)) return "VpcId";
  const zonesFit = zones.length >= 1 && zones.length <= zonesOfMode(mode).maximum && isDistinct(zones);
  if (!zonesFit || !zones.every((zone) => regionZones.includes(zone))) return "ZoneIds";
  const switchesFit = vswitchIds.length >= 1 && vswitchIds.length <= zones.length && isDistinct(vswitchIds);
  if (!switchesFit || !vswitchIds.every(isVswitchId)) return "VSwitchIds";
  return undefined;
}

/**
 * Zones of a new binding: those chosen, and as many others of the region as the deployment mode asks for, in the order in
 * which `others` has them (INS-30 "random or chosen").
 */
export function withOtherZones(
  chosen: readonly string[],
  others: readonly string[],
  mode: DeploymentModeName,
): string[] {
  const more = others.filter((zone) => !chosen.includes(zone));
  return [...chosen, ...more.slice(0, Math.max(0, zonesOfMode(mode).minimum - chosen.length))];
}

/** A further network as it is sent (INS-42). */
export interface AskedVpc {
  vpcId: string;
  vswitchId: string;
}

/** The field of the further networks that is refused, or undefined; `ownVpcId` needs no binding. */
export function boundVpcsFault(
  vpcs: readonly AskedVpc[],
  { vpcId, accessQuota }: { vpcId: string | null; accessQuota: number },
): "VpcId" | "VSwitchId" | "BindVpcs" | undefined {
  if (!vpcs.every((vpc) => isVpcId(vpc.vpcId))) return "VpcId";
  if (!vpcs.every((vpc) => isVswitchId(vpc.vswitchId))) return "VSwitchId";
  const ids = vpcs.map((vpc) => vpc.vpcId);
  const fits = isDistinct(ids) && !ids.some((id) => id === vpcId) && 1 + ids.length <= accessQuota;
  return fits ? undefined : "BindVpcs";
}
