import { runOperation } from "@/lib/actions/run-operation";
import { consoleCtx } from "@/lib/auth/console-context";
import { describeRestore } from "@/lib/domain/backups/describe-restore";
import type { RestoreItemView } from "@/lib/domain/backups/list-restore-items";
import { listRestoreItems } from "@/lib/domain/backups/list-restore-items";
import { RESTORE_CSV_HEAD, restoreCsvLine } from "@/lib/domain/backups/restore-lines";
import type { RestoreView } from "@/lib/domain/backups/restore-view";
import type { Ctx } from "@/lib/domain/context";
import { textStream } from "../../text-stream";

const TYPES = { json: "application/json; charset=utf-8", csv: "text/csv; charset=utf-8" } as const;

/** The plan or report of a restore as a file, all of its items (decisions 17: a download is a GET). */
export async function GET(request: Request, { params }: { params: Promise<{ restoreId: string }> }): Promise<Response> {
  if (request.headers.get("sec-fetch-site") === "cross-site") return new Response(null, { status: 403 });
  const [{ restoreId }, ctx] = await Promise.all([params, consoleCtx()]);
  const search = new URL(request.url).searchParams;
  const format = search.get("format") === "csv" ? "csv" : "json";
  const answer = await runOperation(describeRestore, { region: search.get("region") ?? "", restoreId });
  if (!answer.ok) return new Response(null, { status: answer.code === "RestoreNotFound" ? 404 : 403 });
  const pieces = format === "csv" ? csvPieces(ctx, answer.value) : jsonPieces(ctx, answer.value);
  return new Response(textStream(pieces), {
    headers: {
      "Content-Type": TYPES[format],
      "Content-Disposition": `attachment; filename="${answer.value.restoreId}.${format}"`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

async function* csvPieces(ctx: Ctx, restore: RestoreView): AsyncGenerator<string> {
  yield RESTORE_CSV_HEAD;
  for await (const items of pagesOf(ctx, restore)) yield items.map(restoreCsvLine).join("");
}

async function* jsonPieces(ctx: Ctx, restore: RestoreView): AsyncGenerator<string> {
  const { actions, lacking, ...facts } = restore;
  yield `${JSON.stringify(facts).slice(0, -1)},"items":[`;
  let first = true;
  for await (const items of pagesOf(ctx, restore)) {
    if (items.length > 0) yield `${first ? "" : ","}\n${items.map((item) => JSON.stringify(item)).join(",\n")}`;
    first = false;
  }
  yield "\n]}\n";
}

async function* pagesOf(ctx: Ctx, { region, restoreId }: RestoreView): AsyncGenerator<RestoreItemView[]> {
  let after: string | undefined;
  do {
    const page = await listRestoreItems(ctx, { region, restoreId, show: "all", size: 100, after });
    yield page.rows;
    after = page.next ?? undefined;
  } while (after);
}
