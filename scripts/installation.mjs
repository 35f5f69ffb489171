// What the supervisor needs to know of a migrated database before it starts anybody.
import { randomUUID } from "node:crypto";
import { connect } from "./database.mjs";

/**
 * The installation's row, made at the first start; the time zone is recorded then and a change is a command
 * (decisions, section 14).
 * @returns {Promise<{ cookieSuffix: string, timeZone: string, rootFingerprint: string | null, hasAccounts: boolean }>}
 */
export async function readInstallation(url, timeZone) {
  const client = await connect(url);
  try {
    await client.query(
      `INSERT INTO installation (singleton, id, created_at, time_zone)
       VALUES (true, $1, date_trunc('milliseconds', clock_timestamp()), $2) ON CONFLICT DO NOTHING`,
      [randomUUID(), timeZone],
    );
    const { rows } = await client.query(
      `SELECT id, time_zone, root_fingerprint, EXISTS (SELECT FROM account) AS has_accounts FROM installation`,
    );
    const [row] = rows;
    return {
      cookieSuffix: row.id.slice(0, 8),
      timeZone: row.time_zone,
      rootFingerprint: row.root_fingerprint,
      hasAccounts: row.has_accounts,
    };
  } finally {
    await client.end();
  }
}

/**
 * Records the root key of this start as the one that everything is sealed under, unless one is recorded already: of two
 * machines that begin on one empty database at once, each with a key of its own, only one may go on.
 * @returns {Promise<string>} the fingerprint that is recorded now.
 */
export async function claimRootKey(url, fingerprint) {
  const client = await connect(url);
  try {
    await client.query("UPDATE installation SET root_fingerprint = $1 WHERE root_fingerprint IS NULL", [fingerprint]);
    const { rows } = await client.query("SELECT root_fingerprint FROM installation");
    return rows[0].root_fingerprint;
  } finally {
    await client.end();
  }
}
