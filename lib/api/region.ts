import { DomainError } from "@/lib/domain/errors";
import { REGION_CATALOGUE } from "@/lib/domain/instances/region-catalogue";
import { findRegion, type Region } from "@/lib/domain/instances/regions";
import type { Parameters } from "./parameters";

const NAME_LIMIT = 64;

/** Where a call says it wants to act (REG-09, first step): in `RegionId`, else in the host name (REG-05). */
export interface NamedPlace {
  region?: string;
  instanceId?: string;
}

export function namedPlace(parameters: Parameters, host: string, regions: readonly Region[]): NamedPlace {
  // Cut: an event of a refused call quotes it, and no region has so long a name.
  const region = parameters.get("RegionId")?.slice(0, NAME_LIMIT);
  return region ? { region } : placeInHost(host.toLowerCase().split(":", 1)[0] ?? "", regions);
}

/**
 * `kms.<region>.…`, `kms-vpc.<region>.…`, `<instance id>.cryptoservice.kms.…`. Any domain may follow; outside the
 * provider's own the second label counts only if it is a region of ours (`kms.my-company.example` names none), or one
 * that we do not have but could: whoever addresses it means no other.
 */
function placeInHost(host: string, regions: readonly Region[]): NamedPlace {
  const [first = "", second = "", third = ""] = host.split(".");
  if (/^kst-[a-z0-9]+$/.test(first) && second === "cryptoservice" && third === "kms") return { instanceId: first };
  if (first !== "kms" && first !== "kms-vpc") return {};
  const isRegion =
    findRegion(regions, second) || findRegion(REGION_CATALOGUE, second) || host === `${first}.${second}.aliyuncs.com`;
  return isRegion ? { region: second.slice(0, NAME_LIMIT) } : {};
}

/** What knows where things are; the gateway answers from its caches and the database. */
export interface RegionResolver {
  readonly regions: readonly Region[];
  readonly defaultRegion: string;
  regionOfInstance(instanceId: string): Promise<string | undefined>;
}

/** How a call goes on when it names no region but something that has one. */
export interface RegionNeed {
  /** A call that changes something must not guess between copies (BKP-100). */
  changes: boolean;
  /** The region in an ARN that the call carries. */
  arnRegion?: string | undefined;
  /** The regions that hold what the call carries, oldest copy first; asked only when nothing names the region. */
  holders?: (() => Promise<readonly string[]>) | undefined;
}

/**
 * The region in which a call acts (REG-09). Refuses a region that is not configured, an instance that is unknown, a
 * named region that contradicts the ARN (decisions, section 3), and a change to one of several copies.
 */
export async function regionOfCall(named: NamedPlace, need: RegionNeed, resolver: RegionResolver): Promise<string> {
  const { arnRegion } = need;
  const region = await namedRegion(named, resolver);
  if (region !== undefined && arnRegion !== undefined && region !== arnRegion) {
    throw new DomainError("InvalidParameter", { name: "RegionId" });
  }
  const certain = region ?? arnRegion;
  if (certain !== undefined) return configured(certain, resolver);
  const holders = need.holders ? await need.holders() : [];
  const [oldest] = holders;
  if (oldest === undefined) return resolver.defaultRegion;
  if (holders.length === 1) return oldest;
  if (need.changes) throw new DomainError("RegionRequired", { name: "RegionId" });
  return holders.includes(resolver.defaultRegion) ? resolver.defaultRegion : oldest;
}

function configured(id: string, { regions }: RegionResolver): string {
  if (!findRegion(regions, id)) throw new DomainError("InvalidRegion", { region: id });
  return id;
}

async function namedRegion(named: NamedPlace, resolver: RegionResolver): Promise<string | undefined> {
  if (named.region !== undefined || named.instanceId === undefined) return named.region;
  const region = await resolver.regionOfInstance(named.instanceId);
  if (region === undefined) throw new DomainError("InstanceNotFound");
  return region;
}
