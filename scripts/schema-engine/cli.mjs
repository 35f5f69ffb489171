import { writeEngineError } from "./wire.mjs";

const CONNECT_TIMEOUT_MS = 5000;

/** The two subcommands that the Prisma CLI asks of the engine's executable. Returns the exit code. */
export async function runCliCommand(command, url) {
  if (command === "can-connect-to-database") return canConnect(url);
  if (command === "create-database") return createDatabase(url);
  writeEngineError(`unsupported subcommand ${command}`);
  return 1;
}

async function canConnect(url) {
  try {
    await runOn(url, (client) => client.query("SELECT 1"));
    return 0;
  } catch (error) {
    const { hostname, port, pathname } = new URL(url);
    const database = decodeURIComponent(pathname.slice(1));
    if (error.code === "3D000") writeEngineError(`Database \`${database}\` does not exist`, "P1003");
    else if (["28P01", "28000"].includes(error.code)) writeEngineError("Authentication failed", "P1000");
    else writeEngineError(`Can't reach database server at \`${hostname}:${port || 5432}\`: ${error.message}`, "P1001");
    return 1;
  }
}

async function createDatabase(url) {
  const server = new URL(url);
  const database = decodeURIComponent(server.pathname.slice(1));
  server.pathname = "/postgres";
  try {
    await runOn(server.href, (client) => client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`));
    return 0;
  } catch (error) {
    writeEngineError(error.message, error.code === "42P04" ? "P1009" : "P1001");
    return 1;
  }
}

async function runOn(url, work) {
  const { default: pg } = await import("pg");
  const target = new URL(url);
  target.searchParams.delete("schema");
  const client = new pg.Client({ connectionString: target.href, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
