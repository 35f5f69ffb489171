// JSON that keeps what operations take and give: dates, bigints and bytes, beside plain values. Each of them is an
// object of one tag; a plain object that has a key with a leading `$` is wrapped, so that no value can pose as another.

const MAX_DEPTH = 64;
const BIGINT = /^(0|-?[1-9]\d{0,999})$/;

/** A value that has no place in a message, or a message that no encoder of ours wrote. */
export class CodecError extends Error {
  override readonly name = "CodecError";
}

export function encode(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(toJson(value, 0)), "utf8");
}

/** @throws CodecError for anything but what `encode` makes; what it holds is a stranger's all the same: parse it */
export function decode(bytes: Uint8Array): unknown {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new CodecError("not JSON in UTF-8");
  }
  return fromJson(json, 0);
}

function toJson(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new CodecError("nested too deep");
  if (value === undefined) return { $undefined: true };
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new CodecError("a number that JSON has not");
    return Object.is(value, -0) ? 0 : value;
  }
  if (typeof value === "bigint") return { $bigint: bigintText(value) };
  if (value instanceof Date) return { $date: dateText(value) };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return Array.from(value, (item) => toJson(item, depth + 1));
  if (!isPlain(value)) throw new CodecError("neither a plain value nor a date, bigint or bytes");
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => [name, toJson(inner, depth + 1)] as const);
  const object = Object.fromEntries(entries);
  return entries.some(([name]) => name.startsWith("$")) ? { $object: object } : object;
}

function fromJson(json: unknown, depth: number): unknown {
  if (depth > 2 * MAX_DEPTH + 2) throw new CodecError("nested too deep");
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map((item) => fromJson(item, depth + 1));
  const entries = Object.entries(json);
  const [first] = entries;
  if (first?.[0].startsWith("$") && entries.length === 1) return untag(first[0], first[1], depth);
  return plainObject(entries, depth, false);
}

function untag(tag: string, inner: unknown, depth: number): unknown {
  if (tag === "$undefined" && inner === true) return undefined;
  if (tag === "$bigint" && typeof inner === "string" && BIGINT.test(inner)) return BigInt(inner);
  if (tag === "$bytes" && typeof inner === "string") return bytesOf(inner);
  if (tag === "$date" && typeof inner === "string") return dateOf(inner);
  if (tag === "$object" && isPlain(inner)) return plainObject(Object.entries(inner), depth + 1, true);
  throw new CodecError("an unknown tag");
}

/** `Object.fromEntries` defines properties: a field called `__proto__` stays a field and reaches no prototype. */
function plainObject(entries: [string, unknown][], depth: number, tagsAllowed: boolean): object {
  if (!tagsAllowed && entries.some(([name]) => name.startsWith("$"))) throw new CodecError("an unknown tag");
  return Object.fromEntries(entries.map(([name, inner]) => [name, fromJson(inner, depth + 1)]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** In the reader's form: what it would refuse is refused to the sender here, for there it would cost the connection. */
function bigintText(value: bigint): string {
  const text = value.toString();
  if (!BIGINT.test(text)) throw new CodecError("a bigint beyond the limit");
  return text;
}

function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new CodecError("a date that is none");
  return date.toISOString();
}

function dateOf(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime()) || date.toISOString() !== text) throw new CodecError("a date that is none");
  return date;
}

function bytesOf(text: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text) throw new CodecError("bytes that are none");
  return bytes;
}
