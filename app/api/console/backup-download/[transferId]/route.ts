import { AsyncLocalStorage } from "node:async_hooks";
import { runOperation } from "@/lib/actions/run-operation";
import { readBackupDownload } from "@/lib/domain/backups/read-backup-download";

interface Params {
  params: Promise<{ transferId: string }>;
}

/**
 * The file of a prepared download (BKP-121; decisions 17: a download is a GET). The first part is asked for before
 * anything is answered, so that a refusal is no file. One that breaks off later is a broken answer: the browser says that
 * the download failed, and an upload of what came refuses it.
 */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  if (request.headers.get("sec-fetch-site") === "cross-site") return new Response(null, { status: 403 });
  const { transferId } = await params;
  const first = await runOperation(readBackupDownload, { transferId, part: 0 });
  if (!first.ok) return Response.json(first, { status: 409, headers: { "Cache-Control": "no-store" } });
  const { fileName } = first.value;
  return new Response(asStream(transferId, first.value), {
    headers: {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename="${asciiOf(fileName)}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

/** Asks for the next part only once the browser has taken the last one. */
function asStream(transferId: string, first: { bytes: Uint8Array; last: boolean }): ReadableStream<Uint8Array> {
  // Whose session it is, Next knows of the request only, which is answered when the second part is asked for.
  const inRequest = AsyncLocalStorage.snapshot();
  let next = first;
  let part = 0;
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      controller.enqueue(next.bytes);
      if (next.last) {
        controller.close();
        return;
      }
      part += 1;
      const answer = await inRequest(() => runOperation(readBackupDownload, { transferId, part }));
      if (answer.ok) next = answer.value;
      else controller.error(new Error(answer.code));
    },
  });
}

const asciiOf = (name: string) => name.replaceAll(/[^\x20-\x7e]+/g, "_");
