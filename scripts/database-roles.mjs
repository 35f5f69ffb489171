// One login role per process (decisions, section 6). The migrations make them and their grants; here they get passwords.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

const ROLES = { console: "kms_console", gateway: "kms_gateway", worker: "kms_worker" };
const SCRAM_ITERATIONS = 4096;

/**
 * The URLs of the three processes. Each password is derived from the owner's, so that every machine that knows
 * DATABASE_URL comes to the same one. Where that cannot be, all three are the owner's URL, with a warning.
 */
export async function roleUrls(client, ownerUrl) {
  const oneRole = (why) => ({
    urls: { console: ownerUrl, gateway: ownerUrl, worker: ownerUrl },
    warnings: [
      `All processes use one database role, because ${why}: the database does not keep the console from key material.`,
    ],
  });
  const ownerPassword = decodeURIComponent(new URL(ownerUrl).password);
  if (!ownerPassword) return oneRole("DATABASE_URL has no password to derive theirs from");
  const { rows } = await client.query("SELECT rolname FROM pg_roles WHERE rolname = ANY($1)", [Object.values(ROLES)]);
  if (rows.length < Object.keys(ROLES).length) return oneRole("the roles could not be created");

  const urls = {};
  for (const [process, role] of Object.entries(ROLES)) {
    const password = createHmac("sha256", ownerPassword).update(role).digest("base64url");
    urls[process] = asRole(ownerUrl, role, password);
    if (await canLogIn(urls[process])) continue;
    try {
      await client.query(`ALTER ROLE ${role} LOGIN PASSWORD '${scramVerifier(password)}'`);
    } catch (error) {
      if (error.code !== "42501") throw error;
      return oneRole(`the owner may not set the password of ${role}`);
    }
  }
  return { urls, warnings: [] };
}

function asRole(ownerUrl, role, password) {
  const url = new URL(ownerUrl);
  url.hostname ||= "localhost"; // postgresql:///name?host=/folder: without a host, a URL can hold no user
  url.username = role;
  url.password = password;
  return url.href;
}

async function canLogIn(url) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (error.code === "28P01" || error.code === "28000") return false;
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

/** What the server stores (RFC 5803), made here so that the password stands in no statement and in no server log. */
function scramVerifier(password) {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, SCRAM_ITERATIONS, 32, "sha256");
  const hmac = (label) => createHmac("sha256", salted).update(label).digest();
  const storedKey = createHash("sha256").update(hmac("Client Key")).digest("base64");
  const serverKey = hmac("Server Key").toString("base64");
  return `SCRAM-SHA-256$${SCRAM_ITERATIONS}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
