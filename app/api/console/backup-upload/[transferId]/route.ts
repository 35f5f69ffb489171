import { setTimeout as pause } from "node:timers/promises";
import type { ActionResult } from "@/lib/actions/result";
import { runOperation } from "@/lib/actions/run-operation";
import { describeBackupTransfer } from "@/lib/domain/backups/describe-backup-transfer";
import { finishBackupUpload } from "@/lib/domain/backups/finish-backup-upload";
import { PART_MAX_BYTES, writeBackupUpload } from "@/lib/domain/backups/write-backup-upload";

interface Params {
  params: Promise<{ transferId: string }>;
}

/**
 * Takes a file piece by piece: `?part=n` with its bytes, from 0, after the head that Begin Backup Upload has judged; then
 * `?end=1` (BKP-126). Answers what an action answers. Whether it comes from this console proxy.ts has asked.
 */
export async function POST(request: Request, { params }: Params): Promise<Response> {
  const { transferId } = await params;
  const search = new URL(request.url).searchParams;
  const answer = search.has("end")
    ? await finish(transferId)
    : await writePart(transferId, Number(search.get("part") ?? Number.NaN), request);
  return Response.json(answer, { headers: { "Cache-Control": "no-store" } });
}

const LOOK_AGAIN_MS = 1000;

/** Where the end takes longer than an answer of the gateway may, what became of it is looked up until it is there. */
async function finish(transferId: string): Promise<ActionResult<{ backupId: string }>> {
  const answer = await runOperation(finishBackupUpload, { transferId });
  if (answer.ok || answer.code !== "ServiceUnavailable") return answer;
  for (;;) {
    const seen = await runOperation(describeBackupTransfer, { transferId });
    if (!seen.ok) return answer;
    const { state, backupId, errorCode } = seen.value;
    if (state === "Done") return { ok: true, value: { backupId } };
    if (state === "Failed") return { ...answer, code: errorCode ?? answer.code };
    await pause(LOOK_AGAIN_MS);
  }
}

async function writePart(transferId: string, part: number, request: Request): Promise<ActionResult<unknown>> {
  const bytes = await readPiece(request);
  if (bytes === null) return { ok: false, code: "RequestTooLong", params: { limitBytes: PART_MAX_BYTES } };
  return runOperation(writeBackupUpload, { transferId, part, bytes });
}

/** Null for more than a piece may be: no more of it than that is read. */
async function readPiece(request: Request): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of request.body ?? []) {
    length += piece.length;
    if (length > PART_MAX_BYTES) return null;
    pieces.push(piece);
  }
  return new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
}
