import { Socket } from "node:net";
import pg from "pg";
import { SCRAM_ITERATIONS, scramVerifier } from "@/lib/crypto/scram";
import type { AccountWish, TargetAddress, TargetError, TargetPort } from "@/lib/domain/secrets/rotation-ports";
import { administratorOf, asAccount, callTarget, type Reached, TargetFailure, withSocket } from "./call-target";
import type { TargetDeps } from "./ports";
import { type GrantedRights, grantDatabases, grantInDatabase } from "./postgresql-grants";

// Accounts of a PostgreSQL server. The password never travels in a statement: the server gets what it would keep of it
// (SCRAM-SHA-256), so that neither its log nor its statistics nor a replica's shows one. Open sessions go on.

const PORT = 5432;
/** There is one of that name in every cluster, made for signing in at. */
const DATABASE = "postgres";
/** One at a time at a server: GRANT and ALTER ROLE fail where another touches the same row of the catalogue. */
const LOCK = "SELECT pg_advisory_xact_lock(hashtext('kms-console'), hashtext('rotation'))";
/** The server gives up before we do: nothing is done after we have said that it was not. */
const LIMITS = "SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '8s'";
/** Clients refuse more (node-postgres: 100,000): the account could not sign in. */
const ITERATIONS_MAX = 100_000;

export function makePostgresqlTarget({ guardAddress }: Pick<TargetDeps, "guardAddress">): TargetPort {
  const call = <T extends object>(target: TargetAddress, work: (reached: Reached) => Promise<T>) =>
    callTarget(guardAddress, target, PORT, work, judge);
  const asAdministrator = <T extends object>(target: TargetAddress, work: (client: pg.Client) => Promise<T>) =>
    call(target, (reached) => connected(reached, { ...administratorOf(target), database: databaseOf(target) }, work));

  return {
    check: (target) =>
      asAdministrator(target, async (client) => {
        const { rows } = await client.query<{ replica: boolean }>("SELECT pg_is_in_recovery() AS replica");
        if (rows[0]?.replica) throw new TargetFailure("NotPermitted"); // it takes no changes from anybody
        return {};
      }),
    has: (target, account) =>
      asAdministrator(target, async (client) => ({ exists: await roleExists(client, account) })),
    set: (target, wish) =>
      call(target, async (reached) => {
        const admin = administratorOf(target);
        const rights = grantedRights(target, wish);
        await connected(reached, { ...admin, database: databaseOf(target) }, (client) => setRole(client, wish, rights));
        for (const database of rights?.databases ?? []) {
          await connected(reached, { ...admin, database }, (client) =>
            inTransaction(client, () => grantInDatabase(client, wish.account, rights?.privilege ?? "ReadOnly")),
          );
        }
        return {};
      }),
    signIn: async (target, account, credential) => {
      if (credential.kind !== "password") return { ok: false, error: "Unsupported" };
      const who = { user: account, password: credential.password, database: databaseOf(target) };
      const outcome = await call(target, (reached) => connected(reached, who, async () => ({})).catch(believed));
      return outcome.ok ? outcome : { ok: false, error: asAccount(outcome.error) };
    },
  };
}

const databaseOf = (target: TargetAddress) => target.database ?? DATABASE;

function grantedRights(target: TargetAddress, { make }: AccountWish): GrantedRights | undefined {
  if (!make) return undefined;
  return { ...make, databases: make.databases.length > 0 ? make.databases : [databaseOf(target)] };
}

/** Makes or changes the role in one transaction: no moment has an account without a password, or none at all. */
async function setRole(client: pg.Client, wish: AccountWish, rights: GrantedRights | undefined) {
  const { account, credential } = wish;
  if (credential.kind !== "password") throw new TargetFailure("Unsupported");
  const verifier = scramVerifier(credential.password, { iterations: await iterationsOf(client) });
  if (verifier === undefined) throw new TargetFailure("ValueRefused");
  return inTransaction(client, async () => {
    const exists = await roleExists(client, account);
    if (!exists && !rights) throw new TargetFailure("AccountMissing");
    const verb = exists ? "ALTER" : "CREATE";
    const role = client.escapeIdentifier(account);
    await client.query(`${verb} ROLE ${role} ${rights ? "LOGIN " : ""}PASSWORD ${client.escapeLiteral(verifier)}`);
    if (rights) await grantDatabases(client, account, rights);
    return {};
  });
}

async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query(`BEGIN; ${LIMITS}`);
  await client.query(LOCK);
  const result = await work();
  await client.query("COMMIT"); // where it is not reached, closing the connection rolls back
  return result;
}

async function roleExists(client: pg.Client, account: string): Promise<boolean> {
  const { rowCount } = await client.query("SELECT FROM pg_catalog.pg_roles WHERE rolname = $1", [account]);
  return rowCount === 1;
}

/** What the server itself would use (scram_iterations, since PostgreSQL 16). */
async function iterationsOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ n: string | null }>("SELECT current_setting('scram_iterations', true) AS n");
  return Math.min(Math.max(Number(rows[0]?.n) || SCRAM_ITERATIONS, SCRAM_ITERATIONS), ITERATIONS_MAX);
}

interface Who {
  user: string;
  password: string;
  database: string;
}

async function connected<T>({ where, port, tls, signal }: Reached, who: Who, work: (client: pg.Client) => Promise<T>) {
  const { host, lookup } = where;
  const socket = new Socket();
  const connect = socket.connect.bind(socket);
  // pg connects by port and host; the socket finds the host where the guard found it.
  const stream = () => Object.assign(socket, { connect: () => connect({ host, port, lookup }) });
  const client = new pg.Client({ ...who, host, port, ssl: tls ?? false, application_name: "kms-console", stream });
  client.on("error", () => {}); // whoever waits for an answer is told as well
  return withSocket(socket, signal, async () => {
    try {
      await client.connect();
      return await work(client);
    } finally {
      client.end().catch(() => {});
    }
  });
}

/** That an account must not enter the database, or that there is none, is found after its password was believed. */
function believed(cause: unknown): object {
  const code = (cause as { code?: string }).code;
  if (code === "42501" || code === "3D000") return {};
  throw cause;
}

/** SQLSTATE, or what pg itself says; the words of the server are not looked at. */
const STATES: Readonly<Record<string, TargetError>> = {
  "28P01": "AdministratorRefused",
  "28000": "AdministratorRefused",
  "42501": "NotPermitted",
  "0LP01": "NotPermitted",
  "42704": "AccountMissing",
  "3D000": "Failed",
  "22023": "ValueRefused",
  "28P02": "ValueRefused",
  "57014": "TimedOut",
  "55P03": "TimedOut",
  "57P03": "Unreachable",
  // No server that takes changes is there: the middle of a failover.
  "25006": "Unreachable",
  "57P01": "ConnectionLost",
  "57P02": "ConnectionLost",
};
const OWN: readonly [RegExp, TargetError][] = [
  [/SSL connection/, "TlsFailed"],
  [/^Connection terminated/, "ConnectionLost"],
];

function judge(cause: unknown): TargetError | undefined {
  const { code = "", message = "" } = cause as { code?: string; message?: string };
  if (STATES[code]) return STATES[code];
  if (/^53/.test(code)) return "Unreachable"; // too many connections and the like
  return code === "" ? OWN.find(([words]) => words.test(message))?.[1] : undefined;
}
