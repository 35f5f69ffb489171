import { connect, isIP } from "node:net";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { mysqlNativeHash } from "@/lib/crypto/mysql-native";
import { isSystemDatabase } from "@/lib/domain/secrets/managed-rules";
import type {
  AccountRights,
  AccountWish,
  TargetAddress,
  TargetError,
  TargetPort,
} from "@/lib/domain/secrets/rotation-ports";
import { administratorOf, asAccount, callTarget, type Reached, TargetFailure, withSocket } from "./call-target";
import type { TargetDeps } from "./ports";

// Accounts of a MySQL or MariaDB server. MySQL writes the hash of a password into its logs, whatever the statement held;
// MariaDB writes statements as they came, so it gets the hash from us. Open sessions go on.

const PORT = 3306;
/** Of accounts that are made here: from which host an application comes is for networks to say. */
const ANY_HOST = "%";
/** What this client can sign in with, and what a new password keeps as it is. */
const PLUGINS = {
  MariaDB: ["mysql_native_password", ""],
  MySQL: ["caching_sha2_password", "sha256_password", "mysql_native_password"],
} as const;
/**
 * Literals are written for a server that reads them so, whatever its default is; and the server gives up before we do:
 * nothing is done after we have said that it was not.
 */
const SESSION = "SET SESSION sql_mode = '', SESSION lock_wait_timeout = 5";

export function makeMysqlTarget({ guardAddress }: Pick<TargetDeps, "guardAddress">): TargetPort {
  const call = <T extends object>(target: TargetAddress, work: (reached: Reached) => Promise<T>) =>
    callTarget(guardAddress, target, PORT, work, judge);
  const asAdministrator = <T extends object>(target: TargetAddress, work: (session: Connection) => Promise<T>) =>
    call(target, (reached) => connected(reached, administratorOf(target), work));

  const signIn: TargetPort["signIn"] = async (target, account, credential) => {
    if (credential.kind !== "password") return { ok: false, error: "Unsupported" };
    const who = { user: account, password: credential.password };
    const outcome = await call(target, (reached) => connected(reached, who, async () => ({})));
    return outcome.ok ? outcome : { ok: false, error: asAccount(outcome.error) };
  };
  return {
    check: (target) => asAdministrator(target, async () => ({})),
    has: (target, account) =>
      asAdministrator(target, async (session) => ({ exists: (await accountsOf(session, account)).length > 0 })),
    set: async (target, wish) => {
      const outcome = await asAdministrator(target, (session) => setAccount(session, target, wish));
      if (outcome.ok || outcome.error !== "ValueRefused") return outcome;
      // A rule against old passwords refuses the one that was set a moment ago, by a call that was cut off.
      const already = await signIn(target, wish.account, wish.credential);
      return already.ok ? already : outcome;
    },
    signIn,
  };
}

interface Account {
  host: string;
  plugin: string;
  /** What the server keeps of its password. */
  kept: string;
}

/** One name stands for an account at each host that it may come from; roles of MariaDB have none. */
async function accountsOf(session: Connection, account: string): Promise<Account[]> {
  const [rows] = await session.query<(Account & RowDataPacket)[]>(
    "SELECT Host AS host, plugin, authentication_string AS kept FROM mysql.user WHERE User = ? AND Host <> ''",
    [account],
  );
  return rows;
}

/** As literals of SQL; without a hash the password itself is to be sent. */
interface Literals {
  clear: string;
  hash?: string;
}
type Statements = (names: readonly string[], literals: Literals) => string[];
type Brand = "MariaDB" | "MySQL";

const MAKING: Readonly<Record<Brand, Statements>> = {
  MySQL: (names, { clear }) => names.map((name) => `CREATE USER IF NOT EXISTS ${name} IDENTIFIED BY ${clear}`),
  MariaDB: (names, { clear, hash }) =>
    names.map((name) => `CREATE USER IF NOT EXISTS ${name} IDENTIFIED BY ${hash ? `PASSWORD ${hash}` : clear}`),
};
const CHANGING: Readonly<Record<Brand, Statements>> = {
  // All hosts or none. What it is kept with stays as it is.
  MySQL: (names, { clear }) => [`ALTER USER ${names.map((name) => `${name} IDENTIFIED BY ${clear}`).join(", ")}`],
  // Its ALTER USER fails with one number for every reason.
  MariaDB: (names, { clear, hash }) =>
    names.map((name) => `SET PASSWORD FOR ${name} = ${hash ?? `PASSWORD(${clear})`}`),
};

async function inTurn(session: Connection, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await session.query(statement);
}

async function setAccount(session: Connection, target: TargetAddress, { account, credential, make }: AccountWish) {
  if (credential.kind !== "password") throw new TargetFailure("Unsupported");
  const rights = make && grantedRights(target, make);
  await session.query(SESSION);
  const [[server]] = await session.query<({ version: string } & RowDataPacket)[]>("SELECT VERSION() AS version");
  const brand: Brand = server?.version.includes("MariaDB") ? "MariaDB" : "MySQL";

  const found = await accountsOf(session, account);
  if (found.length === 0 && !make) throw new TargetFailure("AccountMissing");
  if (found.some(({ plugin }) => !(PLUGINS[brand] as readonly string[]).includes(plugin))) {
    throw new TargetFailure("Unsupported");
  }
  const native = mysqlNativeHash(credential.password);
  assertOneAccount(found, native);
  const hosts = found.length > 0 ? found.map(({ host }) => host) : [ANY_HOST];
  const names = hosts.map((host) => `${session.escape(account)}@${session.escape(host)}`);
  const statements = (found.length > 0 ? CHANGING : MAKING)[brand];
  const clear = session.escape(credential.password);
  const hash = session.escape(native);
  await inTurn(session, statements(names, { clear, hash })).catch(async (error: unknown) => {
    if (numberOf(error) !== 1290) throw error;
    // No server that takes changes is there: the middle of a failover.
    if (await isReadOnly(session)) throw new TargetFailure("Unreachable");
    // A server with rules about passwords wants to see this one: strict_password_validation.
    if (brand !== "MariaDB") throw error;
    await inTurn(session, statements(names, { clear }));
  });
  if (rights) await grant(session, names, rights);
  return {};
}

