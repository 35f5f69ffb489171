import { rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { recordRefusal } from "@/lib/domain/audit/record-refusal";
import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import type { Operation } from "@/lib/domain/operation";
import { parseInput } from "@/lib/domain/parse-input";
import { asRefusal } from "@/lib/domain/transaction";
import type { Log } from "@/lib/log";
import { decode, encode } from "./codec";
import type { ContextFor } from "./contexts";
import { FrameReader, frame, MESSAGE_LIMIT_BYTES } from "./frames";
import { requestSchema, type SocketRequest, type SocketResponse } from "./protocol";
import { type SocketAddress, socketAddress } from "./socket-path";

export interface SocketServerOptions {
  path: string;
  /** What may be called, by name. Nothing else can be. */
  operations: Readonly<Record<string, Operation>>;
  contextFor: ContextFor;
  /** Told of each refusal once it was recorded; returns at once. */
  onRefused?: (ctx: Ctx, operation: string, error: unknown) => void;
  log: Log;
}

/**
 * More unanswered requests than this on one connection are told to come again: a whole console shares one, so that who
 * asks too much must not end it for the others.
 */
const IN_FLIGHT_LIMIT = 256;

/**
 * Serves operations on a Unix socket that only this system user can open. Runs the same function that every door runs;
 * answers, and then records what was refused. `close` stops taking requests and resolves once those taken are answered.
 */
export async function serveSocket(options: SocketServerOptions): Promise<{ close(): Promise<void> }> {
  const open = new Set<Connection>();
  const server = createServer((socket) => {
    const connection = new Connection(socket, options);
    open.add(connection);
    socket.once("close", () => open.delete(connection));
  });
  await removeStale(options.path);
  const address = await listen(server, options.path);
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await Promise.all([...open].map((connection) => connection.drain()));
      await closed;
      address.release();
    },
  };
}

class Connection {
  readonly #reader = new FrameReader();
  readonly #running = new Set<Promise<void>>();
  #draining = false;

  constructor(
    private readonly socket: Socket,
    private readonly options: SocketServerOptions,
  ) {
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    // A caller that is gone wants no answer; what it asked for is done all the same.
    socket.on("error", () => socket.destroy());
  }

  async drain(): Promise<void> {
    this.#draining = true;
    this.socket.pause();
    await Promise.all(this.#running);
    await new Promise<void>((resolve) => this.socket.end(() => resolve()));
    this.socket.destroy();
  }

  #take(chunk: Buffer) {
    try {
      for (const message of this.#reader.push(chunk)) this.#start(requestSchema.parse(decode(message)));
    } catch {
      // Whoever speaks another language than ours is not told how ours goes.
      this.options.log.warn("a connection to the internal socket sent what is no request");
      this.socket.destroy();
    }
  }

  #start(request: SocketRequest) {
    if (this.#draining) return;
    if (this.#running.size >= IN_FLIGHT_LIMIT) {
      this.#putOff(request);
      return;
    }
    const running = this.#answer(request).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #putOff({ id, requestId, operation }: SocketRequest) {
    this.options.log.warn("too many requests at once on the internal socket", { requestId, operation });
    const response: SocketResponse = { id, ok: false, code: "ServiceUnavailable", params: {}, requestId };
    this.socket.write(frame(encode(response)));
    // Who asks on and reads no answers would fill the memory with them.
    if (this.socket.writableLength > MESSAGE_LIMIT_BYTES) this.socket.destroy();
  }

  async #answer(request: SocketRequest): Promise<void> {
    const { response, refusal } = await run(request, this.options);
    if (this.socket.writable) this.socket.write(response);
    await refusal?.();
  }
}

/** The answer, and what is to be recorded once it is on its way: an account that exists must not take longer (S34). */
async function run(request: SocketRequest, { operations, contextFor, onRefused, log }: SocketServerOptions) {
  const { id, requestId } = request;
  const about = log.with({ requestId, operation: request.operation });
  const operation = Object.hasOwn(operations, request.operation) ? operations[request.operation] : undefined;
  let ctx: Ctx | undefined;
  try {
    if (!operation) throw new DomainError("UnsupportedOperation");
    ctx = await contextFor(operation, request);
    const value = await operation(ctx, parseInput(operation, request.input));
    return { response: frame(encode({ id, ok: true, value } satisfies SocketResponse)) };
  } catch (cause) {
    const error = asRefusal(cause);
    const refused = error instanceof DomainError ? error : new DomainError("InternalFailure", {}, { cause: error });
    if (refused.code === "InternalFailure") about.error("an operation failed", { error });
    else about.info("an operation was refused", { code: refused.code });
    const { code, params } = refused;
    const response = frame(encode({ id, ok: false, code, params, requestId } satisfies SocketResponse));
    const known = ctx;
    if (!known) return { response };
    const refusal = () =>
      recordRefusal(known, request.operation, request.input, error)
        .then(() => onRefused?.(known, request.operation, error))
        .catch((cause: unknown) => about.error("a refusal could not be recorded", { error: cause }));
    return { response, refusal };
  }
}

/**
 * Only this system user may connect: the name is bound with that mode, so there is no moment in which others could.
 * Gives what is to be released once the server is closed, which removes the name.
 */
async function listen(server: Server, path: string): Promise<SocketAddress> {
  const address = socketAddress(path);
  const listening = new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.once("listening", resolve);
  });
  const umask = process.umask(0o177);
  try {
    server.listen(address.name); // binds before it returns
  } finally {
    process.umask(umask);
  }
  await listening.catch((error: unknown) => {
    address.release();
    throw error;
  });
  return address;
}

/** A killed gateway leaves its socket's name behind. One that answers belongs to another gateway and stays. */
async function removeStale(path: string): Promise<void> {
  const address = socketAddress(path);
  try {
    const outcome = await new Promise<string | undefined>((resolve) => {
      const probe = connect(address.name);
      probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
      probe.once("connect", () => {
        probe.destroy();
        resolve("alive");
      });
    });
    if (outcome === "alive") throw new Error(`Another gateway serves ${path}. Stop it, or set KMS_GATEWAY_SOCKET.`);
    if (outcome !== "ENOENT") rmSync(address.name, { force: true });
  } finally {
    address.release();
  }
}
