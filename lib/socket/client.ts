import { connect, type Socket } from "node:net";
import { DomainError } from "@/lib/domain/errors";
import { decode, encode } from "./codec";
import { FrameReader, frame } from "./frames";
import { responseSchema, type SocketRequest, type SocketResponse } from "./protocol";
import { type SocketAddress, socketAddress } from "./socket-path";

interface Waiting {
  settle(response: SocketResponse): void;
  fail(error: DomainError): void;
}

const ANSWER_SECONDS = 60;

/**
 * Asks a gateway over its Unix socket. One connection carries all requests at once; it is made when first needed and
 * again after it broke. Nothing is sent twice: of a request that was on its way when the connection broke nobody knows
 * whether it ran, so the caller is told ServiceUnavailable and looks.
 */
export class SocketClient {
  #connection: Promise<Connection> | undefined;
  #nextId = 0;

  constructor(
    private readonly path: string,
    private readonly answerSeconds = ANSWER_SECONDS,
  ) {}

  /** The operation's result, not yet parsed. @throws DomainError with the gateway's code, or ServiceUnavailable */
  async call(request: Omit<SocketRequest, "id">): Promise<unknown> {
    const connection = await this.#connected();
    const response = await connection.ask({ ...request, id: this.#nextId++ }, this.answerSeconds);
    if (response.ok) return response.value;
    throw new DomainError(response.code, response.params);
  }

  /** Whether a gateway takes connections. */
  async reachable(): Promise<boolean> {
    return this.#connected().then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    connection?.close();
  }

  #connected(): Promise<Connection> {
    if (!this.#connection) {
      const forget = () => {
        if (this.#connection === made) this.#connection = undefined;
      };
      const made = Connection.open(this.path, forget);
      made.catch(forget);
      this.#connection = made;
    }
    return this.#connection;
  }
}

class Connection {
  readonly #waiting = new Map<number, Waiting>();
  readonly #reader = new FrameReader();

  /** `onGone` is called once, when it is over. */
  static async open(path: string, onGone: () => void): Promise<Connection> {
    let address: SocketAddress | undefined;
    try {
      address = socketAddress(path); // its folder may not be there yet
      const socket = connect(address.name);
      await new Promise<void>((resolve, reject) => {
        socket.once("connect", resolve);
        socket.once("error", reject);
      });
      return new Connection(socket, onGone);
    } catch (error) {
      throw new DomainError("ServiceUnavailable", {}, { cause: error });
    } finally {
      address?.release();
    }
  }

  private constructor(
    private readonly socket: Socket,
    onGone: () => void,
  ) {
    socket.removeAllListeners("error");
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("error", () => socket.destroy());
    socket.once("close", () => {
      onGone();
      for (const { fail } of this.#waiting.values()) fail(new DomainError("ServiceUnavailable"));
      this.#waiting.clear();
    });
    // An idle connection keeps no command from ending.
    socket.unref();
  }

  ask(request: SocketRequest, answerSeconds: number): Promise<SocketResponse> {
    const message = frame(encode(request));
    return new Promise((resolve, reject) => {
      if (!this.socket.writable) {
        reject(new DomainError("ServiceUnavailable"));
        return;
      }
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(request.id);
        if (this.#waiting.size === 0) this.socket.unref();
      };
      const timer = setTimeout(() => {
        done();
        reject(new DomainError("ServiceUnavailable"));
      }, answerSeconds * 1000);
      this.#waiting.set(request.id, {
        settle: (response) => {
          done();
          resolve(response);
        },
        fail: (error) => {
          done();
          reject(error);
        },
      });
      this.socket.ref();
      this.socket.write(message);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  #take(chunk: Buffer) {
    try {
      for (const message of this.#reader.push(chunk)) {
        const response = responseSchema.parse(decode(message));
        this.#waiting.get(response.id)?.settle(response);
      }
    } catch {
      this.socket.destroy();
    }
  }
}
