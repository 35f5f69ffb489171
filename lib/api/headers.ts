import { refusal } from "./wire-error";

/** Request headers by lower-case name, every occurrence kept: `IncomingMessage.headers` drops or joins some of them. */
export type WireHeaders = ReadonlyMap<string, readonly string[]>;

export function readHeaders(rawHeaders: readonly string[]): WireHeaders {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = String(rawHeaders[at]).toLowerCase();
    const value = String(rawHeaders[at + 1]);
    const values = headers.get(name);
    if (values) values.push(value);
    else headers.set(name, [value]);
  }
  return headers;
}

/** The one value of a header that must not be ambiguous; empty when it is absent. */
export function singleHeader(headers: WireHeaders, name: string): string {
  const values = headers.get(name);
  if (values === undefined) return "";
  if (values.length > 1) throw refusal.malformed(`the header ${name} is given twice`);
  return (values[0] ?? "").trim();
}
