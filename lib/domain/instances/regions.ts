import type { Ctx } from "../context";
import { DomainError } from "../errors";

export type RegionId = string;

export interface Region {
  id: RegionId;
  names: { en: string; ja: string; "zh-CN": string };
  zones: readonly string[];
}

export function findRegion(regions: readonly Region[], id: string): Region | undefined {
  return regions.find((region) => region.id === id);
}

/**
 * A region of this deployment (REG-06).
 * @throws DomainError InvalidRegion
 */
export function regionOf({ deployment }: Pick<Ctx, "deployment">, id: string): Region {
  const region = findRegion(deployment.regions, id);
  if (!region) throw new DomainError("InvalidRegion", { region: id });
  return region;
}
