import { fileHash } from "@/lib/crypto/export-age";
import { record } from "../audit/record";
import type { Ctx } from "../context";
import { assertChanged } from "../transaction";
import { USUAL_WAIT_MS, withBackupLock } from "./backup-lock";
import type { BoundBackup } from "./binding-store";
import { destroyBinding } from "./destroy-binding";
import { type ExportHeader, itemsIn } from "./export-header";
import { backupSubject } from "./load-backup";
import { OutOfTurn, type Transfer } from "./transfer";
import { completeTransfer, failTransfer, moveTransfer, type Progress } from "./transfer-rows";
import type { UploadReader } from "./upload-reader";
import type { UploadWriter } from "./upload-writer";

/** A file on its way in. Whatever goes wrong, nothing of it is left: neither here, nor in the store, nor in a table. */
export class Upload implements Transfer {
  readonly kind = "Upload";
  readonly #hash = fileHash();
  readonly #reading: Promise<void>;
  #failure: unknown;
  #done = 0;
  #parts = 0;
  #finishing: Promise<unknown> = Promise.resolve();
  #finished = false;
  #gone: Promise<void> | undefined;

  constructor(
    private readonly ctx: Ctx,
    readonly transferId: string,
    readonly backup: BoundBackup,
    private readonly header: ExportHeader,
    private readonly reader: UploadReader,
    private readonly writer: UploadWriter,
    records: AsyncGenerator<Buffer>,
    head: Uint8Array,
    private readonly leave: () => void,
  ) {
    this.#hash.update(head);
    this.#reading = this.#read(records).catch((error: unknown) => {
      this.#failure ??= error;
    });
  }

  async #read(records: AsyncGenerator<Buffer>): Promise<void> {
    const { reader, writer } = this;
    for await (const plaintext of records) {
      const own = reader.key && writer.recordOf(plaintext, reader.key);
      if (!own) throw reader.altered();
      await writer.add(own);
      this.#done += 1;
    }
  }

  /** Asked after each pack. @throws DomainError BackupTransferOver where the worker has given it up meanwhile */
  stillRuns(): Promise<void> {
    return moveTransfer(this.ctx, this.transferId, this.#progress());
  }

  /** Parts come in turn, after the head; the one that came last may come again from whoever lost the answer. */
  async write(part: number, bytes: Uint8Array): Promise<{ done: number; total: number }> {
    if (part === this.#parts) {
      this.#parts += 1;
      this.#hash.update(bytes);
      await this.reader.push(bytes);
    } else if (part !== this.#parts - 1) throw new OutOfTurn();
    if (this.#failure) throw this.#failure;
    await this.stillRuns();
    return { done: this.#done, total: itemsIn(this.header.counts) };
  }

  /** The whole of it becomes a backup, or nothing (BKP-128). */
  finish(): Promise<{ backupId: string }> {
    const finishing = this.#finish();
    this.#finishing = finishing.catch(() => undefined);
    return finishing;
  }

  async #finish(): Promise<{ backupId: string }> {
    this.reader.end();
    await this.#reading;
    if (this.#failure) throw this.#failure;
    const { ctx, writer, backup, header, transferId } = this;
    if (!isSame(writer.counts, header.counts)) throw this.reader.altered();
    await writer.settle();
    await this.stillRuns();
    await withBackupLock(ctx, backup.pk, { waitMs: USUAL_WAIT_MS }, async (tx) => {
      await completeTransfer(tx, transferId, this.#progress());
      const { pk, bindingId } = backup;
      const where = { pk, bindingId, state: "Uploading", leaving: false } as const;
      assertChanged(await tx.db.backup.updateMany({ where, data: { state: "Enabled" } }));
      await writer.publish(tx);
      const { fileId, counts } = header;
      const { bytes } = this.#progress();
      const detail = { transferId, fileId, ...counts, bytes, sha256: this.#hash.digest("hex") };
      await record(tx, "FinishBackupUpload", backupSubject(backup), detail);
    });
    this.#finished = true;
    this.leave();
    return { backupId: backup.backupId };
  }

  #progress(): Progress {
    return { done: this.#done, bytes: this.reader.received };
  }

  giveUp(error: unknown): Promise<void> {
    this.#gone ??= this.#giveUp(error);
    return this.#gone;
  }

  async #giveUp(error: unknown): Promise<void> {
    this.leave();
    this.#failure ??= error;
    this.reader.fail(error);
    await this.#reading;
    await this.#finishing;
    if (this.#finished) return;
    await this.writer.settle().catch(() => undefined); // what is on its way is there before it is destroyed
    const { ctx, backup, transferId } = this;
    await failTransfer(ctx, transferId, error);
    const { pk, bindingId } = backup;
    await ctx.db.backup.updateMany({ where: { pk, bindingId, state: "Uploading" }, data: { leaving: true } });
    // It was finished, and the answer of the commit alone was lost: it is a backup, and nobody asked for its end.
    if ((await ctx.db.backup.count({ where: { pk, bindingId, leaving: false } })) > 0) return;
    // Where this fails too, the worker goes on: the row says that it is leaving.
    await destroyBinding(ctx, backup);
  }
}

const isSame = (left: ExportHeader["counts"], right: ExportHeader["counts"]) =>
  left.keys === right.keys &&
  left.keyVersions === right.keyVersions &&
  left.secrets === right.secrets &&
  left.secretVersions === right.secretVersions;
