import { env } from "./env";

// The only logger: one JSON object per line on standard error, so that standard output stays the command line's own.

const LEVELS = { debug: 10, info: 20, warn: 30, error: 40 } as const;
type Level = keyof typeof LEVELS;
type Fields = Record<string, unknown>;

export interface Log {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** A log whose lines carry these fields too, such as the request id. */
  with(fields: Fields): Log;
}

/**
 * A field whose name says that it may hold key material, a secret or a credential (S7, S43). Names, not values: a value
 * cannot be recognised. Callers do not log such fields at all; this is the net below them.
 */
const SECRET_NAME =
  /pass(word|phrase)|plain(text)?|secret(data|value|key)?$|material|private|token|cookie|authorization|signature|credential|sealed|rootkey|databaseurl|connectionstring|blob$/i;
const REDACTED = "[redacted]";
const MAX_DEPTH = 6;
/** What somebody sent may stand in a line, and must not make it as long as they like. */
const MAX_TEXT = 4096;
/** Between `scheme://` and `@` of an address: drivers put theirs into messages. */
const IN_ADDRESS = /(:\/\/)[^\s/@]*:[^\s/]*@/g;

export const log: Log = makeLog({}, (line) => process.stderr.write(line));

/** `write` receives whole lines; tests give their own. */
export function makeLog(bound: Fields, write: (line: string) => void, least?: Level): Log {
  const line = (level: Level) => (message: string, fields?: Fields) => {
    if (LEVELS[level] < LEVELS[least ?? env().logLevel]) return;
    const entry = { ...redact({ ...bound, ...fields }), level, time: new Date().toISOString(), message: text(message) };
    write(`${JSON.stringify(entry)}\n`);
  };
  return {
    debug: line("debug"),
    info: line("info"),
    warn: line("warn"),
    error: line("error"),
    with: (fields) => makeLog({ ...bound, ...fields }, write, least),
  };
}

function redact(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isSecretName(name) ? REDACTED : printable(value, 0)]),
  );
}

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.replaceAll(/[_-]/g, ""));
}

/**
 * What JSON can say of a value. Runs nothing of the value's own but getters, and outlives those: whoever logs has caught
 * something already, and an odd one must not end the process (S50).
 */
function printable(value: unknown, depth: number): unknown {
  try {
    return plain(value, depth);
  } catch {
    return "[unprintable]";
  }
}

function plain(value: unknown, depth: number): unknown {
  if (typeof value === "string") return text(value);
  if (typeof value === "bigint") return value.toString();
  // A method among them, toJSON say, would be called and speak for the whole.
  if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[no date]" : value.toISOString();
  // Bytes are never a message. Of an error only what the code wrote: a driver's detail may quote a row.
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) return errorFields(value, depth);
  if (depth >= MAX_DEPTH) return "[deeper]";
  if (Array.isArray(value)) return value.map((item) => printable(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isSecretName(name) ? REDACTED : printable(inner, depth + 1)]),
  );
}

function text(value: string): string {
  const bare = value.replace(IN_ADDRESS, `$1${REDACTED}@`);
  return bare.length > MAX_TEXT ? `${bare.slice(0, MAX_TEXT)}…` : bare;
}

function errorFields(error: Error, depth: number): Fields {
  const read = (name: "name" | "code" | "message" | "stack") => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === "string" ? text(value) : undefined;
  };
  const cause = error.cause instanceof Error && depth < MAX_DEPTH ? printable(error.cause, depth + 1) : undefined;
  return { name: read("name"), code: read("code"), message: read("message"), stack: read("stack"), cause };
}
