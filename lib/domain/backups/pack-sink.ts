import { type PackRecordIdentity, PackWriter, type WrittenRecord } from "@/lib/crypto/pack";
import { packName } from "./binding-names";
import { claimOf, damaged, isClaimed, type ObjectClaim } from "./binding-store";
import type { Run } from "./run-backup";

export interface Placed {
  pack: string;
  packNumber: number;
  ordinal: number;
  offset: number;
  length: number;
}

/** Writes the records of one run into as many packs as they need, and reads each pack back before it counts (S18). */
export class PackSink {
  readonly claims: ObjectClaim[] = [];
  records = 0;
  #writer: PackWriter | undefined;
  #parts: Buffer[] = [];

  constructor(private readonly run: Run) {}

  async add(identity: PackRecordIdentity, plaintext: Uint8Array): Promise<Placed> {
    if (this.#writer && !this.#writer.fits(plaintext.length)) await this.#flush();
    const writer = this.#writer ?? this.#begin();
    const written: WrittenRecord = writer.add(identity, plaintext);
    this.#parts.push(written.bytes);
    this.records += 1;
    const { ordinal, offset } = written;
    return { pack: this.#name(), packNumber: this.#number(), ordinal, offset, length: written.bytes.length };
  }

  /** Writes what is left; returns all packs of the run. */
  async end(): Promise<ObjectClaim[]> {
    if (this.#writer) await this.#flush();
    return this.claims;
  }

  #begin(): PackWriter {
    const { backupKey, backup, number } = this.run;
    this.#writer = new PackWriter(backupKey, { bindingId: backup.bindingId, run: number, packNumber: this.#number() });
    this.#parts = [this.#writer.header];
    return this.#writer;
  }

  async #flush(): Promise<void> {
    const { store, names } = this.run;
    const bytes = Buffer.concat(this.#parts);
    const claim = claimOf(this.#name(), bytes);
    this.#writer?.close();
    this.#writer = undefined;
    this.#parts = [];
    // "It exists" may be the answer to a repeated request whose first one arrived: what lies there decides.
    await store.putIfAbsent(names.inBase(claim.name), bytes);
    if (!isClaimed(claim, await store.get(names.inBase(claim.name)))) throw damaged(claim.name);
    this.claims.push(claim);
    await this.run.step("pack");
  }

  #number(): number {
    return this.claims.length + 1;
  }

  #name(): string {
    return packName(this.run.number, this.run.token, this.#number());
  }
}
