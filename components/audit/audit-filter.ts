import type { AuditFilter } from "@/lib/domain/audit/event-filter";
import { momentOf } from "@/lib/domain/calendar";
import type { AuditQuery } from "./audit-address";

const SOURCES = ["ConsoleOperation", "ApiCall", "AliyunServiceEvent", "OperatorCommand"] as const;

/** What the query looks for; a part that says nothing, such as a time that is none, is left out. */
export function filterOf(query: AuditQuery, timeZone: string): AuditFilter {
  const from = query.from ? momentOf(query.from, timeZone) : undefined;
  const to = query.to ? momentOf(query.to, timeZone) : undefined;
  const events = query.event
    .split(/[\s,]+/)
    .filter(Boolean)
    .slice(0, 20);
  const source = SOURCES.find((known) => known === query.source);
  return {
    ...(from && { from }),
    ...(to && { to }),
    ...(events.length > 0 && { events }),
    ...(query.resource && { resource: query.resource }),
    ...(query.actor && { actor: query.actor }),
    ...(query.outcome && { outcome: query.outcome }),
    ...(query.ip && { sourceIp: query.ip }),
    ...(query.in && { region: query.in }),
    ...(source && { source }),
    ...(query.request && { requestId: query.request }),
  };
}
