import { z } from "zod";
import { DEFAULT_REGION_IDS, REGION_CATALOGUE } from "./region-catalogue";
import type { Region } from "./regions";

// What the settings say of regions (REG-06). Pure: lib/env.ts reads the file, and says which setting is wrong.

/** It stands in paths, ARNs, host names and the client tokens of orders; the longest of the catalogue has 21. */
export const regionId = z
  .string()
  .regex(/^[a-z]{2}-[a-z0-9-]*[a-z0-9]$/, "is not a region id such as cn-hangzhou")
  .max(22, "is longer than 22 characters");
const name = z.string().trim().min(1).max(64);
const ownRegions = z
  .array(
    z.strictObject({
      id: regionId,
      names: z.strictObject({ en: name, ja: name, "zh-CN": name }),
      zones: z.array(z.string().regex(/^[a-z0-9-]{1,64}$/, "is not a zone id such as cn-hangzhou-h")).min(1),
    }),
  )
  .min(1);

/**
 * The regions of a file's text; one may have the id of a region of the catalogue, and then takes its place.
 * @throws Error with what is wrong, in one line
 */
export function parseOwnRegions(text: string): Region[] {
  const result = ownRegions.safeParse(asJson(text));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`has a wrong ${issue?.path.join(".") || "beginning: it is a list of regions"} (${issue?.message})`);
  }
  for (const { id, zones } of result.data) {
    if (new Set(zones).size < zones.length) throw new Error(`names a zone of ${id} twice`);
  }
  const twice = duplicateOf(result.data.map(({ id }) => id));
  if (twice) throw new Error(`has two regions ${twice}`);
  return result.data;
}

/**
 * The regions with these ids, in this order; without ids, the default ones and then the deployment's own.
 * @throws Error with what is wrong, in one line
 */
export function chooseRegions(ids: readonly string[] | undefined, own: readonly Region[] = []): Region[] {
  const known = new Map([...REGION_CATALOGUE, ...own].map((region) => [region.id, region]));
  const asked = ids ?? [...new Set([...DEFAULT_REGION_IDS, ...own.map(({ id }) => id)])];
  const twice = duplicateOf(asked);
  if (twice) throw new Error(`names ${twice} twice`);
  return asked.map((id) => {
    const region = known.get(id);
    if (!region) throw new Error(`names ${id}, which is neither in the catalogue nor in KMS_REGIONS_FILE`);
    return region;
  });
}

const duplicateOf = (ids: readonly string[]) => ids.find((id, place) => ids.indexOf(id) !== place);

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("is not JSON");
  }
}
