import { gzipSync } from "node:zlib";
import { PackWriter } from "@/lib/crypto/pack";
import type { WrappingKey } from "@/lib/crypto/sealed";
import { claimOf, damaged, isClaimed } from "../backups/binding-store";
import type { BackupStore } from "../backups/store";
import type { SavedRows, SystemManifest } from "./system-manifest";
import { type SystemNames, toldObject } from "./system-names";

/** Of a record before it is compressed; one row may be longer. */
const RECORD_CHARS = 512 * 1024;

export interface PackPlaceInStore {
  store: BackupStore;
  names: SystemNames;
  name: string;
  key: WrappingKey;
  bindingId: string;
}

/**
 * Writes rows as sealed records into packs, some hundred kilobytes of rows to a record, and reads each pack back before it
 * counts (S18). A record opens only as that place of that table.
 */
export class RowPacks {
  readonly claims: SystemManifest["packs"] = [];
  #writer: PackWriter | undefined;
  #parts: Buffer[] = [];

  constructor(private readonly place: PackPlaceInStore) {}

  /** All rows of one table, in the order in which they come. */
  async addTable(table: string, columns: string[], rows: AsyncIterable<string>): Promise<SavedRows> {
    const saved: SavedRows = { table, columns, rows: 0, records: [] };
    let waiting: string[] = [];
    let chars = 0;
    for await (const row of rows) {
      waiting.push(row);
      saved.rows += 1;
      chars += row.length;
      if (chars < RECORD_CHARS) continue;
      saved.records.push(await this.#add(table, saved.records.length, waiting));
      waiting = [];
      chars = 0;
    }
    if (waiting.length > 0) saved.records.push(await this.#add(table, saved.records.length, waiting));
    return saved;
  }

  async end(): Promise<SystemManifest["packs"]> {
    if (this.#writer) await this.#flush();
    return this.claims;
  }

  async #add(table: string, part: number, rows: readonly string[]): Promise<SavedRows["records"][number]> {
    const plain = gzipSync(`[${rows.join(",")}]`);
    if (this.#writer && !this.#writer.fits(plain.length)) await this.#flush();
    const writer = this.#writer ?? this.#begin();
    const identity = { kind: "table-rows", account: "", resourceId: table, versionId: String(part) } as const;
    const { ordinal, offset, bytes } = writer.add(identity, plain);
    this.#parts.push(bytes);
    return [this.claims.length + 1, ordinal, offset, bytes.length];
  }

  #begin(): PackWriter {
    const { key, bindingId } = this.place;
    this.#writer = new PackWriter(key, { bindingId, run: 1, packNumber: this.claims.length + 1 });
    this.#parts = [this.#writer.header];
    return this.#writer;
  }

  async #flush(): Promise<void> {
    const { store, names, name } = this.place;
    const number = this.claims.length + 1;
    const bytes = Buffer.concat(this.#parts);
    const claim = claimOf(`packs/${number}`, bytes);
    this.#writer?.close();
    this.#writer = undefined;
    this.#parts = [];
    await store.putIfAbsent(names.pack(number), bytes);
    if (!isClaimed(claim, await store.get(names.pack(number)))) throw damaged(toldObject(name, claim.name));
    this.claims.push(claim);
  }
}