/**
 * Several hosts are one account where all have one password: else whoever holds one gets into the others, which may do more.
 * Of hashes with salt nobody can tell. A call that was cut off may have changed some of them already.
 */
function assertOneAccount(found: readonly Account[], next: string): void {
  if (found.length < 2) return;
  const passwords = new Set(found.flatMap(({ kept }) => (kept.toUpperCase() === next ? [] : [kept.toUpperCase()])));
  const salted = found.some(({ plugin }) => plugin !== "" && plugin !== "mysql_native_password");
  if (salted || passwords.size > 1) throw new TargetFailure("Unsupported");
}

async function isReadOnly(session: Connection): Promise<boolean> {
  const [[server]] = await session.query<({ isOn: number } & RowDataPacket)[]>("SELECT @@GLOBAL.read_only AS isOn");
  return server?.isOn === 1;
}

/** An account that sees nothing is no use to anybody, and silence about it less: then none is made. */
function grantedRights({ database }: TargetAddress, { privilege, databases }: AccountRights): AccountRights {
  const named = databases.length > 0 || database === null ? databases : [database];
  // Whoever writes in `mysql` administers the server; whoever reads there reads every hash.
  if (named.length === 0 || named.some(isSystemDatabase)) throw new TargetFailure("NotPermitted");
  return { privilege, databases: named };
}

/** Everything inside the named databases, or reading there; nothing of the server. */
async function grant(session: Connection, names: readonly string[], { privilege, databases }: AccountRights) {
  const [[literally]] = await session.query<RowDataPacket[]>("SHOW GLOBAL VARIABLES LIKE 'partial_revokes'");
  const rights = privilege === "ReadOnly" ? "SELECT, SHOW VIEW" : "ALL PRIVILEGES";
  for (const database of databases) {
    // Of a GRANT the name is a pattern: app_db would open appXdb too. But not with partial revokes.
    const pattern = literally?.Value === "ON" ? database : database.replace(/[_%\\]/g, "\\$&");
    for (const name of names) await session.query(`GRANT ${rights} ON ${quoted(pattern)}.* TO ${name}`);
  }
}

const quoted = (name: string) => `\`${name.replaceAll("`", "``")}\``;

interface Who {
  user: string;
  password: string;
}

async function connected<T>(
  { where, port, tls, signal }: Reached,
  who: Who,
  work: (session: Connection) => Promise<T>,
) {
  const { createConnection } = await import("mysql2/promise");
  const socket = connect({ ...where, port });
  // The library verifies the certificate for the name that the socket was connected by, which Node notes of names alone.
  if (isIP(where.host)) Object.assign(socket, { _host: where.host });
  const ssl = tls && { ...tls, verifyIdentity: tls.rejectUnauthorized };
  return withSocket(socket, signal, async () => {
    const session = await createConnection({ ...who, host: where.host, port, stream: socket, ...(ssl && { ssl }) });
    session.on("error", () => {}); // whoever waits for an answer is told as well
    try {
      return await work(session);
    } finally {
      session.end().catch(() => {});
    }
  });
}

const numberOf = (error: unknown): number => (error as { errno?: number }).errno ?? 0;

/** The server's numbers; its words are not looked at. */
const NUMBERS: Readonly<Record<number, TargetError>> = {
  1045: "AdministratorRefused",
  1130: "AdministratorRefused",
  1698: "AdministratorRefused",
  3118: "AdministratorRefused", // locked
  4151: "AdministratorRefused", // locked, MariaDB
  1862: "AdministratorRefused", // its password has expired
  1044: "NotPermitted",
  1129: "NotPermitted", // blocked after too many errors
  1142: "NotPermitted",
  1143: "NotPermitted",
  1227: "NotPermitted",
  1290: "NotPermitted",
  1133: "AccountMissing",
  1396: "AccountMissing",
  1410: "NotPermitted",
  1820: "AdministratorRefused",
  1819: "ValueRefused",
  3638: "ValueRefused", // used before
  1251: "Unsupported",
  1524: "Unsupported",
  3159: "TlsFailed", // the server wants TLS
  1205: "TimedOut",
  // Too many connections; shutting down; read-only in the middle of a failover.
  1040: "Unreachable",
  1203: "Unreachable",
  1226: "Unreachable",
  1053: "ConnectionLost",
  1836: "Unreachable",
};
/** Of the library itself. */
const CODES: Readonly<Record<string, TargetError>> = {
  HANDSHAKE_NO_SSL_SUPPORT: "TlsFailed",
  HANDSHAKE_SSL_ERROR: "TlsFailed",
  PROTOCOL_CONNECTION_LOST: "ConnectionLost",
  AUTH_SWITCH_PLUGIN_ERROR: "Unsupported",
};

function judge(cause: unknown): TargetError | undefined {
  return NUMBERS[numberOf(cause)] ?? CODES[(cause as { code?: string }).code ?? ""];
}
