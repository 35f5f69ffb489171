import { type LookupAddress, lookup as systemLookup } from "node:dns";
import http from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isAllowedAddress, type OutboundAllow } from "./outbound-address";

// The only way in which an address that a user typed is called (S46): checked where it leads, then connected to that very
// address. No redirects, no proxies, no waiting without end, no answer without end.

export interface OutboundRequest {
  method: "GET" | "POST" | "PUT" | "DELETE";
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array;
  /** PEM of the authorities that are believed, instead of the public ones. */
  ca?: string | undefined;
  /** For all of it: name, connection, request and answer. 10 s unless said. */
  timeoutMs?: number;
}

export interface OutboundAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** At most `ANSWER_MAX_BYTES`; what comes after is not read. */
  body: Buffer;
  truncated: boolean;
}

export type OutboundFailure =
  | "AddressNotAllowed"
  | "NameNotFound"
  | "ConnectionRefused"
  | "ConnectionLost"
  | "TlsFailed"
  | "TimedOut";

export class OutboundError extends Error {
  constructor(
    readonly failure: OutboundFailure,
    options?: ErrorOptions,
  ) {
    super(failure, options);
    this.name = "OutboundError";
  }
}

export const ANSWER_MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 10_000;

/** Finds all addresses of a name; tests bring their own. */
export type FindAddresses = (name: string) => Promise<LookupAddress[]>;

export interface Outbound {
  /** @throws OutboundError */
  request(request: OutboundRequest): Promise<OutboundAnswer>;
  /** Refuses an address that leads where it must not; a name that nobody knows yet passes. @throws OutboundError */
  check(url: string): Promise<void>;
}

export function makeOutbound(allow: OutboundAllow, find?: FindAddresses): Outbound {
  const guarded = addressGuard(allow, find);
  return {
    check: async (url) => {
      await guarded(hostOf(parse(url))).catch((error: unknown) => {
        if (!(error instanceof OutboundError) || error.failure !== "NameNotFound") throw error;
      });
    },
    request: (request) => withinTime(request.timeoutMs ?? TIMEOUT_MS, (signal) => call(guarded, request, signal)),
  };
}

/** All addresses of a host, none of which is one that must not be called. @throws OutboundError */
export type AddressGuard = (host: string) => Promise<LookupAddress[]>;

export function addressGuard(allow: OutboundAllow, find: FindAddresses = findAddresses): AddressGuard {
  return async (host) => {
    const literal = isIP(host);
    const addresses = literal ? [{ address: host, family: literal }] : await found(find, host);
    // One that may not be called among others that may is no mishap: nobody gets to choose between them.
    if (!addresses.every(({ address }) => isAllowedAddress(allow, host, address))) {
      throw new OutboundError("AddressNotAllowed");
    }
    return addresses;
  };
}

async function call(
  guarded: AddressGuard,
  { method, url: text, headers, body, ca }: OutboundRequest,
  signal: AbortSignal,
): Promise<OutboundAnswer> {
  const url = parse(text);
  const addresses = await guarded(hostOf(url));
  signal.throwIfAborted();
  const { request } = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method,
      headers: { ...headers, ...(body && { "content-length": body.length }) },
      agent: false, // a connection of its own: none that was made for somebody else's name
      lookup: answering(addresses),
      ...(ca && { ca }),
      signal,
    });
    outgoing.on("error", (cause) => reject(failureOf(cause, signal)));
    outgoing.once("response", (answer) => {
      read(answer).then(resolve, (cause) => reject(failureOf(cause, signal)));
    });
    outgoing.end(body);
  });
}

/** The name was looked up and judged; asking again could bring another answer (DNS rebinding). */
export function answering(addresses: readonly LookupAddress[]): LookupFunction {
  return (_name, options, done) => {
    const [first] = addresses;
    if (options.all) done(null, [...addresses]);
    else if (first) done(null, first.address, first.family);
    else done(new Error("no address"), "", 0);
  };
}

async function read(answer: http.IncomingMessage): Promise<OutboundAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= ANSWER_MAX_BYTES) break; // leaving the loop closes the connection
  }
  const body = Buffer.concat(chunks).subarray(0, ANSWER_MAX_BYTES);
  const { statusCode = 0, headers } = answer;
  return { status: statusCode, headers, body, truncated: length > ANSWER_MAX_BYTES };
}

async function withinTime<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const control = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      control.abort();
      reject(new OutboundError("TimedOut"));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work(control.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new OutboundError("AddressNotAllowed");
  }
  return url;
}

/** The URL parser has made one form of decimal, octal and hexadecimal addresses already. */
const hostOf = ({ hostname }: URL) => bareHost(hostname);

/** Without the brackets of an IPv6 address and the dot that ends a full name. */
export const bareHost = (host: string): string => host.replace(/^\[|\]$/g, "").replace(/\.$/, "");

async function found(find: FindAddresses, host: string): Promise<LookupAddress[]> {
  const addresses = await find(host).catch((cause: unknown) => {
    throw new OutboundError("NameNotFound", { cause });
  });
  if (addresses.length === 0) throw new OutboundError("NameNotFound");
  return addresses;
}

const findAddresses: FindAddresses = (name) =>
  new Promise((resolve, reject) => {
    systemLookup(name, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/** What `code` of an error begins with where TLS failed. */
export const TLS_FAILURE = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|EPROTO)/;

function failureOf(cause: unknown, signal: AbortSignal): OutboundError {
  if (cause instanceof OutboundError) return cause;
  if (signal.aborted) return new OutboundError("TimedOut", { cause });
  const code = String((cause as NodeJS.ErrnoException | undefined)?.code ?? "");
  if (code === "ECONNREFUSED" || code === "EHOSTUNREACH" || code === "ENETUNREACH") {
    return new OutboundError("ConnectionRefused", { cause });
  }
  return new OutboundError(TLS_FAILURE.test(code) ? "TlsFailed" : "ConnectionLost", { cause });
}
