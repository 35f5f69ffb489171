import { fileHash } from "@/lib/crypto/export-age";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import type { BusinessDay } from "../calendar";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { transaction } from "../transaction";
import type { OpenedFile } from "./export-file";
import { backupSubject } from "./load-backup";
import { OutOfTurn, type Transfer } from "./transfer";
import { completeTransfer, failTransfer, moveTransfer } from "./transfer-rows";

/** Bytes travel as base64 in a frame of at most 8 MiB. */
const PART_BYTES = 2 * 1024 * 1024;

export interface DownloadPart {
  bytes: Uint8Array;
  last: boolean;
}

/** A file on its way out: nothing of it is made before it is asked for, and nothing is kept but the part given last. */
export class Download implements Transfer {
  readonly kind = "Download";
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Uint8Array[] = [];
  #last: { part: number; answer: DownloadPart } | undefined;
  #bytes = 0;
  readonly #hash = fileHash();

  constructor(
    private readonly ctx: Ctx,
    readonly transferId: string,
    readonly backup: BackupModel,
    private readonly file: OpenedFile,
    private readonly leave: () => void,
    /** Nothing of other accounts is in it (BKP-99). */
    readonly isOwnersAlone: boolean,
  ) {
    this.#reader = file.stream.getReader();
  }

  get day(): BusinessDay {
    return this.file.header.day;
  }

  /** Parts are asked for in turn; the one given last is given again to whoever lost the answer. */
  async part(part: number): Promise<DownloadPart> {
    if (this.#last?.part === part) return this.#last.answer;
    if (this.#last?.answer.last) throw new DomainError("BackupTransferOver");
    if (part !== (this.#last?.part ?? -1) + 1) throw new OutOfTurn();
    const answer = await this.#read();
    this.#bytes += answer.bytes.length;
    this.#hash.update(answer.bytes);
    const progress = { done: this.file.progress.done, bytes: this.#bytes };
    if (answer.last) await this.#complete();
    else await moveTransfer(this.ctx, this.transferId, progress);
    this.#last = { part, answer };
    return answer;
  }

  async #read(): Promise<DownloadPart> {
    let length = this.#rest.reduce((sum, { byteLength }) => sum + byteLength, 0);
    while (length < PART_BYTES) {
      const { value, done } = await this.#reader.read();
      if (!value) return { bytes: Buffer.concat(this.#rest.splice(0)), last: done };
      this.#rest.push(value);
      length += value.length;
    }
    const joined = Buffer.concat(this.#rest);
    this.#rest = [joined.subarray(PART_BYTES)];
    return { bytes: joined.subarray(0, PART_BYTES), last: false };
  }

  /** The end is an event of its own: what left, and how it can be recognised. */
  async #complete(): Promise<void> {
    const { backup, transferId } = this;
    const bytes = this.#bytes;
    await transaction(this.ctx, async (tx) => {
      await completeTransfer(tx, transferId, { done: this.file.progress.done, bytes });
      const { fileId, counts } = this.file.header;
      const detail = { phase: "finished", transferId, fileId, ...counts, bytes, sha256: this.#hash.digest("hex") };
      await record(tx, "PrepareBackupDownload", backupSubject(backup), detail);
    });
    this.leave();
  }

  async giveUp(error: unknown): Promise<void> {
    this.leave();
    await this.#reader.cancel().catch(() => undefined); // it may have failed by itself
    await failTransfer(this.ctx, this.transferId, error);
  }
}
