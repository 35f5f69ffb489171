import { TARGET_SERVICES, type TargetService } from "@/lib/domain/secrets/targets/target-rules";

/** Addresses of the page of rotation targets. */

interface TargetQuery {
  service?: TargetService | undefined;
  panel?: string;
}

export function targetsHref(region: string, query: TargetQuery = {}, trail: readonly string[] = []): string {
  const set = new URLSearchParams();
  for (const name of ["panel", "service"] as const) if (query[name]) set.set(name, query[name]);
  for (const cursor of trail) set.append("after", cursor);
  return set.size > 0 ? `/${region}/secrets/targets?${set}` : `/${region}/secrets/targets`;
}

/** The form that registers one for secrets of a type. */
export const registerHref = (region: string, service: TargetService): string =>
  targetsHref(region, { panel: "create", service });

export function readTargetQuery({ service, after }: Readonly<Record<string, string | string[] | undefined>>): {
  service: TargetService | undefined;
  /** Cursors of the pages walked so far, this page's last. */
  trail: readonly string[];
} {
  return {
    service: TARGET_SERVICES.find((known) => known === service),
    trail: [after ?? []].flat().slice(-TRAIL_MAX),
  };
}

/** Longer walks begin anew when they go back: an address has its limits. */
const TRAIL_MAX = 40;
