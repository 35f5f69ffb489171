import { withQuery } from "@/components/secrets/secret-addresses";
import { TARGET_SERVICES, type TargetService } from "@/lib/domain/secrets/targets/target-rules";

/** Addresses of the page of rotation targets. `trail` holds the cursors of the pages walked so far, this page's last. */
export function targetsHref(region: string, trail: readonly string[] = []): string {
  const set = new URLSearchParams(trail.map((cursor) => ["after", cursor]));
  return set.size > 0 ? `/${region}/secrets/targets?${set}` : `/${region}/secrets/targets`;
}

/** The form that registers one for secrets of a type. */
export const registerHref = (region: string, service: TargetService): string =>
  withQuery(targetsHref(region), { panel: "create", service });

/** Longer walks begin anew when they go back: an address has its limits. */
const TRAIL_MAX = 40;

export function readTargetQuery({ service, after }: Readonly<Record<string, string | string[] | undefined>>): {
  /** What the form registers one for, until another is chosen. */
  service: TargetService;
  trail: readonly string[];
} {
  return {
    service: TARGET_SERVICES.find((known) => known === service) ?? "Rds",
    trail: [after ?? []].flat().slice(-TRAIL_MAX),
  };
}
