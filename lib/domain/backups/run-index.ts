import { promisify } from "node:util";
import { deflateRaw, inflateRawSync } from "node:zlib";
import { z } from "zod";
import { CryptoError } from "@/lib/crypto/errors";
import { open, seal, type WrappingKey } from "@/lib/crypto/sealed";
import { packName } from "./binding-names";
import { damaged } from "./binding-store";
import { itemView } from "./item-view";
import type { BackupRecord } from "./record-schema";

// The index of a run: what the catalogue gains and loses. Sealed, since it names keys and secrets, and whole, so that the
// catalogue can be rebuilt from the store without opening a record (invariant 2).
//
// Version 2: parts of at most some thousand entries, each a sealed box of its own that says which part of which run it is;
// in it, compressed, one JSON array to a line. Version 1, one box of one JSON object, is read for ever (S26).

const kinds = ["key", "key-version", "secret", "secret-version"] as const;
const identity = z.strictObject({
  kind: z.enum(kinds),
  account: z.string(),
  resourceId: z.string(),
  versionId: z.string(),
});
const time = z.iso.datetime({ precision: 3 });

const entry = identity.extend({
  pack: z.string(),
  packNumber: z.int(),
  ordinal: z.int(),
  offset: z.int(),
  length: z.int(),
  /** SHA-256 of the record's plaintext, in hex. */
  digest: z.string(),
  since: time,
  rotatedAt: time.nullable(),
  view: itemView,
});

export type EntryIdentity = z.infer<typeof identity>;
export type Opened = z.infer<typeof entry>;

/** Some of what a run changed. */
export interface IndexPart {
  opened: Opened[];
  closed: EntryIdentity[];
}

/** The run that an index is of. */
export interface IndexPlace {
  bindingId: string;
  run: number;
  /** Of its writer, as the names of its packs have it. */
  token: string;
  /** The run's tick: where an entry says nothing else, it is there since then. */
  tick: string;
}

const compress = promisify(deflateRaw);
/** Ids and digests do not get shorter by looking longer. */
const LEVEL = 1;
/** What one part may become: far more than is ever written, far less than a machine has. */
const PART_MAX_BYTES = 64 * 1024 * 1024;

/** A line of version 2. `view` is JSON, since the database wrote it. */
export function openedLine(placed: Omit<Opened, "view" | "pack" | "digest" | "since">, more: OpenedMore): string {
  const { kind, account, resourceId, versionId, packNumber, ordinal, offset, length, rotatedAt } = placed;
  const ids = `${quoted(resourceId)},${quoted(versionId)}`;
  const when = `${more.since === null ? "null" : `"${more.since}"`},${rotatedAt === null ? "null" : `"${rotatedAt}"`}`;
  return `["${kind}","${account}",${ids},${packNumber},${ordinal},${offset},${length},"${more.digest}",${when},${more.view}]\n`;
}

/** Nearly all ids need no escape. */
const quoted = (id: string) => (/^[\w/.-]*$/.test(id) ? `"${id}"` : JSON.stringify(id));

interface OpenedMore {
  /** In base64url. */
  digest: string;
  /** Null: since this run. */
  since: string | null;
  view: string;
}

export function closedLine({ kind, account, resourceId, versionId }: EntryIdentity): string {
  return `${JSON.stringify([kind, account, resourceId, versionId])}\n`;
}

/** `part` counts from 1. */
export async function sealIndexPart(
  backupKey: WrappingKey,
  { bindingId, run }: Pick<IndexPlace, "bindingId" | "run">,
  part: number,
  lines: Buffer,
): Promise<Buffer> {
  const plain = await compress(lines, { level: LEVEL });
  return seal(backupKey, "backup-index", [bindingId, partField(run, part)], plain);
}

/** Of version 1 the number alone, so that neither opens as the other. */
const partField = (run: number, part: number) => `${run}/${part}`;

const openedRow = z.tuple([
  z.enum(kinds),
  z.string(),
  z.string(),
  z.string(),
  z.int(),
  z.int(),
  z.int(),
  z.int(),
  z.string().regex(/^[\w-]{43}$/),
  time.nullable(),
  time.nullable(),
  itemView,
]);
const closedRow = z.tuple([z.enum(kinds), z.string(), z.string(), z.string()]);

/** @throws DomainError BackupDamaged, naming `object` */
export function openIndexPart(
  backupKey: WrappingKey,
  place: IndexPlace,
  part: number,
  object: string,
  box: Uint8Array,
): IndexPart {
  return opening(object, () => {
    const fields = [place.bindingId, partField(place.run, part)] as const;
    const plain = open(resolverOf(backupKey), "backup-index", fields, box);
    const lines = inflateRawSync(plain, { maxOutputLength: PART_MAX_BYTES }).toString("utf8").trimEnd();
    const opened: Opened[] = [];
    const closed: EntryIdentity[] = [];
    for (const line of lines === "" ? [] : lines.split("\n")) {
      const row: unknown = JSON.parse(line);
      if (Array.isArray(row) && row.length === 4) closed.push(closedOf(closedRow.parse(row)));
      else opened.push(openedOf(openedRow.parse(row), place));
    }
    return { opened, closed };
  });
}

const closedOf = ([kind, account, resourceId, versionId]: z.infer<typeof closedRow>): EntryIdentity => ({
  kind,
  account,
  resourceId,
  versionId,
});

function openedOf(row: z.infer<typeof openedRow>, { run, token, tick }: IndexPlace): Opened {
  const [kind, account, resourceId, versionId, packNumber, ordinal, offset, length, digest, since, rotatedAt, view] =
    row;
  return {
    ...{ kind, account, resourceId, versionId },
    ...{ pack: packName(run, token, packNumber), packNumber, ordinal, offset, length },
    digest: Buffer.from(digest, "base64url").toString("hex"),
    since: since ?? tick,
    rotatedAt,
    view,
  };
}

const firstVersion = z.strictObject({
  v: z.literal(1),
  run: z.int(),
  opened: z.array(entry),
  closed: z.array(identity),
});

/** An index of version 1, which was one object. @throws DomainError BackupDamaged, naming `object` */
export function openFirstIndex(
  backupKey: WrappingKey,
  bindingId: string,
  run: number,
  object: string,
  box: Uint8Array,
): IndexPart {
  return opening(object, () => {
    const plain = open(resolverOf(backupKey), "backup-index", [bindingId, String(run)], box);
    const { opened, closed, ...index } = firstVersion.parse(JSON.parse(plain.toString("utf8")));
    if (index.run !== run) throw damaged(object);
    return { opened, closed };
  });
}

const resolverOf = (key: WrappingKey) => (id: string, generation: number) =>
  id === key.id && generation === key.generation ? key.bytes : undefined;

function opening<T>(object: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const isDamage =
      error instanceof CryptoError ||
      error instanceof z.ZodError ||
      error instanceof SyntaxError ||
      (error instanceof Error && "code" in error && String(error.code).startsWith("Z_")) ||
      error instanceof RangeError;
    throw isDamage ? damaged(object) : error;
  }
}

/** One text per identity, for maps. */
export function entryKey({ kind, account, resourceId, versionId }: EntryIdentity): string {
  return JSON.stringify([kind, account, resourceId, versionId]);
}

export function identityOf(record: BackupRecord): EntryIdentity {
  const resourceId = "keyId" in record ? record.keyId : record.name;
  const versionId = "versionId" in record ? record.versionId : "";
  return { kind: record.kind, account: record.account, resourceId, versionId };
}
