import { z } from "zod";
import { canonicalJson } from "@/lib/crypto/canonical-json";
import { hashOf } from "@/lib/crypto/digest";
import { randomBytes } from "@/lib/crypto/random";
import type { WrappingKey } from "@/lib/crypto/sealed";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { type BoundBackup, namesOfBackup, storeOf } from "./binding-store";
import { CatalogueWriter } from "./catalogue";
import { COUNT_OF, type ExportCounts } from "./export-header";
import { IndexSink } from "./index-sink";
import { itemViewOf, rotatedAtOf } from "./item-view";
import { PackSink } from "./pack-sink";
import { publishRun } from "./publish-run";
import { type BackupRecord, backupRecord } from "./record-schema";
import { resealMaterial } from "./reseal-material";
import type { Run } from "./run-backup";
import { identityOf, openedLine, openIndexPart } from "./run-index";

const ROWS_PER_COPY = 2000;

/** What becomes of a file: the only run of a binding of its own, which then is a backup like any other (BKP-128). */
export interface NewUpload {
  backup: BoundBackup & { feedEpoch: string };
  backupKey: WrappingKey;
  /** Seals the material in it, as an instance's key does in other backups. */
  instanceKey: WrappingKey;
  day: string;
}

/** Writes the records of a file into packs and index as they come; nothing of it can be read before `publish`. */
export class UploadWriter {
  readonly counts: ExportCounts = { keys: 0, keyVersions: 0, secrets: 0, secretVersions: 0 };
  readonly #run: Omit<Run, "tx">;
  readonly #packs: PackSink;
  readonly #index: IndexSink;

  private constructor(run: Omit<Run, "tx">) {
    this.#run = run;
    this.#packs = new PackSink(run);
    this.#index = new IndexSink(run);
  }

  /** `onPack`: after each object of the store; where it throws, nothing more is written. */
  static async of(ctx: Ctx, upload: NewUpload, onPack: () => Promise<void>): Promise<UploadWriter> {
    const { backup, backupKey, instanceKey, day } = upload;
    return new UploadWriter({
      ctx,
      backup: { ...backup, instancePk: "" }, // no instance of this deployment's: its key is given beside
      backupKey,
      instanceKeys: [instanceKey],
      store: storeOf(ctx),
      names: await namesOfBackup(ctx, backup),
      number: 1,
      token: randomBytes(4).toString("hex"),
      kind: "Full",
      tickAt: backup.enabledAt,
      day,
      startedAt: ctx.now(),
      step: async (name) => {
        if (name === "pack") await onPack();
      },
    });
  }

  /** The record of a file as it is kept here; null for what is none. `fileKey` seals the material in the file. */
  recordOf(plaintext: Buffer, fileKey: WrappingKey): BackupRecord | null {
    try {
      return this.#own(backupRecord.parse(JSON.parse(plaintext.toString("utf8"))), fileKey);
    } catch (error) {
      const isNone = error instanceof z.ZodError || error instanceof SyntaxError || isDamage(error);
      if (isNone) return null;
      throw error;
    }
  }

  async add(record: BackupRecord): Promise<void> {
    const bytes = canonicalJson(record);
    if (!this.#packs.fits(bytes.length)) await this.#packs.next();
    const identity = identityOf(record);
    const entry = { ...identity, ...this.#packs.add(identity, bytes), rotatedAt: rotatedAtOf(record) };
    const view = canonicalJson(itemViewOf(record)).toString("utf8");
    this.#index.add(flat(openedLine(entry, { digest: hashOf(bytes).toString("base64url"), since: null, view })));
    await this.#index.advance();
    this.counts[COUNT_OF[record.kind]] += 1;
  }

  #own(record: BackupRecord, fileKey: WrappingKey): BackupRecord {
    if (record.kind !== "key-version" || record.material === null) return record;
    const [instanceKey] = this.#run.instanceKeys ?? [];
    if (!instanceKey) throw new DomainError("InternalFailure");
    const { region, instanceId, material } = record;
    const box = resealMaterial(record, material, { region, pk: "", instanceId }, [fileKey], instanceKey);
    return { ...record, material: box.toString("base64") };
  }

  /** Writes what is left; no pack is on its way any more when this resolves or rejects. */
  async settle(): Promise<void> {
    const ended = await Promise.allSettled([this.#packs.end(), this.#index.end()]);
    for (const one of ended) if (one.status === "rejected") throw one.reason;
  }

  /** The rest of its run, in the transaction that makes the backup one that is shown. */
  async publish(tx: Tx): Promise<void> {
    const run: Run = { ...this.#run, tx };
    const { backup, backupKey, store, names, number, token, tickAt } = run;
    const tick = tickAt.toISOString();
    const catalogue = new CatalogueWriter(tx, backup, { tick, run: number });
    const place = { bindingId: backup.bindingId, run: number, token, tick };
    for (const [before, { name }] of this.#index.claims.entries()) {
      const box = (await store.get(names.inBase(name))) ?? Buffer.alloc(0);
      const { opened } = openIndexPart(backupKey, place, before + 1, name, box);
      for (const [count, entry] of opened.entries()) {
        catalogue.open(entry, { digest: entry.digest, since: null, view: JSON.stringify(entry.view) });
        if (count % ROWS_PER_COPY === 0) await catalogue.advance();
      }
      await catalogue.advance();
    }
    const changes = this.counts.keys + this.counts.secrets;
    await publishRun(run, { packs: this.#packs, index: this.#index, catalogue, changes }, "");
  }
}

/** A text that was put together keeps its pieces, which are several times as long: these wait for a part to be full. */
const flat = (text: string): string => Buffer.from(text).toString();

const isDamage = (error: unknown) => error instanceof DomainError && error.code === "BackupDamaged";
