import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { beginBackupUpload } from "@/lib/domain/backups/begin-backup-upload";
import { finishBackupUpload } from "@/lib/domain/backups/finish-backup-upload";
import { prepareBackupDownload } from "@/lib/domain/backups/prepare-backup-download";
import { readBackupDownload } from "@/lib/domain/backups/read-backup-download";
import { HEAD_BYTES } from "@/lib/domain/backups/upload-reader";
import { PART_MAX_BYTES, writeBackupUpload } from "@/lib/domain/backups/write-backup-upload";
import type { Ctx } from "@/lib/domain/context";

// A day's file out and in again, as a browser does it, through a file on the disk: how much memory that takes beside what
// the process had before, and how long. For row (f) of `bench -- backup`.

export interface Transferred {
  bytes: number;
  items: number;
  download: Measured;
  upload: Measured;
}

interface Measured {
  milliseconds: number;
  /** The most memory at any moment, above what there was before. */
  peakBytes: number;
}

/** `ctx` is of the account's root; the upload is a backup of the same region then. */
export async function fileTransfers(
  ctx: Ctx,
  backup: { region: string; backupId: string; day: string },
): Promise<Transferred> {
  const folder = mkdtempSync(path.join(tmpdir(), "kms-files-"));
  const file = path.join(folder, "backup.age");
  const identity = await generateX25519Identity();
  try {
    let downloaded = { bytes: 0, items: 0 };
    const recipient = await identityToRecipient(identity);
    const download = await measured(async () => {
      downloaded = await downloadTo(ctx, { ...backup, recipient }, file);
    });
    const upload = await measured(() => uploadFrom(ctx, backup.region, identity, file));
    return { ...downloaded, download, upload };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Prepared = Parameters<typeof prepareBackupDownload>[1];

async function downloadTo(ctx: Ctx, asked: Prepared, name: string): Promise<{ bytes: number; items: number }> {
  const { transferId, items } = await prepareBackupDownload(ctx, asked);
  const file = await open(name, "w");
  let length = 0;
  for (let part = 0; ; part += 1) {
    const { bytes, last } = await readBackupDownload(ctx, { transferId, part });
    await file.write(bytes);
    length += bytes.length;
    if (last) break;
  }
  await file.close();
  return { bytes: length, items };
}

async function uploadFrom(ctx: Ctx, region: string, decryptionKey: string, name: string): Promise<void> {
  const file = await open(name, "r");
  const read = async (position: number, length: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  };
  const head = await read(0, HEAD_BYTES);
  const { transferId } = await beginBackupUpload(ctx, { region, name: "bench", decryptionKey, head });
  for (let at = HEAD_BYTES, part = 0; ; part += 1) {
    const bytes = await read(at, PART_MAX_BYTES);
    if (bytes.length === 0) break;
    await writeBackupUpload(ctx, { transferId, part, bytes });
    at += bytes.length;
  }
  await finishBackupUpload(ctx, { transferId });
  await file.close();
}

const SAMPLE_MS = 10;

async function measured(work: () => Promise<void>): Promise<Measured> {
  const idle = process.memoryUsage.rss();
  let peak = idle;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, SAMPLE_MS);
  const startedAt = performance.now();
  await work();
  clearInterval(sampling);
  return { milliseconds: Math.round(performance.now() - startedAt), peakBytes: peak - idle };
}
