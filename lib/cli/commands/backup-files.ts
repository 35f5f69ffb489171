import { createHash } from "node:crypto";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { beginBackupUpload } from "@/lib/domain/backups/begin-backup-upload";
import { cancelBackupTransfer } from "@/lib/domain/backups/cancel-backup-transfer";
import { finishBackupUpload } from "@/lib/domain/backups/finish-backup-upload";
import { prepareBackupDownload } from "@/lib/domain/backups/prepare-backup-download";
import { readBackupDownload } from "@/lib/domain/backups/read-backup-download";
import { HEAD_BYTES } from "@/lib/domain/backups/upload-reader";
import { PART_MAX_BYTES, writeBackupUpload } from "@/lib/domain/backups/write-backup-upload";
import { readLine, readOptions } from "../arguments";
import { type Call, withGateway } from "../gateway";
import { UsageError } from "../usage";

// Files of backups, as the pages do it: the key that opens a file is made here and printed once; it is asked for on
// standard input, since no argument and no environment may hold it.

/** The end of an upload enters all that came into the catalogue. */
const ANSWER_SECONDS = 600;

const text = { type: "string", required: true } as const;

/** `kms backup download --account U --region R --backup B --day D --out FILE` */
export async function downloadCommand(args: string[]): Promise<unknown> {
  const { account, out, ...of } = readOptions(args, {
    account: text,
    region: text,
    backup: text,
    day: text,
    out: text,
  });
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const unfinished = `${out}.part`;
  if (await exists(out)) throw new UsageError(`${out} is there already`);
  return withGateway(async (call) => {
    const input = { region: of.region, backupId: of.backup, day: of.day, recipient };
    const { transferId, items } = await call(prepareBackupDownload, input, account);
    const file = await open(unfinished, "w", 0o600);
    try {
      const { bytes, sha256 } = await receive(call, { account, transferId }, file);
      await file.sync();
      await rename(unfinished, out);
      return { file: out, items, bytes, sha256, encryptionKey: identity };
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  }, ANSWER_SECONDS);
}

type Of = { account: string; transferId: string };

async function receive(call: Call, { account, transferId }: Of, file: FileHandle) {
  const hash = createHash("sha256");
  let length = 0;
  for (let part = 0; ; part += 1) {
    const { bytes, last } = await call(readBackupDownload, { transferId, part }, account);
    await file.writeFile(bytes); // goes on where the last one ended
    hash.update(bytes);
    length += bytes.length;
    if (last) return { bytes: length, sha256: hash.digest("hex") };
  }
}

/** `kms backup upload --account U --region R --name N --file FILE`, with the decryption key on standard input. */
export async function uploadCommand(args: string[]): Promise<unknown> {
  const {
    account,
    region,
    name,
    file: path,
  } = readOptions(args, { account: text, region: text, name: text, file: text });
  const file = await open(path, "r");
  try {
    const decryptionKey = await readLine();
    return await withGateway(async (call) => {
      const head = await read(file, 0, HEAD_BYTES);
      const begun = await call(beginBackupUpload, { region, name, decryptionKey, head }, account);
      const of = { account, transferId: begun.transferId };
      try {
        await send(call, of, file);
        return { ...(await call(finishBackupUpload, { transferId: of.transferId }, account)), ...begun.contents };
      } catch (error) {
        await call(cancelBackupTransfer, { transferId: of.transferId }, account).catch(() => undefined); // mostly over
        throw error;
      }
    }, ANSWER_SECONDS);
  } finally {
    await file.close();
  }
}

async function send(call: Call, { account, transferId }: Of, file: FileHandle): Promise<void> {
  for (let at = HEAD_BYTES, part = 0; ; part += 1) {
    const bytes = await read(file, at, PART_MAX_BYTES);
    if (bytes.length === 0) return;
    await call(writeBackupUpload, { transferId, part, bytes }, account);
    at += bytes.length;
  }
}

/** As many bytes as there are, up to `length`. */
async function read(file: FileHandle, at: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, at + filled);
    filled += bytesRead;
    if (bytesRead === 0 || filled === length) return buffer.subarray(0, filled);
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
