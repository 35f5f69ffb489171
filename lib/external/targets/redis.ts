import { sha256Hex } from "@/lib/crypto/digest";
import type {
  AccountRights,
  AccountWish,
  TargetAddress,
  TargetError,
  TargetPort,
} from "@/lib/domain/secrets/rotation-ports";
import { administratorOf, asAccount, callTarget, type Reached, serverName, TargetFailure } from "./call-target";
import type { TargetDeps } from "./ports";

// Users of a Redis or Valkey server (ACL, since 6). ACL SETUSER takes the SHA-256 that the server would keep, so the password
// is never part of a command but for signing in. Open connections go on. The users are those of the one server that
// answers: Redis tells its replicas and the other nodes of a cluster nothing about them.

const PORT = 6379;
/** Who somebody is that gives a password alone. */
const DEFAULT_USER = "default";

export function makeRedisTarget({ guardAddress }: Pick<TargetDeps, "guardAddress">): TargetPort {
  const call = <T extends object>(target: TargetAddress, work: (reached: Reached) => Promise<T>) =>
    callTarget(guardAddress, target, PORT, work, judge);
  const asAdministrator = <T extends object>(target: TargetAddress, work: (send: Send) => Promise<T>) =>
    call(target, (reached) => connected(reached, administratorOf(target, DEFAULT_USER), work));

  return {
    check: (target) => asAdministrator(target, async () => ({})),
    has: (target, account) => asAdministrator(target, async (send) => ({ exists: await userExists(send, account) })),
    set: (target, wish) => asAdministrator(target, (send) => setUser(send, wish)),
    signIn: async (target, account, credential) => {
      if (credential.kind !== "password") return { ok: false, error: "Unsupported" };
      const who = { user: account, password: credential.password };
      const outcome = await call(target, (reached) => connected(reached, who, async () => ({})));
      return outcome.ok ? outcome : { ok: false, error: asAccount(outcome.error) };
    },
  };
}

/** All keys and channels; no command that administers the server or can hold it up. */
const RIGHTS: Readonly<Record<AccountRights["privilege"], readonly string[]>> = {
  ReadWrite: ["~*", "&*", "+@all", "-@admin", "-@dangerous"],
  ReadOnly: ["~*", "&*", "+@read", "+@connection", "-@admin", "-@dangerous"],
};

async function setUser(send: Send, { account, credential, make }: AccountWish) {
  if (credential.kind !== "password") throw new TargetFailure("Unsupported");
  if (!make && !(await userExists(send, account))) throw new TargetFailure("AccountMissing");
  // One command, so no moment is without a password; repeated, it leaves the same user.
  const password = ["resetpass", `#${sha256Hex(Buffer.from(credential.password, "utf8"))}`];
  await send(["ACL", "SETUSER", account, ...(make ? ["reset", "on", ...RIGHTS[make.privilege]] : []), ...password]);
  await keep(send);
  return {};
}

async function userExists(send: Send, account: string): Promise<boolean> {
  return (await send(["ACL", "GETUSER", account])) !== null;
}

/**
 * Users live in memory until they are written down: into the ACL file, or else the server's own. A server that has
 * neither, or lets nobody write them (a service that keeps users in its own way), is left at that. One that should have
 * written them and could not (a full disk) forgets the password at its next start: then nothing was set.
 */
async function keep(send: Send): Promise<void> {
  const isKept = (command: string[]) =>
    send(command).then(
      () => true,
      (error: unknown) => {
        if (error instanceof TargetFailure && ["Unsupported", "NotPermitted"].includes(error.error)) return false;
        throw error;
      },
    );
  if (!(await isKept(["ACL", "SAVE"]))) await isKept(["CONFIG", "REWRITE"]);
}

type Send = (command: string[]) => Promise<unknown>;

async function connected<T>(
  { where, port, tls, signal }: Reached,
  { user, password }: { user: string; password: string },
  work: (send: Send) => Promise<T>,
): Promise<T> {
  const { createClient, ErrorReply } = await import("@redis/client");
  const client = createClient({
    username: user,
    password,
    RESP: 2,
    // An account may be allowed little: nothing is sent but what was asked for.
    disableClientInfo: true,
    maintNotifications: "disabled",
    socket: { ...where, port, reconnectStrategy: false, ...(tls && { tls: true, ...tls, ...serverName(where.host) }) },
  });
  client.on("error", () => {}); // whoever waits for an answer is told as well
  const answered = (error: unknown) => {
    throw error instanceof ErrorReply ? new TargetFailure(wordFor(error.message)) : error;
  };
  const drop = () => client.isOpen && client.destroy();
  signal.addEventListener("abort", drop);
  try {
    await client.connect().catch(answered);
    return await work((command) => client.sendCommand(command).catch(answered));
  } finally {
    signal.removeEventListener("abort", drop);
    drop();
  }
}

/** How the server's refusals begin; what follows can hold anything. */
const REFUSALS: readonly [RegExp, TargetError][] = [
  [/^WRONGPASS|^NOAUTH|^ERR AUTH <password> called without any password|^ERR Client sent AUTH/, "AdministratorRefused"],
  [/^DENIED/, "AdministratorRefused"], // protected mode
  [/^NOPERM/, "NotPermitted"],
  [/^LOADING|^MASTERDOWN|^ERR max number of clients/, "Unreachable"],
  [/^ERR unknown (sub)?command/i, "Unsupported"],
  [/^ERR .*not configured to use an ACL file|^ERR The server is running without a config file/, "Unsupported"],
];

const wordFor = (refusal: string): TargetError => REFUSALS.find(([words]) => words.test(refusal))?.[1] ?? "Failed";

/** Whatever is neither an answer of the server nor an error of the network: the library found the connection gone. */
function judge(cause: unknown): TargetError | undefined {
  const { code, message = "" } = cause as { code?: string; message?: string };
  return code === undefined && /closed|disconnect/i.test(message) ? "ConnectionLost" : undefined;
}
