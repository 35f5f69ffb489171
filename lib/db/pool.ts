import pg from "pg";

const STATEMENT_TIMEOUT_MS = 30_000;
const SESSION = `-c synchronous_commit=on -c timezone=UTC -c lock_timeout=5000 -c statement_timeout=${STATEMENT_TIMEOUT_MS}`;

/** A plain `pg` pool, for the *.sql.ts files that decisions 7 names: the recorder. */
export function makePool(url: string, { max = 5, answerTimeoutMs = STATEMENT_TIMEOUT_MS + 5000 } = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    options: SESSION,
    connectionTimeoutMillis: 10_000,
    // The server's own limit ends nothing where the server cannot be heard: a batch would be in flight for ever.
    query_timeout: answerTimeoutMs,
    keepAlive: true,
  });
  // A connection that dies while idle must not end the process: the next query gets a new one.
  pool.on("error", () => {});
  return pool;
}
