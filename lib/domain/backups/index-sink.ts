import { ByteLines } from "@/lib/db/byte-lines";
import { indexPartName } from "./binding-names";
import { putRead } from "./binding-objects";
import type { ObjectClaim } from "./binding-store";
import type { Run } from "./run-backup";
import { sealIndexPart } from "./run-index";

/** Bytes of one part before it is compressed: some ten thousand entries. */
const PART_LENGTH = 4 * 1024 * 1024;

/** Writes the index of a run in parts (run-index.ts), each read back before it counts (S18). */
export class IndexSink {
  readonly claims: ObjectClaim[] = [];
  readonly #lines = new ByteLines();
  #parts = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly run: Pick<Run, "backupKey" | "backup" | "number" | "token" | "store" | "names">) {}

  /** Lines of run-index.ts. */
  add(line: string): void {
    this.#lines.add(line);
  }

  /** Whether there is enough for a part. */
  get isFull(): boolean {
    return this.#lines.length >= PART_LENGTH;
  }

  /** To be called after each entry: writes a part once there is enough for one, while the caller goes on. */
  async advance(): Promise<void> {
    if (this.isFull) await this.#begin();
  }

  async end(): Promise<ObjectClaim[]> {
    if (this.#lines.length > 0) await this.#begin();
    await this.#writing;
    return this.claims;
  }

  /** One part is on its way at a time. */
  async #begin(): Promise<void> {
    await this.#writing;
    this.#writing = this.#write(this.#lines.take(), ++this.#parts);
    this.#writing.catch(() => {}); // awaited above or at the end, where it is thrown
  }

  async #write(lines: Buffer, part: number): Promise<void> {
    const { backupKey, backup, number, token, store, names } = this.run;
    const box = await sealIndexPart(backupKey, { bindingId: backup.bindingId, run: number }, part, lines);
    this.claims.push(await putRead(store, names, indexPartName(number, token, part), box));
  }
}
