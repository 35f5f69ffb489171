import { closeSync, openSync } from "node:fs";
import path from "node:path";

/** The operator's socket lies beside the console's. */
export function operatorSocketPath(consoleSocketPath: string): string {
  return path.join(path.dirname(consoleSocketPath), "operator.sock");
}

/** What the system allows for the name of a Unix socket (108 on Linux, 104 elsewhere), less the closing zero. */
const NAME_LIMIT_BYTES = 103;

export interface SocketAddress {
  /** Stands for the path in `listen` and `connect`. */
  name: string;
  /** To be called once bound or connected. */
  release(): void;
}

/**
 * A checkout may lie deeper than the name of a socket may be long. On Linux its folder is then named by an open
 * descriptor, which works for binding and connecting alike.
 */
export function socketAddress(socketPath: string, platform = process.platform): SocketAddress {
  if (Buffer.byteLength(socketPath) <= NAME_LIMIT_BYTES) return { name: socketPath, release: () => {} };
  if (platform !== "linux") {
    throw new Error(`The socket's path is longer than this system allows: ${socketPath}. Set KMS_GATEWAY_SOCKET.`);
  }
  const folder = openSync(path.dirname(socketPath), "r");
  return { name: `/proc/self/fd/${folder}/${path.basename(socketPath)}`, release: () => closeSync(folder) };
}
