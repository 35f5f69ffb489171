import { CryptoError } from "@/lib/crypto/errors";
import { ExportReader, type ExportStart, readExportStart } from "@/lib/crypto/export";
import {
  type AgeHead,
  chunkOffset,
  decryptFromAge,
  isWrongIdentity,
  readAgeHead,
  recipientOf,
} from "@/lib/crypto/export-age";
import type { Keyring } from "@/lib/crypto/keyring";
import type { WrappingKey } from "@/lib/crypto/sealed";
import { DomainError } from "../errors";
import { type ExportHeader, exportHeader, itemsIn, resolveExportRoot } from "./export-header";
import { Intake } from "./upload-intake";

// A file on its way in, opened as it comes: age, then KMSEXPORT1, then record by record. What is wrong with it is told
// apart as far as that can be known (P4): another product, a newer format, a wrong key, another account, another root
// key, cut short, altered. The key that opens it lives in here and nowhere else.

/** What is judged before anything is sent. */
export const HEAD_BYTES = 256 * 1024;

/** So much is opened at a time. */
const SLICE_BYTES = 256 * 1024;

/** What age reads after its head before it gives anything. */
const NONCE_BYTES = 16;

export class UploadReader {
  /** Bytes of the file so far. */
  received = 0;
  header: ExportHeader | undefined;
  /** What the material in the file is sealed with. */
  key: WrappingKey | undefined;
  readonly #intake = new Intake();
  #ended = false;
  /** Bytes of plaintext so far: where in the file the next chunk lies. */
  #opened = 0;

  private constructor(
    private readonly keyring: Keyring,
    private readonly identity: string,
    private readonly recipient: string,
    private readonly age: AgeHead,
  ) {}

  /** @throws DomainError InvalidDecryptionKey, BackupFileUnknownFormat, BackupFileTruncated, BackupFileAltered */
  static async of(keyring: Keyring, decryptionKey: string, head: Uint8Array): Promise<UploadReader> {
    const identity = decryptionKey.trim();
    const recipient = await recipientOf(identity);
    if (recipient === null) throw new DomainError("InvalidDecryptionKey");
    const age = readAgeHead(head);
    if (age === "foreign") throw new DomainError("BackupFileUnknownFormat");
    if (age === "incomplete") throw new DomainError("BackupFileTruncated", { bytes: head.length });
    if (age === "damaged") throw new DomainError("BackupFileAltered", { bytes: 0 });
    return new UploadReader(keyring, identity, recipient, age);
  }

  /** The next bytes of the file; resolves once they are taken. */
  async push(bytes: Uint8Array): Promise<void> {
    this.received += bytes.length;
    const { fileBytes } = this.age;
    // Nothing comes after the end of a file.
    if (fileBytes !== null && this.received > fileBytes) this.fail(altered(fileBytes));
    for (let at = 0; at < bytes.length; at += SLICE_BYTES)
      await this.#intake.push(bytes.subarray(at, at + SLICE_BYTES));
  }

  end(): void {
    this.#ended = true;
    this.#intake.close();
  }

  /** Breaks off whoever reads. */
  fail(error: unknown): void {
    this.#intake.fail(error);
  }

  /**
   * The plaintext of each record, in order, until the end marker; `header` and `key` are there from the first on.
   * @throws DomainError one of those of `of`, BackupFileWrongKey, BackupFileForeign, BackupFileNewerVersion,
   * BackupFileUnknownSeal
   */
  async *records(): AsyncGenerator<Buffer> {
    try {
      const plaintext = this.#pieces(await this.#unlock());
      const { start, rest } = await readStart(plaintext, () => this.#cut());
      const reader = this.#readerOf(start);
      this.key = reader.key;
      yield* this.#open(reader, rest);
      for await (const piece of plaintext) yield* this.#open(reader, piece);
      if (!reader.ended) throw this.#cut();
    } catch (error) {
      throw this.#refusalOf(error);
    } finally {
      this.#intake.fail(new DomainError("BackupTransferOver")); // whoever still brings something need not wait
    }
  }

  /** Its head has come whole: where it does not open, it is the head that is wrong, or the key. */
  async #unlock(): Promise<ReadableStream<Uint8Array>> {
    try {
      return await decryptFromAge(this.identity, this.#intake.stream);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      // Where the head says that it is for this key, it is the head that is wrong.
      if (isWrongIdentity(error) && !this.age.isFor(this.recipient)) throw new DomainError("BackupFileWrongKey");
      throw this.#ended && this.received < this.age.headBytes + NONCE_BYTES ? this.#cut() : altered(0);
    }
  }

  /** What was read last is not what this product writes. */
  altered(): DomainError {
    return altered(chunkOffset(this.age.headBytes, this.#opened));
  }

  async *#pieces(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of stream) {
      yield piece;
      this.#opened += piece.length;
    }
  }

  *#open(reader: ExportReader, piece: Uint8Array): Generator<Buffer> {
    for (const { kind, plaintext } of reader.push(piece)) {
      if (kind === "header") this.header = headerOf(plaintext);
      if (kind === "header" && !isConsistent(this.header, reader)) throw this.altered();
      if (kind !== "end") yield plaintext;
    }
  }

  #readerOf(start: ExportStart): ExportReader {
    try {
      return new ExportReader(resolveExportRoot(this.keyring), start);
    } catch (error) {
      if (error instanceof CryptoError) throw new DomainError("BackupFileUnknownSeal");
      throw error;
    }
  }

  /** The file ended before its contents did. */
  #cut(): DomainError {
    return new DomainError("BackupFileTruncated", { bytes: this.received });
  }

  #refusalOf(error: unknown): unknown {
    if (error instanceof DomainError) return error;
    const { fileBytes } = this.age;
    if (this.#ended && fileBytes !== null && this.received < fileBytes) return this.#cut();
    return this.altered();
  }
}

const altered = (bytes: number) => new DomainError("BackupFileAltered", { bytes });

function headerOf(plaintext: Buffer): ExportHeader | undefined {
  return exportHeader.safeParse(JSON.parse(plaintext.toString("utf8"))).data;
}

const isConsistent = (header: ExportHeader | undefined, reader: ExportReader) =>
  header !== undefined &&
  header.fileId === reader.start.fileId &&
  header.account === reader.start.account &&
  itemsIn(header.counts) === reader.start.items;

/** The clear beginning, which may come in several pieces. */
async function readStart(
  plaintext: AsyncGenerator<Uint8Array>,
  cut: () => DomainError,
): Promise<{ start: ExportStart; rest: Buffer }> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const start = readExportStart(bytes);
    if (!("format" in start)) return { start, rest: bytes.subarray(start.bytes.length) };
    if (start.format === "foreign") throw new DomainError("BackupFileForeign");
    if (start.format === "newer") throw new DomainError("BackupFileNewerVersion", { version: start.version });
    if (start.format === "damaged") throw altered(0);
    const { value, done } = await plaintext.next();
    if (done) throw bytes.length === 0 ? new DomainError("BackupFileForeign") : cut();
    bytes = Buffer.concat([bytes, value]);
  }
}
