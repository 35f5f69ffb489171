// The way back from an upgrade (P15): before the first migration of a database that holds somebody, what lies in no
// instance is saved in the backup store.
import { spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";
import { root, say } from "./checkout.mjs";
import { connect } from "./database.mjs";
import { Refusal } from "./refusal.mjs";
import { rootKeyProblem } from "./root-key.mjs";

const ROOT_KEY_FD = 3;

/**
 * Nothing in a database without accounts. Otherwise the upgrade goes on only once the system backup is whole: with the
 * owner's URL and the root key, in a process of its own, which is given that key over a descriptor (decisions, section 6).
 * @param {{ url: string, rootKey: { text: () => string | undefined, where: string }, dataDir: string, backupStore: string,
 *   entry?: string }} given
 * @returns {Promise<string | undefined>} its name
 */
export async function saveBeforeMigration({
  url,
  rootKey,
  dataDir,
  backupStore,
  entry = "dist/save-before-migration.mjs",
}) {
  const standing = await standingOf(url);
  if (!standing.hasAccounts) return undefined;
  const problem = rootKeyProblem({ text: rootKey.text(), where: rootKey.where, expected: standing.rootFingerprint });
  if (problem) throw refusal(problem);
  const env = {
    ...process.env,
    DATABASE_URL: url,
    KMS_DATA_DIR: dataDir,
    KMS_BACKUP_STORE: backupStore,
    KMS_ROOT_KEY_FD: String(ROOT_KEY_FD),
  };
  const child = spawn(process.execPath, [path.resolve(root, entry)], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const keyPipe = child.stdio[ROOT_KEY_FD];
  keyPipe.on("error", () => {}); // it ended before it read the key: its exit says why
  keyPipe.end(rootKey.text());
  const ended = new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve));
  const [said, blamed, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw refusal(blamed.trim().split("\n").at(-1) || `it ended with ${code}`);
  const name = said.trim();
  say(`saved ${name} in the backup store before the upgrade`);
  return name;
}

const refusal = (why) =>
  new Refusal(
    `The database was not upgraded, because it could not be saved first (${why.replace(/\.$/, "")}): mend that and start again, or go on with the build before.`,
  );

async function standingOf(url) {
  const client = await connect(url);
  try {
    const { rows } = await client.query(
      "SELECT root_fingerprint, EXISTS (SELECT FROM account) AS has_accounts FROM installation",
    );
    return { hasAccounts: rows[0]?.has_accounts === true, rootFingerprint: rows[0]?.root_fingerprint ?? null };
  } finally {
    await client.end();
  }
}
