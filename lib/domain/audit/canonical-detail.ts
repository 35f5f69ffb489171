import { type CanonicalValue, canonicalText } from "@/lib/crypto/canonical-json";
import type { ByteWriter } from "./byte-writer";

const [QUOTE, COMMA, COLON, BACKSLASH, OPEN, CLOSE, SPACE, MINUS] = [...Buffer.from('",:\\{} -')] as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const MEMBERS_MAX = 16;
/** An integer of so many digits is safe, whichever it is. */
const DIGITS_MAX = 15;

/** Where names and values of the members lie: name from, name to, value from, value to. */
const spans = new Int32Array(4 * MEMBERS_MAX);
const order = new Uint8Array(MEMBERS_MAX);

/**
 * Writes details, as PostgreSQL prints a jsonb, in their canonical form. Most are flat objects of plain texts and
 * integers: theirs differs by the order of the names and by spaces alone, and is put together from their bytes.
 * @throws CryptoError, SyntaxError where they are none that we would have written
 */
export function writeCanonicalDetail(into: ByteWriter, json: Buffer, from: number, to: number): void {
  const members = flatMembers(json, from, to);
  if (members < 0) {
    into.text(canonicalText(JSON.parse(json.toString("utf8", from, to)) as CanonicalValue));
    return;
  }
  sort(json, members);
  const { bytes } = into;
  bytes[into.length++] = OPEN;
  for (let n = 0; n < members; n++) {
    const span = 4 * (order[n] as number);
    if (n > 0) bytes[into.length++] = COMMA;
    into.copy(json, spans[span], spans[span + 1]);
    bytes[into.length++] = COLON;
    into.copy(json, spans[span + 2], spans[span + 3]);
  }
  bytes[into.length++] = CLOSE;
}

/** How many members the object has, with their spans; -1 where it is not as simple as that. */
function flatMembers(json: Buffer, from: number, to: number): number {
  if (json[from] !== OPEN) return -1;
  if (to - from === 2) return 0;
  let at = from + 1;
  for (let members = 0; members < MEMBERS_MAX; ) {
    const nameTo = endOfPlainText(json, at, to, 0x7f);
    if (nameTo < 0 || json[nameTo] !== COLON || json[nameTo + 1] !== SPACE) return -1;
    const valueFrom = nameTo + 2;
    const valueTo =
      json[valueFrom] === QUOTE ? endOfPlainText(json, valueFrom, to, 0xff) : endOfInteger(json, valueFrom, to);
    if (valueTo < 0) return -1;
    spans.set([at, nameTo, valueFrom, valueTo], 4 * members++);
    if (json[valueTo] === CLOSE) return valueTo === to - 1 ? members : -1;
    if (json[valueTo] !== COMMA || json[valueTo + 1] !== SPACE) return -1;
    at = valueTo + 2;
  }
  return -1;
}

/** After a text without escapes and with no byte above `max`; -1 for any other. */
function endOfPlainText(json: Buffer, from: number, to: number, max: number): number {
  if (json[from] !== QUOTE) return -1;
  for (let at = from + 1; at < to; at++) {
    const byte = json[at] as number;
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH || byte < 0x20 || byte > max) return -1;
  }
  return -1;
}

function endOfInteger(json: Buffer, from: number, to: number): number {
  const digits = json[from] === MINUS ? from + 1 : from;
  let at = digits;
  while (at < to && (json[at] as number) >= 0x30 && (json[at] as number) <= 0x39) at++;
  return at > digits && at - digits <= DIGITS_MAX && (json[at] === COMMA || json[at] === CLOSE) ? at : -1;
}

/** By name; the names are ASCII, of which bytes and UTF-16 code units are in one order. */
function sort(json: Buffer, members: number): void {
  for (let n = 0; n < members; n++) {
    let place = n;
    while (place > 0 && isBefore(json, n, order[place - 1] as number)) {
      order[place] = order[place - 1] as number;
      place--;
    }
    order[place] = n;
  }
}

function isBefore(json: Buffer, left: number, right: number): boolean {
  // Without the closing quote, which would sort among the letters.
  const [leftTo, rightTo] = [(spans[4 * left + 1] as number) - 1, (spans[4 * right + 1] as number) - 1];
  let [one, other] = [spans[4 * left] as number, spans[4 * right] as number];
  for (; one < leftTo && other < rightTo; one++, other++) {
    if (json[one] !== json[other]) return (json[one] as number) < (json[other] as number);
  }
  return one === leftTo && other < rightTo;
}
