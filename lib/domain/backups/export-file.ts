import { canonicalJson } from "@/lib/crypto/canonical-json";
import { ExportWriter, endMarkerBytes, exportLengthBytes } from "@/lib/crypto/export";
import { encryptToAge } from "@/lib/crypto/export-age";
import { randomUuid } from "@/lib/crypto/random";
import type { WrappingKey } from "@/lib/crypto/sealed";
import { type HeldAt, packsHeldAt } from "@/lib/db/backup-export.sql";
import type { BusinessDay } from "../calendar";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { keyringOf } from "../wrapping-keys";
import { readInstanceKey } from "./binding-objects";
import { installationId } from "./binding-store";
import { COUNT_OF, type ExportCounts, type ExportHeader, exportRoot, itemsIn } from "./export-header";
import { type HeldPlaintext, recordsOf } from "./export-records";
import { backupRecord } from "./record-schema";
import { generationOf, resealMaterial } from "./reseal-material";
import type { Reading } from "./source-keys";

/** Of a record in a pack: what its sealed length is longer than its plaintext. */
const PACK_RECORD_OVERHEAD = 4 + 16;

/** What it will hold, and how long everything inside the age file is, to the byte, before the first record is read. */
async function planFile(ctx: Ctx, { backup }: Reading, day: BusinessDay, held: HeldAt) {
  const packs = await packsHeldAt(ctx.db, held);
  const counts: ExportCounts = { keys: 0, keyVersions: 0, secrets: 0, secretVersions: 0 };
  let sum = 0;
  for (const { kind, records, bytes } of packs) {
    counts[COUNT_OF[kind as keyof typeof COUNT_OF]] += records; // the catalogue has no other kinds
    sum += Number(bytes) - records * PACK_RECORD_OVERHEAD;
  }
  const header: ExportHeader = {
    v: 1,
    fileId: randomUuid(),
    account: backup.accountId,
    region: backup.region,
    instanceId: backup.sourceInstanceId,
    backupId: backup.backupId,
    day,
    at: held.at.toISOString(),
    counts,
    deployment: await installationId(ctx),
    createdAt: ctx.now().toISOString(),
    rootFingerprint: keyringOf(ctx).fingerprint,
  };
  const items = itemsIn(counts);
  const own = canonicalJson(header).length + endMarkerBytes(items);
  return { header, plaintextBytes: exportLengthBytes(backup.accountId, { count: items + 2, sum: sum + own }) };
}

/** A file that is made as fast as somebody takes it. */
export interface OpenedFile {
  header: ExportHeader;
  stream: ReadableStream<Uint8Array>;
  /** Records that were read so far. */
  progress: { done: number };
}

/** The file of the backup's state at a moment, as age to the recipient. @throws DomainError InvalidRecipient */
export async function openFile(
  ctx: Ctx,
  reading: Reading,
  { day, at, ofAccount, recipient }: { day: BusinessDay; at: Date; ofAccount?: string; recipient: string },
): Promise<OpenedFile> {
  const { backup } = reading;
  const held = { backupPk: backup.pk, bindingId: backup.bindingId, at, ofAccount };
  const { header, plaintextBytes } = await planFile(ctx, reading, day, held);
  const progress = { done: 0 };
  const plaintext = asStream(writeFile(ctx, reading, header, recordsOf(ctx, reading, held), progress));
  try {
    return { header, progress, stream: await encryptToAge(recipient, plaintext, plaintextBytes) };
  } catch (error) {
    throw new DomainError("InvalidRecipient", {}, { cause: error });
  }
}

async function* writeFile(
  ctx: Ctx,
  reading: Reading,
  header: ExportHeader,
  records: AsyncGenerator<HeldPlaintext>,
  progress: OpenedFile["progress"],
): AsyncGenerator<Buffer> {
  const { fileId, account, counts } = header;
  const items = itemsIn(counts);
  const writer = new ExportWriter(exportRoot(keyringOf(ctx)), { fileId, account, items });
  const sourceOf = sourceKeys(reading);
  yield writer.start(canonicalJson(header));
  for await (const record of records) {
    yield writer.add(await forExport(record, sourceOf, writer.key));
    progress.done += 1;
  }
  // The catalogue of a moment does not change; where it did, the file would not say what it says.
  if (progress.done !== items) throw new DomainError("ChangedMeanwhile");
  yield writer.end();
}

type SourceOf = (generation: number) => Promise<WrappingKey>;

/** The generations of the source's instance key, from the store, each read once. */
function sourceKeys({ store, names, backup, backupKey }: Reading): SourceOf {
  const known = new Map<number, Promise<WrappingKey>>();
  return (generation) => {
    const key = known.get(generation) ?? readInstanceKey(store, names, backup, backupKey, generation);
    known.set(generation, key);
    return key;
  };
}

/** As it was saved, but with its material under the file's key. Boxes are of one length: so is the record. */
async function forExport({ identity, plaintext }: HeldPlaintext, sourceOf: SourceOf, key: WrappingKey) {
  if (identity.kind !== "key-version") return plaintext;
  const record = backupRecord.parse(JSON.parse(plaintext.toString("utf8")));
  if (record.kind !== "key-version" || record.material === null) return plaintext;
  const { region, instanceId, material } = record;
  const source = await sourceOf(generationOf(material));
  const box = resealMaterial(record, material, { region, pk: "", instanceId }, [source], key);
  return canonicalJson({ ...record, material: box.toString("base64") });
}

/** Pulled, never pushed: what waits in memory is one record. */
function asStream(pieces: AsyncGenerator<Buffer>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { value, done } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => {
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
