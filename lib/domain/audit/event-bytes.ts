import { sha256HexOf } from "@/lib/crypto/digest";
import { EVENT, type EventRows } from "@/lib/db/audit-chain.sql";
import { ByteWriter } from "./byte-writer";
import { writeCanonicalDetail } from "./canonical-detail";

const writer = new ByteWriter();
const NULL = Buffer.from("null");
const name = (text: string) => Buffer.from(text);
const NAMES = {
  accessKeyId: name('{"accessKeyId":'),
  at: name(',"at":"'),
  detail: name('","detail":'),
  event: name(',"event":'),
  id: name(',"id":"'),
  outcome: name('","outcome":'),
  region: name(',"region":'),
  requestId: name(',"requestId":'),
  resource: name(',"resource":'),
  source: name(',"source":'),
  sourceIp: name(',"sourceIp":'),
};
const END = name("}");
/** Escaped, a byte becomes six at most; names and the rest are a few hundred. */
const ROOM = 2048;

/**
 * The canonical form (decisions 9) of the event on which `rows` stands, from its columns: bytes that the next call
 * overwrites. Null for columns that none of ours would have written.
 */
export function canonicalEvent(rows: EventRows, accountId: string): Uint8Array | null {
  const { bytes, from, to } = rows;
  writer.begin(6 * ((to[EVENT.leaf] as number) - rows.place) + ROOM);
  const text = (before: Uint8Array, field: number) => {
    writer.copy(before);
    if ((from[field] as number) < 0) writer.copy(NULL);
    else writer.quoted(bytes, from[field] as number, to[field] as number);
  };
  const at = rows.microseconds(EVENT.at);
  if (at === null || at % 1000 !== 0) return null;
  text(NAMES.accessKeyId, EVENT.accessKeyId);
  text(afterAccount(accountId), EVENT.actor);
  writer.copy(NAMES.at);
  try {
    writeTime(at / 1000);
    writer.copy(NAMES.detail);
    // The first byte is the version of the format.
    writeCanonicalDetail(writer, bytes, (from[EVENT.detail] as number) + 1, to[EVENT.detail] as number);
  } catch {
    return null;
  }
  text(NAMES.event, EVENT.event);
  writer.copy(NAMES.id);
  writeUuid(bytes, from[EVENT.id] as number);
  text(NAMES.outcome, EVENT.outcome);
  text(NAMES.region, EVENT.region);
  text(NAMES.requestId, EVENT.requestId);
  text(NAMES.resource, EVENT.resource);
  text(NAMES.source, EVENT.source);
  text(NAMES.sourceIp, EVENT.sourceIp);
  writer.copy(END);
  return writer.written;
}

/** The leaf that the event's columns make, in hex. */
export function computedLeaf(rows: EventRows, accountId: string): string | null {
  const bytes = canonicalEvent(rows, accountId);
  return bytes && sha256HexOf(bytes);
}

let account = "";
let accountBytes = Buffer.alloc(0);

/** The account, up to the actor: the same in all events of a walk. */
function afterAccount(accountId: string): Buffer {
  if (accountId !== account) {
    accountBytes = name(`,"accountId":${JSON.stringify(accountId)},"actor":`);
    account = accountId;
  }
  return accountBytes;
}

const HEX = Buffer.from("0123456789abcdef");

function writeUuid(from: Uint8Array, start: number): void {
  const { bytes } = writer;
  let at = writer.length;
  for (let n = 0; n < 16; n++) {
    if (n === 4 || n === 6 || n === 8 || n === 10) bytes[at++] = 0x2d;
    const byte = from[start + n] as number;
    bytes[at++] = HEX[byte >> 4] as number;
    bytes[at++] = HEX[byte & 15] as number;
  }
  writer.length = at;
}

const HOUR_MS = 3_600_000;
let hour = Number.NaN;
let hourText = Buffer.alloc(0);

/** As `toISOString`, which is asked once per hour of the trail. */
function writeTime(milliseconds: number): void {
  const begun = Math.floor(milliseconds / HOUR_MS) * HOUR_MS;
  if (begun !== hour) {
    hourText = Buffer.from(new Date(begun).toISOString().slice(0, -"00:00.000Z".length));
    hour = begun;
  }
  writer.copy(hourText);
  const rest = milliseconds - begun;
  const { bytes, length } = writer;
  digits(length, Math.floor(rest / 60_000));
  bytes[length + 2] = 0x3a;
  digits(length + 3, Math.floor(rest / 1000) % 60);
  bytes[length + 5] = 0x2e;
  digits(length + 6, Math.floor(rest / 10) % 100);
  bytes[length + 8] = 0x30 + (rest % 10);
  bytes[length + 9] = 0x5a;
  writer.length = length + 10;
}

function digits(at: number, value: number): void {
  writer.bytes[at] = 0x30 + Math.floor(value / 10);
  writer.bytes[at + 1] = 0x30 + (value % 10);
}
