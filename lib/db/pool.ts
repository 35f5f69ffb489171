import pg from "pg";

const SESSION = "-c synchronous_commit=on -c timezone=UTC -c lock_timeout=5000";

/** A plain `pg` pool, for the *.sql.ts files that decisions 7 names: recorder, feed, backup read, bulk restore, claims. */
export function makePool(url: string, max = 5, statementTimeoutMs = 30_000): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    options: `${SESSION} -c statement_timeout=${statementTimeoutMs}`,
    connectionTimeoutMillis: 10_000,
  });
  // A connection that dies while idle must not end the process: the next query gets a new one.
  pool.on("error", () => {});
  return pool;
}
