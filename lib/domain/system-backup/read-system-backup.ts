import { gunzipSync } from "node:zlib";
import { CryptoError } from "@/lib/crypto/errors";
import type { Keyring } from "@/lib/crypto/keyring";
import { PackReader } from "@/lib/crypto/pack";
import type { WrappingKey } from "@/lib/crypto/sealed";
import { damaged, isClaimed } from "../backups/binding-store";
import type { BackupStore } from "../backups/store";
import { openSystemKey, type SystemBackupId } from "./system-key";
import { readSystemManifest, type SavedRows, type SystemManifest } from "./system-manifest";
import { systemNamesOf, toldObject } from "./system-names";

/** A system backup that is proven as far as its manifest; each pack is, before anything of it is used. */
export class StoredSystemBackup {
  #pack: { number: number; bytes: Buffer; reader: PackReader } | undefined;

  private constructor(
    private readonly store: BackupStore,
    private readonly key: WrappingKey,
    readonly manifest: SystemManifest,
  ) {}

  /** @throws DomainError BackupDamaged, naming the object */
  static async open(store: BackupStore, keyring: Keyring, of: SystemBackupId): Promise<StoredSystemBackup> {
    const names = systemNamesOf(of.installation, of.name);
    const key = openSystemKey(keyring, of, await store.get(names.key));
    return new StoredSystemBackup(store, key, readSystemManifest(key, await store.get(names.manifest), of));
  }

  rowsOf(table: string): SavedRows | undefined {
    return this.manifest.tables.find((one) => one.table === table);
  }

  /** The rows of a table, some at a time: JSON arrays. @throws DomainError BackupDamaged, naming the pack */
  async *read({ table, records }: SavedRows): AsyncGenerator<string> {
    for (const [part, [pack, ordinal, offset, length]] of records.entries()) {
      const { bytes, reader } = await this.#packOf(pack);
      const sealed = bytes.subarray(offset + LENGTH_FIELD, offset + length);
      const identity = { kind: "table-rows", account: "", resourceId: table, versionId: String(part) } as const;
      yield gunzipSync(this.#opening(pack, () => reader.openRecord(ordinal, identity, sealed))).toString("utf8");
    }
  }

  /** Reads every pack, so that a damaged one is known before the first row is written. @throws DomainError BackupDamaged */
  async prove(): Promise<void> {
    for (const [index] of this.manifest.packs.entries()) await this.#packOf(index + 1);
  }

  async #packOf(number: number) {
    if (this.#pack?.number === number) return this.#pack;
    const claim = this.manifest.packs[number - 1];
    const { installation, name } = this.manifest;
    const bytes = claim ? await this.store.get(systemNamesOf(installation, name).pack(number)) : null;
    if (!claim || !bytes || !isClaimed(claim, bytes)) throw damaged(toldObject(name, `packs/${number}`));
    const { id, generation, bytes: key } = this.key;
    const resolve = (asked: string, of: number) => (asked === id && of === generation ? key : undefined);
    this.#pack = { number, bytes, reader: this.#opening(number, () => new PackReader(resolve, bytes)) };
    return this.#pack;
  }

  #opening<T>(pack: number, open: () => T): T {
    try {
      return open();
    } catch (error) {
      if (error instanceof CryptoError) throw damaged(toldObject(this.manifest.name, `packs/${pack}`));
      throw error;
    }
  }
}

const LENGTH_FIELD = 4;
