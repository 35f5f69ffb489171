import { ALERT_LEVELS, ALERT_NAMES, type AlertLevel, type AlertName } from "@/lib/domain/alerts/alert-rules";

/** What the address of the Alerts page asks for. Empty is everything. */
export interface AlertQuery {
  level: AlertLevel | "";
  name: AlertName | "";
  /** Of what the alert is about; the region of the path says only where the rest of the console is. */
  in: string;
  state: "open" | "acknowledged" | "over" | "";
  /** Cursors of the pages walked so far, this page's last: a keyset has no way back of its own. */
  trail: readonly string[];
}

const TRAIL_MAX = 40;
const STATES = ["open", "acknowledged", "over"] as const;

type Search = Readonly<Record<string, string | string[] | undefined>>;

export function readAlertQuery(search: Search): AlertQuery {
  return {
    level: oneOf(ALERT_LEVELS, search.level),
    name: oneOf(ALERT_NAMES, search.name),
    in: typeof search.in === "string" ? search.in.slice(0, 64) : "",
    state: oneOf(STATES, search.state),
    trail: [search.after ?? []].flat().slice(-TRAIL_MAX),
  };
}

/** The address of the list that a query asks for; `trail` is replaced to turn a page. */
export function alertsHref(region: string, query: AlertQuery, trail: readonly string[] = query.trail): string {
  const set = new URLSearchParams();
  for (const name of ["level", "name", "in", "state"] as const) if (query[name]) set.set(name, query[name]);
  for (const cursor of trail) set.append("after", cursor);
  return set.size > 0 ? `/${region}/alerts?${set}` : `/${region}/alerts`;
}

export const deliveriesHref = (region: string): string => `/${region}/alerts?tab=deliveries`;

export const isFiltered = ({ level, name, in: region, state }: AlertQuery): boolean =>
  Boolean(level || name || region || state);

export function filterOf({ level, name, in: region, state }: AlertQuery) {
  return {
    ...(level && { levels: [level] }),
    ...(name && { names: [name] }),
    ...(region && { region }),
    ...(state && { state }),
  };
}

function oneOf<T extends string>(values: readonly T[], given: string | string[] | undefined): T | "" {
  return values.find((value) => value === given) ?? "";
}
