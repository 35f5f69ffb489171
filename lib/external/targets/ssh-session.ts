import { once } from "node:events";
import net from "node:net";
import type { Client, ClientChannel, ServerHostKeyAlgorithm } from "ssh2";
import { sha256 } from "@/lib/crypto/digest";
import type { TargetAddress, TargetError } from "@/lib/domain/secrets/rotation-ports";
import type { GuardAddress } from "./guarded-address";

// One SSH connection: to the address that was judged (S46), to the host whose key is pinned, with one credential and no
// other. Nothing that a server or the library says goes into an error: a word of TARGET_ERRORS is all that leaves.

const TIMEOUT_MS = 15_000;
const SSH_PORT = 22;
const OUTPUT_MAX_BYTES = 1024 * 1024;

export class SshFailure extends Error {
  constructor(
    readonly error: TargetError,
    options?: ErrorOptions,
  ) {
    super(error, options);
    this.name = "SshFailure";
  }
}

export interface SshLogin {
  userName: string;
  credential: { password: string } | { privateKey: string };
  /** What it means that the server does not believe it. */
  refusedAs: TargetError;
}

export interface SshSession {
  /** Runs a command and gives it its whole input. @throws SshFailure */
  run(command: string, input: Buffer): Promise<{ code: number | null; output: Buffer }>;
}

export interface SshDeps {
  guardAddress: GuardAddress;
  /** For all of a call; 15 s unless said. */
  timeoutMs?: number;
}

/** Signs in, works, signs out. @throws SshFailure, also for whatever `work` throws that is none */
export async function overSsh<T>(
  { guardAddress, timeoutMs = TIMEOUT_MS }: SshDeps,
  target: TargetAddress,
  login: SshLogin,
  work: (session: SshSession) => Promise<T>,
): Promise<T> {
  const control = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new SshFailure("TimedOut"));
      control.abort();
    }, timeoutMs);
  });
  const all = async () => {
    const client = await signedIn(guardAddress, target, login, control.signal);
    return work({ run: (command, input) => run(client, command, input) });
  };
  try {
    return await Promise.race([all(), late]);
  } catch (cause) {
    throw cause instanceof SshFailure ? cause : new SshFailure("Failed", { cause });
  } finally {
    clearTimeout(timer);
    control.abort(); // closes the connection, wherever it stands
  }
}

/** Kinds of host keys, as a key names itself and as it is asked for. */
const KINDS: readonly { names: RegExp; algorithms: ServerHostKeyAlgorithm[] }[] = [
  { names: /^ssh-ed25519$/, algorithms: ["ssh-ed25519"] },
  { names: /^ecdsa-/, algorithms: ["ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"] },
  { names: /^ssh-rsa$/, algorithms: ["rsa-sha2-512", "rsa-sha2-256"] },
];

class AnotherHostKey extends Error {
  constructor(readonly kind: string) {
    super("another host key");
  }
}

/** A host has keys of several kinds, and the pinned one need not be of the kind that we would ask for first. */
async function signedIn(
  guardAddress: GuardAddress,
  target: TargetAddress,
  login: SshLogin,
  signal: AbortSignal,
): Promise<Client> {
  if (!target.hostKey) throw new SshFailure("HostKeyChanged");
  const guarded = await guardAddress(target.address);
  if (!guarded.ok) throw new SshFailure(guarded.error);
  let kinds = KINDS;
  for (;;) {
    signal.throwIfAborted();
    const socket = net.connect({ ...guarded.where, port: target.port ?? SSH_PORT, signal });
    const connected = once(socket, "connect", { signal });
    await connected.catch((cause: NodeJS.ErrnoException) => {
      throw new SshFailure(/REFUSED|UNREACH/.test(cause.code ?? "") ? "Unreachable" : "ConnectionLost", { cause });
    });
    try {
      return await authenticated(socket, target.hostKey, login, kinds, signal);
    } catch (error) {
      socket.destroy();
      if (!(error instanceof AnotherHostKey)) throw error;
      kinds = kinds.filter(({ names }) => !names.test(error.kind));
      if (kinds.length === 0) throw new SshFailure("HostKeyChanged");
    }
  }
}

