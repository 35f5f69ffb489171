import { isIP, type LookupFunction, type Socket } from "node:net";
import { z } from "zod";
import type { TargetAddress, TargetError } from "@/lib/domain/secrets/rotation-ports";
import { TLS_FAILURE } from "../outbound";
import type { GuardAddress } from "./guarded-address";

// What the calls of all database adapters have in common: the guard, the time limit, and the words for what went wrong.

/** Names, connections, questions and answers of one call. */
const CALL_MS = 10_000;

/** Ends a call with a word. Whatever the target said stays behind: it can hold anything. */
export class TargetFailure extends Error {
  constructor(readonly error: TargetError) {
    super(error);
    this.name = "TargetFailure";
  }
}

/** A target whose address was judged, for as long as one call lasts. */
export interface Reached {
  where: { host: string; lookup: LookupFunction };
  port: number;
  /** For tls.connect; undefined where nothing is encrypted. The name that is verified is `where.host`. */
  tls: { ca?: string; rejectUnauthorized: boolean } | undefined;
  /** Aborts when the time is over: whoever opens a connection closes it then. */
  signal: AbortSignal;
}

type Answer<T> = ({ ok: true } & T) | { ok: false; error: TargetError };

/** Never throws. `judge` finds the word for an error of the client library; what it does not know is judged by its code. */
export async function callTarget<T extends object = object>(
  guardAddress: GuardAddress,
  target: TargetAddress,
  usualPort: number,
  work: (reached: Reached) => Promise<T>,
  judge: (cause: unknown) => TargetError | undefined,
): Promise<Answer<T>> {
  const control = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TargetFailure("TimedOut"));
      control.abort();
    }, CALL_MS);
  });
  const call = async (): Promise<T> => {
    const found = await guardAddress(target.address);
    if (!found.ok) throw new TargetFailure(found.error);
    control.signal.throwIfAborted();
    return work({ where: found.where, port: target.port ?? usualPort, tls: tlsOf(target), signal: control.signal });
  };
  try {
    return { ok: true, ...(await Promise.race([call(), late])) };
  } catch (cause) {
    return { ok: false, error: wordFor(cause, judge) };
  } finally {
    clearTimeout(timer);
  }
}

/** A peer that does not answer a farewell is not waited for. */
const FAREWELL_MS = 1000;

/** The socket of one call: closed at once where the time is over, else after a farewell that `work` has sent. */
export async function withSocket<T>(socket: Socket, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const drop = () => socket.destroy();
  socket.on("error", () => {}); // after the library has let go of it, too
  signal.addEventListener("abort", drop);
  if (signal.aborted) drop();
  try {
    return await work();
  } finally {
    signal.removeEventListener("abort", drop);
    socket.setTimeout(FAREWELL_MS, drop);
  }
}

/** The same words for an administrator and an account, but the one who is not believed. */
export const asAccount = (error: TargetError): TargetError =>
  error === "AdministratorRefused" ? "SignInRefused" : error;

/** TLS asks for a name and verifies an address by another rule: SNI carries no addresses (RFC 6066). */
export const serverName = (host: string): { servername?: string } => (isIP(host) ? {} : { servername: host });

function tlsOf({ tls, caPem }: TargetAddress): Reached["tls"] {
  if (tls === "Off") return undefined;
  return { rejectUnauthorized: tls === "Verified", ...(caPem && { ca: caPem }) };
}

function wordFor(cause: unknown, judge: (cause: unknown) => TargetError | undefined): TargetError {
  if (cause instanceof TargetFailure) return cause.error;
  return judge(cause) ?? networkError(cause) ?? "Failed";
}

const UNREACHABLE = ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN", "EADDRNOTAVAIL"];

function networkError(cause: unknown): TargetError | undefined {
  const code = String((cause as NodeJS.ErrnoException | undefined)?.code ?? "");
  if (UNREACHABLE.includes(code)) return "Unreachable";
  if (code === "ETIMEDOUT") return "TimedOut";
  if (code === "ECONNRESET" || code === "EPIPE") return "ConnectionLost";
  return TLS_FAILURE.test(code) ? "TlsFailed" : undefined;
}

const administrator = z.object({ UserName: z.string().min(1).optional(), Password: z.string().min(1) });

/** What the Generic secret that the target names says of its administrator; of Redis without a name. */
export function administratorOf(target: TargetAddress, usualName?: string): { user: string; password: string } {
  let json: unknown;
  try {
    json = JSON.parse(target.administrator);
  } catch {
    throw new TargetFailure("CredentialUnreadable");
  }
  const { data } = administrator.safeParse(json);
  const user = data?.UserName ?? usualName;
  if (!data || !user) throw new TargetFailure("CredentialUnreadable");
  return { user, password: data.Password };
}
