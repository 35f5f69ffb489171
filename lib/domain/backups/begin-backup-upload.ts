import { z } from "zod";
import { intoKeyObject, keyLengthBytes } from "@/lib/crypto/material";
import { randomBytes, randomUuid } from "@/lib/crypto/random";
import { containerArn } from "../arn";
import { record } from "../audit/record";
import { accountOf, authorizeArn } from "../authorize";
import { type BusinessDay, businessDayOf } from "../calendar";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { newBackupId } from "../ids";
import { regionOf } from "../instances/regions";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { createWrappingKey, keyringOf } from "../wrapping-keys";
import { type BoundBackup, storeOf } from "./binding-store";
import { type ExportHeader, itemsIn } from "./export-header";
import { backupSubject } from "./load-backup";
import { fileNameOf } from "./prepare-backup-download";
import { holdTransfer, takePlace } from "./transfer";
import { insertTransfer } from "./transfer-rows";
import { Upload } from "./transfer-upload";
import { HEAD_BYTES, UploadReader } from "./upload-reader";
import { UploadWriter } from "./upload-writer";

const NAME_MAX = 128;

/**
 * Upload Backup (BKP-126): judges the beginning of a file, before anything more of it is sent: its key, its format, its
 * seal, its account (BKP-129). What follows comes by Write Backup Upload. The key stays in memory as long as the upload.
 * The same file may come twice: each is a backup of its own.
 * @throws DomainError InvalidBackupName (BKP-163), InvalidDecryptionKey, BackupFileWrongKey (BKP-160), BackupFileForeign,
 * BackupFileUnknownFormat, BackupFileNewerVersion (BKP-165), BackupFileUnknownSeal (BKP-166), BackupFileOtherAccount
 * (BKP-161), BackupFileTruncated, BackupFileAltered (BKP-164), Throttled
 */
export const beginBackupUpload = operation(
  "BeginBackupUpload",
  {
    touches: "secrets",
    schema: z.object({
      region: z.string(),
      name: z.string(),
      decryptionKey: z.string().max(1000),
      head: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= HEAD_BYTES),
    }),
    stepUp: true,
  },
  async (ctx, { region, name, decryptionKey, head }) => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "kms:BeginBackupUpload", containerArn(region, accountId, "backup"));
    regionOf(ctx, region);
    const alias = name.trim();
    if (alias.length === 0 || [...alias].length > NAME_MAX) throw new DomainError("InvalidBackupName");
    storeOf(ctx); // without one, nothing is begun
    const place = takePlace(ctx);
    try {
      const opened = await openHead(ctx, decryptionKey, head);
      try {
        if (opened.header.account !== accountId) throw new DomainError("BackupFileOtherAccount");
        const upload = await beginUpload(ctx, { region, alias, head, leave: place.leave, ...opened });
        holdTransfer(ctx, upload);
        return { transferId: upload.transferId, contents: contentsOf(opened.header) };
      } catch (error) {
        opened.reader.fail(error);
        throw error;
      }
    } catch (error) {
      place.leave();
      throw error;
    }
  },
);

/** Reads as far as the header, which is within the head. */
async function openHead(ctx: Ctx, decryptionKey: string, head: Uint8Array) {
  const reader = await UploadReader.of(keyringOf(ctx), decryptionKey, head);
  const records = reader.records();
  const fed = reader.push(head);
  // A head that is shorter than it may be is the whole file.
  if (head.length < HEAD_BYTES) fed.then(() => reader.end());
  await records.next();
  if (!reader.header) throw reader.altered();
  return { reader, records, header: reader.header };
}

interface Opened {
  region: string;
  alias: string;
  head: Uint8Array;
  reader: UploadReader;
  records: AsyncGenerator<Buffer>;
  header: ExportHeader;
  leave: () => void;
}

/** The row that nobody sees yet, its key and its transfer; from here on the worker knows what to clean up. */
async function beginUpload(ctx: Ctx, { region, alias, head, reader, records, header, leave }: Opened) {
  const at = new Date(header.at);
  const begun = await transaction(ctx, async (tx) => {
    const bindingId = randomUuid();
    const backup = (await tx.db.backup.create({
      data: {
        pk: tx.newId(),
        backupId: newBackupId(),
        accountId: header.account,
        region,
        type: "Upload",
        alias,
        viewableDays: 1, // the one day that it holds
        state: "Uploading",
        bindingId,
        sourceInstanceId: header.instanceId,
        sourceReleasedAt: tx.now(), // nothing more comes from it
        enabledAt: at,
        createdAt: tx.now(),
        feedEpoch: randomUuid(),
        uploadedFileId: header.fileId,
      },
    })) as BoundBackup & { feedEpoch: string }; // as written
    const backupKey = await createWrappingKey(tx, "Backup", bindingId);
    const { fileId, day, instanceId, backupId, deployment } = header;
    const total = itemsIn(header.counts);
    const transferId = await insertTransfer(tx, { kind: "Upload", backup, fileId, at, total });
    const of = { fileId, day, at: header.at, instanceId, backupId, deployment };
    await record(tx, "BeginBackupUpload", backupSubject(backup), { transferId, name: alias, of });
    return { backup, backupKey, transferId };
  });
  const { backup, backupKey, transferId } = begun;
  const day = businessDayOf(at, ctx.deployment.timeZone);
  const instanceKey = { id: randomUuid(), generation: 1, bytes: intoKeyObject(randomBytes(keyLengthBytes)) };
  const writer = await UploadWriter.of(ctx, { backup, backupKey, instanceKey, day }, () => upload.stillRuns());
  const upload = new Upload(ctx, transferId, backup, header, reader, writer, records, head, leave);
  return upload;
}

/** What the page shows of a file before it goes on. */
export interface UploadedContents {
  account: string;
  region: string;
  instanceId: string;
  day: BusinessDay;
  /** The moment whose state it is. */
  at: Date;
  keys: number;
  secrets: number;
  /** As it was called when it was downloaded, without an alias. */
  fileName: string;
}

function contentsOf(header: ExportHeader): UploadedContents {
  const { account, region, instanceId, backupId, day, at, counts } = header;
  const fileName = fileNameOf({ alias: null, backupId }, day);
  return { account, region, instanceId, day, at: new Date(at), keys: counts.keys, secrets: counts.secrets, fileName };
}
