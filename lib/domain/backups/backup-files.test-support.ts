import { generateX25519Identity, identityToRecipient } from "age-encryption";
import type { Ctx } from "../context";
import { beginBackupUpload } from "./begin-backup-upload";
import { finishBackupUpload } from "./finish-backup-upload";
import { prepareBackupDownload } from "./prepare-backup-download";
import { readBackupDownload } from "./read-backup-download";
import { HEAD_BYTES } from "./upload-reader";
import { PART_MAX_BYTES, writeBackupUpload } from "./write-backup-upload";

// What a browser does with files, without one.

export const REGION = "cn-hangzhou";

export interface DownloadedFile {
  file: Buffer;
  fileName: string;
  items: number;
  transferId: string;
  /** The Encryption Key that is shown. */
  identity: string;
}

export async function ageKeys() {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

export async function download(ctx: Ctx, backupId: string, day: string): Promise<DownloadedFile> {
  const { identity, recipient } = await ageKeys();
  const prepared = await prepareBackupDownload(ctx, { region: REGION, backupId, day, recipient });
  const parts: Uint8Array[] = [];
  for (let part = 0; ; part += 1) {
    const { bytes, last } = await readBackupDownload(ctx, { transferId: prepared.transferId, part });
    parts.push(bytes);
    if (last) return { ...prepared, file: Buffer.concat(parts), identity };
  }
}

export const begin = (ctx: Ctx, file: Uint8Array, decryptionKey: string, name = "from a file") =>
  beginBackupUpload(ctx, { region: REGION, name, decryptionKey, head: file.subarray(0, HEAD_BYTES) });

export async function upload(ctx: Ctx, file: Uint8Array, decryptionKey: string, name?: string) {
  const { transferId, contents } = await begin(ctx, file, decryptionKey, name);
  const rest = file.subarray(HEAD_BYTES);
  for (let at = 0, part = 0; at < rest.length; at += PART_MAX_BYTES, part += 1) {
    await writeBackupUpload(ctx, { transferId, part, bytes: rest.subarray(at, at + PART_MAX_BYTES) });
  }
  return { ...(await finishBackupUpload(ctx, { transferId })), transferId, contents };
}
