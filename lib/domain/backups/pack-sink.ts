import { maxPackBytes, type PackRecordIdentity, PackWriter } from "@/lib/crypto/pack";
import { packName } from "./binding-names";
import { putRead } from "./binding-objects";
import type { ObjectClaim } from "./binding-store";
import type { Run } from "./run-backup";

export interface Placed {
  pack: string;
  packNumber: number;
  ordinal: number;
  offset: number;
  length: number;
}

/**
 * Writes the records of one run into as many packs as they need, and reads each pack back before it counts (S18). Two packs
 * are in memory at most: one is filled while the one before is on its way.
 */
export class PackSink {
  readonly claims: ObjectClaim[] = [];
  records = 0;
  #writer: PackWriter | undefined;
  #bytes: Buffer | undefined;
  #spare: Buffer | undefined;
  #packs = 0;
  #pack = "";
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly run: Pick<Run, "backupKey" | "backup" | "number" | "token" | "store" | "names" | "step">,
  ) {}

  /** Before a record that `fits` refuses. */
  fits(lengthBytes: number): boolean {
    return this.#writer === undefined ? false : this.#writer.fits(lengthBytes);
  }

  /** Makes room for a record: sends the full pack on its way and begins the next. */
  async next(): Promise<void> {
    if (this.#writer) await this.#send();
    const { backupKey, backup, number, token } = this.run;
    this.#packs += 1;
    this.#pack = packName(number, token, this.#packs);
    this.#writer = new PackWriter(backupKey, { bindingId: backup.bindingId, run: number, packNumber: this.#packs });
    this.#bytes = this.#spare ?? Buffer.allocUnsafeSlow(maxPackBytes);
    this.#spare = undefined;
    this.#writer.header.copy(this.#bytes);
  }

  /** For which there is room. */
  add(identity: PackRecordIdentity, plaintext: Uint8Array): Placed {
    if (!this.#writer || !this.#bytes) throw new Error("no pack was begun");
    const { ordinal, offset, lengthBytes } = this.#writer.addTo(this.#bytes, identity, plaintext);
    this.records += 1;
    return { pack: this.#pack, packNumber: this.#packs, ordinal, offset, length: lengthBytes };
  }

  /** Writes what is left; returns all packs of the run. */
  async end(): Promise<ObjectClaim[]> {
    if (this.#writer) await this.#send();
    await this.#writing;
    return this.claims;
  }

  async #send(): Promise<void> {
    await this.#writing;
    const { lengthBytes } = this.#writer as PackWriter;
    const whole = this.#bytes as Buffer; // begun with it
    this.#writer?.close();
    this.#writer = undefined;
    this.#writing = this.#write(this.#pack, whole, lengthBytes);
    this.#writing.catch(() => {}); // awaited above or at the end, where it is thrown
  }

  async #write(name: string, whole: Buffer, lengthBytes: number): Promise<void> {
    const { store, names } = this.run;
    this.claims.push(await putRead(store, names, name, whole.subarray(0, lengthBytes)));
    this.#spare = whole;
    await this.run.step("pack");
  }
}
