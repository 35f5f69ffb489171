import type { PackReader } from "@/lib/crypto/pack";
import { type HeldAt, type HeldPack, packsHeldAt, recordsHeldAt } from "@/lib/db/backup-export.sql";
import type { RecordPlace } from "@/lib/db/restore-work.sql";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { damaged } from "./binding-store";
import { identityAt, openPack, openRecord } from "./open-record";
import type { EntryIdentity } from "./run-index";
import type { Reading } from "./source-keys";

// All that a backup held at a moment, record by record in the order of their place in the store: each pack is opened once
// and read in spans, so that neither memory nor the number of requests grows with the backup (BKP-125). No transaction
// stays open meanwhile: entries of that moment do not change, and a backup that is reset or deleted breaks the reading.

const RECORDS_PER_QUERY = 5000;
/** One request reads so much; bytes of other records between two wanted ones are read along up to the gap. */
const SPAN_BYTES = 4 * 1024 * 1024;
const GAP_BYTES = 64 * 1024;

export interface HeldPlaintext {
  identity: EntryIdentity;
  plaintext: Buffer;
}

/** @throws DomainError BackupDamaged, BackupNotEnabled where the backup was reset meanwhile, BackupStoreUnavailable */
export async function* recordsOf(ctx: Ctx, reading: Reading, held: HeldAt): AsyncGenerator<HeldPlaintext> {
  for (const packs of batchesOf(await packsHeldAt(ctx.db, held))) {
    await assertStillBound(ctx, held);
    const records = await recordsHeldAt(ctx.db, held, packs);
    let reader: PackReader | undefined;
    let pack = "";
    for (const span of spansOf(records)) {
      const [first] = span;
      if (!reader || first.pack !== pack) reader = await openPack(reading, first.pack);
      pack = first.pack;
      yield* readSpan(reading, reader, span);
    }
  }
  await assertStillBound(ctx, held);
}

/** Packs whose records are few enough to be named by one query. */
function batchesOf(packs: readonly HeldPack[]): string[][] {
  const batches: string[][] = [];
  let held = 0;
  for (const { pack, records } of packs) {
    const batch = batches.at(-1);
    const isSame = batch?.at(-1) === pack; // of another kind
    if (!batch || (!isSame && held + records > RECORDS_PER_QUERY)) {
      batches.push([pack]);
      held = 0;
    } else if (!isSame) batch.push(pack);
    held += records;
  }
  return batches;
}

type Span = [RecordPlace, ...RecordPlace[]];
const endOf = ({ offset, length }: RecordPlace) => offset + length;

function spansOf(records: readonly RecordPlace[]): Span[] {
  const spans: Span[] = [];
  for (const record of records) {
    const span = spans.at(-1);
    const last = span?.at(-1);
    const isNear = last?.pack === record.pack && record.offset - endOf(last) <= GAP_BYTES;
    if (span && isNear && endOf(record) - span[0].offset <= SPAN_BYTES) span.push(record);
    else spans.push([record]);
  }
  return spans;
}

async function* readSpan({ store, names }: Reading, reader: PackReader, span: Span): AsyncGenerator<HeldPlaintext> {
  const [{ pack, offset: from }] = span;
  const length = endOf(span.at(-1) ?? span[0]) - from;
  const bytes = await store.getRange(names.inBase(pack), from, length);
  if (bytes?.length !== length) throw damaged(pack);
  for (const record of span) {
    const plaintext = openRecord(reader, record, bytes.subarray(record.offset - from, endOf(record) - from));
    yield { identity: identityAt(record), plaintext };
  }
}

async function assertStillBound(ctx: Ctx, { backupPk: pk, bindingId }: HeldAt): Promise<void> {
  const bound = await ctx.db.backup.count({ where: { pk, bindingId, state: { in: ["Enabled", "Expired"] } } });
  if (bound === 0) throw new DomainError("BackupNotEnabled");
}
