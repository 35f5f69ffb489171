import { readAuditQuery } from "@/components/audit/audit-address";
import { filterOf } from "@/components/audit/audit-filter";
import { runOperation } from "@/lib/actions/run-operation";
import { consoleAddress } from "@/lib/auth/console-address";
import { exportAuditEvents } from "@/lib/domain/audit/export-audit-events";
import { findRegion } from "@/lib/domain/instances/regions";
import { env } from "@/lib/env";
import { textStream } from "../text-stream";

const TYPES = { ndjson: "application/x-ndjson; charset=utf-8", csv: "text/csv; charset=utf-8" } as const;

/**
 * The file of an export (decisions 17: a download is a GET). A refusal is no file: the browser is led back to the page,
 * which says why. Only a page of this console leads here; a link elsewhere would make somebody's browser save a trail.
 */
export async function GET(request: Request): Promise<Response> {
  const search = new URL(request.url).searchParams;
  if (request.headers.get("sec-fetch-site") === "cross-site") return new Response(null, { status: 403 });
  const format = search.get("format") === "csv" ? "csv" : "ndjson";
  const region = findRegion(env().regions, search.get("console") ?? "")?.id ?? env().defaultRegion;
  const query = readAuditQuery(Object.fromEntries(search));
  const answer = await runOperation(exportAuditEvents, { format, filter: filterOf(query, env().timeZone) });
  if (!answer.ok) return backToPage(region, search, answer.code);
  const { accountId, events, pieces } = answer.value;
  const day = new Date().toISOString().slice(0, 10);
  return new Response(textStream(pieces), {
    headers: {
      "Content-Type": TYPES[format],
      "Content-Disposition": `attachment; filename="audit-${accountId}-${day}.${format}"`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      "X-Event-Count": String(events),
    },
  });
}

function backToPage(region: string, search: URLSearchParams, code: string): Response {
  const back = new URLSearchParams(search);
  back.delete("format");
  back.delete("console");
  back.set("refused", code);
  const location = `${consoleAddress().origin}/${region}/audit?${back}`;
  return new Response(null, { status: 303, headers: { Location: location, "Cache-Control": "no-store" } });
}
