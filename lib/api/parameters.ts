import { refusal } from "./wire-error";

/** The parameters of a request as sent: decoded, one value per name, empty ones included (they are signed). */
export type Parameters = ReadonlyMap<string, string>;

/** Most names and values: nothing to escape or unescape. Seeing that first halves what reading and verifying a call costs. */
const PLAIN = /^[A-Za-z0-9\-_.~]*$/;
const MAX_PARAMETERS = 2000;
const NAME_LIMIT = 256;
/** The value of a secret: kept as sealed bytes, whatever they are (SEC-05). */
const SEALED = "SecretData";

/** Decodes one `a=b&c=d` text, of the URL or of a form body. Refuses what could be read in two ways. */
export function parseParameters(text: string): Parameters {
  const found = new Map<string, string>();
  if (text === "") return found;
  const pairs = text.split("&", MAX_PARAMETERS + 1);
  if (pairs.length > MAX_PARAMETERS) throw refusal.malformed("too many parameters");
  for (const pair of pairs) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? "" : decode(pair.slice(equals + 1), { mayHoldNul: name === SEALED });
    if (name === "" || name.length > NAME_LIMIT) throw refusal.malformed("a parameter name is empty or too long");
    if (found.has(name)) throw refusal.malformed("a parameter is given twice");
    found.set(name, value);
  }
  return found;
}

/** Query and form together, as clients merge them to sign. A name in both places must have one value. */
export function mergeParameters(query: Parameters, form: Parameters): Parameters {
  if (form.size === 0) return query;
  if (query.size === 0) return form;
  const merged = new Map(query);
  for (const [name, value] of form) {
    if (merged.has(name) && merged.get(name) !== value) throw refusal.malformed("a parameter is given twice");
    merged.set(name, value);
  }
  return merged;
}

/** RFC 3986 with upper-case escapes: what every client signs, whatever it puts on the wire (openapi.md 1.2). */
export function canonicalEncode(text: string): string {
  if (PLAIN.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** `name=value&…`, encoded, ordered by the code units of the decoded name. */
export function canonicalQuery(parameters: Parameters, except?: string): string {
  return [...parameters.keys()]
    .filter((name) => name !== except)
    .sort()
    .map((name) => `${canonicalEncode(name)}=${canonicalEncode(parameters.get(name) ?? "")}`)
    .join("&");
}

/**
 * Go clients send `+` for a space, Node clients `%20`; both leave some characters raw. Bytes beyond ASCII and NUL are
 * refused: no client sends them unescaped, and PostgreSQL text cannot hold NUL.
 */
function decode(text: string, { mayHoldNul = false } = {}): string {
  if (PLAIN.test(text)) return text;
  if (/[^\x20-\x7e]/.test(text)) throw refusal.malformed("a character is not escaped");
  let decoded: string;
  try {
    decoded = decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw refusal.malformed("an escape is not valid");
  }
  if (decoded.includes("\0") && !mayHoldNul) throw refusal.malformed("a value contains NUL");
  return decoded;
}
