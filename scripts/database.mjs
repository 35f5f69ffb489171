// Reaching a PostgreSQL, and asking it whether it can be trusted with keys.
import { Refusal } from "./refusal.mjs";

const CONNECT_TIMEOUT_MS = 10_000;
const LEAST_VERSION = 16;

/** An open client of `pg`; a server that does not answer is a Refusal that names host and database, not the password. */
export async function connect(url) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on("error", () => {}); // a server that goes away is reported by the next query
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw new Refusal(`The database ${withoutPassword(url)} ${wording(error)}`, { cause: error });
  }
}

function wording(error) {
  switch (error.code) {
    case "ECONNREFUSED":
    case "ETIMEDOUT":
    case "ENOTFOUND":
    case "EHOSTUNREACH":
    case "ENOENT":
      return `does not answer (${error.code}): start it, or mend DATABASE_URL.`;
    case "28P01":
    case "28000":
      return "refuses this user or password: mend DATABASE_URL.";
    case "3D000":
      return "does not exist: create it, or mend DATABASE_URL.";
    case "53300":
      return "has no connection left: raise max_connections.";
    default:
      return `cannot be used: ${error.message}.`;
  }
}

export function withoutPassword(url) {
  const shown = new URL(url);
  shown.password = "";
  return shown.href;
}

/**
 * What a server would lose, and what it lacks. `refuses` are reasons not to start: an acknowledged key must survive a
 * loss of power (decisions, section 21). `warnings` are said once and in doctor.
 */
export async function inspectServer(client) {
  const { rows } = await client.query(
    `SELECT name, setting FROM pg_settings WHERE name IN
       ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'server_version_num', 'server_encoding')`,
  );
  const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  const major = Math.floor(Number(settings.server_version_num) / 10_000);
  const refuses = [];
  for (const name of ["fsync", "full_page_writes", "synchronous_commit"]) {
    if (settings[name] === "off") {
      refuses.push(
        `The database runs with ${name} off and can lose acknowledged keys: set ${name} = on in its configuration.`,
      );
    }
  }
  if (major < LEAST_VERSION) refuses.push(`The database is PostgreSQL ${major}: ${LEAST_VERSION} or newer is needed.`);
  if (settings.server_encoding !== "UTF8") {
    refuses.push(`The database is encoded in ${settings.server_encoding}: create it with ENCODING 'UTF8'.`);
  }
  const warnings = [];
  if (settings.data_checksums !== "on") {
    warnings.push("The database has no data checksums and cannot notice a bad disk: see pg_checksums --enable.");
  }
  return { refuses, warnings };
}
