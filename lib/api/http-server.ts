import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Duplex } from "node:stream";
import type { SecureContextOptions } from "node:tls";
import { type ExchangeDependencies, exchange } from "./http-exchange";
import { answerScrape, isScrape } from "./metrics";
import { refuseConnection } from "./refuse-connection";
import { refusal, type WireError } from "./wire-error";

export interface GatewayDependencies extends ExchangeDependencies {
  /** With a certificate the server speaks HTTPS: some clients accept nothing else (openapi.md 1.5). */
  tls?: SecureContextOptions;
  timeouts?: Partial<typeof TIMEOUTS>;
  /** What GET /metrics says to the same machine; without it that is a call like any other. */
  metrics?: () => Promise<string>;
}

export interface GatewayServer {
  /** Listen on this. */
  server: Server;
  /** Stops accepting, lets calls under way finish, and cuts what is left after the grace. */
  close(graceMilliseconds: number): Promise<void>;
}

/** Heads and bodies that trickle in are cut off. Kept connections outlive the 60 s for which proxies usually hold one. */
const TIMEOUTS = {
  headersMilliseconds: 10_000,
  requestMilliseconds: 30_000,
  keepAliveMilliseconds: 75_000,
  idleMilliseconds: 120_000,
  checkMilliseconds: 2_000,
};

/** Clients put everything in the URL: a legal 30 KiB secret needs about 92 KB of it (openapi.md 1.7). */
const HEADER_LIMIT_BYTES = 262_144;

/** The HTTP side of the gateway: whatever arrives, the answer is JSON with a RequestId (openapi.md 1.6). */
export function createGatewayServer(dependencies: GatewayDependencies): GatewayServer {
  const { tls, metrics } = dependencies;
  const timeouts = { ...TIMEOUTS, ...dependencies.timeouts };
  const options: ServerOptions = {
    maxHeaderSize: HEADER_LIMIT_BYTES,
    headersTimeout: timeouts.headersMilliseconds,
    requestTimeout: timeouts.requestMilliseconds,
    keepAliveTimeout: timeouts.keepAliveMilliseconds,
    connectionsCheckingInterval: timeouts.checkMilliseconds,
    requireHostHeader: false, // Node's own refusal has an empty body
    noDelay: true,
  };
  const lastOn = new WeakMap<Duplex, { response?: ServerResponse }>();
  const underWay = new Set<ServerResponse>();
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const last = lastOn.get(request.socket);
    if (last) last.response = response;
    underWay.add(response);
    if (!server.listening) response.shouldKeepAlive = false;
    const isMetrics = metrics && isScrape(request);
    const answered = isMetrics ? answerScrape(metrics, response) : exchange(dependencies, request, response);
    void answered.then(() => underWay.delete(response));
  };
  const server = tls ? createTlsServer({ ...options, ...tls }, serve) : createServer(options, serve);
  server.setTimeout(timeouts.idleMilliseconds);
  server.on(tls ? "secureConnection" : "connection", (socket: Duplex) => lastOn.set(socket, {}));
  server.on("checkExpectation", serve); // Node's own refusal has an empty body
  server.on("connect", (_request: IncomingMessage, socket: Duplex) => {
    refuseConnection(socket, refusal.unsupportedMethod(), dependencies.newRequestId());
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    refuseConnection(socket, unreadable(error), dependencies.newRequestId(), lastOn.get(socket)?.response);
  });
  return { server, close: (graceMilliseconds) => close(server, underWay, graceMilliseconds) };
}

/** What the parser of Node could not or would not read. */
function unreadable(error: NodeJS.ErrnoException): WireError {
  if (error.code === "HPE_HEADER_OVERFLOW") return refusal.headersTooLarge();
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") return refusal.tooSlow();
  return refusal.malformed("it is not HTTP");
}

function close(server: Server, underWay: Iterable<ServerResponse>, graceMilliseconds: number): Promise<void> {
  for (const response of underWay) response.shouldKeepAlive = false;
  return new Promise((resolve, reject) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
    server.close((error) => {
      clearTimeout(cut);
      if (error) reject(error);
      else resolve();
    });
  });
}