async function authenticated(
  socket: net.Socket,
  hostKey: string,
  { userName, credential, refusedAs }: SshLogin,
  kinds: typeof KINDS,
  signal: AbortSignal,
): Promise<Client> {
  const { default: ssh2 } = await import("ssh2");
  const client = new ssh2.Client();
  signal.addEventListener("abort", () => client.destroy(), { once: true });
  return new Promise((resolve, reject) => {
    let isHost = false;
    const refuse = () => reject(new SshFailure(refusedAs));
    client.once("ready", () => resolve(client));
    client.once("close", () => reject(new SshFailure("ConnectionLost")));
    // A password that must be changed at once signs nobody in.
    client.once("change password", refuse);
    client.on("keyboard-interactive", (_name, _text, _language, prompts, answer) => {
      const asked = prompts.length === 1 && prompts[0]?.echo === false && "password" in credential;
      answer(asked ? [credential.password] : []);
    });
    client.on("error", (cause: Error & { level?: string; code?: unknown }) => {
      if (cause.level === "client-authentication") return refuse();
      // Hosts end the connection themselves after an attempt too many.
      if (isHost && cause.code === DISCONNECT_PROTOCOL_ERROR) return refuse();
      if (cause.level === "client-socket" || isHost) return reject(new SshFailure("ConnectionLost", { cause }));
      if (/lost before handshake/.test(cause.message)) return reject(new SshFailure("ConnectionLost", { cause }));
      // Of the other kinds the host has no key.
      reject(new SshFailure(kinds === KINDS ? "Failed" : "HostKeyChanged", { cause }));
    });
    const config = "password" in credential ? { ...credential, tryKeyboard: true } : credential;
    try {
      client.connect({
        ...config,
        sock: socket,
        username: userName,
        authHandler: "password" in credential ? ["password", "keyboard-interactive"] : ["publickey"],
        algorithms: { serverHostKey: kinds.flatMap(({ algorithms }) => algorithms) },
        readyTimeout: 0,
        hostVerifier: (key: Buffer) => {
          isHost = `SHA256:${sha256(key).toString("base64").replace(/=+$/, "")}` === hostKey;
          if (!isHost) reject(new AnotherHostKey(kindOf(key)));
          return isHost;
        },
      });
    } catch (cause) {
      reject(new SshFailure(refusedAs === "SignInRefused" ? "ValueRefused" : "CredentialUnreadable", { cause }));
    }
  });
}

/** RFC 4253, section 11.1; OpenSSH's word for too many failures of authentication. */
const DISCONNECT_PROTOCOL_ERROR = 2;

/** A public key's blob begins with its name. */
const kindOf = (key: Buffer) => key.subarray(4, 4 + Math.min(key.readUInt32BE(), 64)).toString("latin1");

function run(client: Client, command: string, input: Buffer): Promise<{ code: number | null; output: Buffer }> {
  return new Promise((resolve, reject) => {
    const lost = (cause?: Error) => reject(new SshFailure("ConnectionLost", { cause }));
    client.once("error", lost);
    client.once("close", () => lost());
    client.exec(command, (refusal: Error | undefined, channel: ClientChannel) => {
      if (refusal) return reject(new SshFailure("NotPermitted", { cause: refusal }));
      const chunks: Buffer[] = [];
      let length = 0;
      let code: number | null = null;
      channel.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > OUTPUT_MAX_BYTES) reject(new SshFailure("Unsupported"));
        else chunks.push(chunk);
      });
      channel.stderr.resume(); // somebody else's words: not kept, not shown
      channel.on("exit", (status: number | null) => {
        code = status;
      });
      channel.on("error", lost);
      channel.once("close", () => resolve({ code, output: Buffer.concat(chunks) }));
      channel.end(input);
    });
  });
}
