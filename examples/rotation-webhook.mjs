// A receiver of rotation webhooks (docs/rotation-webhook.md) in plain Node, without packages: it keeps the passwords of a
// file that nginx reads (auth_basic_user_file, form {SSHA}).
//
//   KMS_WEBHOOK_SECRET=<the target's signing secret> PASSWORD_FILE=./htpasswd PORT=8443 \
//   TLS_CERT=./cert.pem TLS_KEY=./key.pem node examples/rotation-webhook.mjs
//
// Without TLS_CERT it speaks HTTP, for a proxy on the same machine that speaks TLS to the world.

import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import path from "node:path";

const { KMS_WEBHOOK_SECRET, PASSWORD_FILE, TLS_CERT, TLS_KEY, HOST = "127.0.0.1", PORT = "8443" } = process.env;
if (!KMS_WEBHOOK_SECRET || !PASSWORD_FILE) {
  console.error("KMS_WEBHOOK_SECRET and PASSWORD_FILE must be set.");
  process.exit(1);
}

const FRESH_SECONDS = 300;
const BODY_MAX_BYTES = 64 * 1024;

/** Ids of the requests of the last minutes: what comes a second time was recorded and sent again by somebody. */
const seen = new Map();

/** The request's JSON; null where it is not from KMS, is not fresh, or was here before. */
function believed(headers, body) {
  const timestamp = String(headers["x-kms-timestamp"] ?? "");
  const now = Date.now() / 1000;
  if (!/^\d+$/.test(timestamp) || Math.abs(now - Number(timestamp)) > FRESH_SECONDS) return null;
  const mac = createHmac("sha256", KMS_WEBHOOK_SECRET).update(`${timestamp}.`).update(body).digest("hex");
  const [expected, given] = [Buffer.from(`v1=${mac}`), Buffer.from(String(headers["x-kms-signature"] ?? ""))];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  for (const [id, until] of seen) if (until < now) seen.delete(id);
  const request = JSON.parse(body.toString("utf8"));
  if (typeof request.id !== "string" || seen.has(request.id)) return null;
  seen.set(request.id, now + 2 * FRESH_SECONDS);
  return request;
}

const refused = (error) => ({ ok: false, error });

/** The answer to a request. Each may come again after an answer that was lost: it is done again, with the same end. */
async function answerTo({ version, action, account, credential, make }) {
  if (version !== 1) return refused("Unsupported");
  const lines = await linesOf(PASSWORD_FILE);
  if (action === "check") return { ok: true };
  if (typeof account !== "string" || !/^[A-Za-z_][A-Za-z0-9_-]*$/.test(account)) return refused("ValueRefused");
  const at = lines.findIndex((line) => line.startsWith(`${account}:`));
  if (action === "has") return { ok: true, exists: at >= 0 };
  if (credential?.kind !== "password") return refused("Unsupported");
  if (action === "signIn") {
    const stored = lines[at]?.slice(account.length + 1);
    return stored && matches(stored, credential.password) ? { ok: true } : refused("SignInRefused");
  }
  if (action !== "set") return refused("Unsupported");
  if (at < 0 && !make) return refused("AccountMissing");
  lines[at < 0 ? lines.length : at] = `${account}:${hashed(credential.password, randomBytes(8))}`;
  await write(PASSWORD_FILE, lines);
  return { ok: true };
}

/** Passwords that KMS makes are random and long: a slow hash would add nothing to them. */
function hashed(password, salt) {
  const digest = createHash("sha1").update(password, "utf8").update(salt).digest();
  return `{SSHA}${Buffer.concat([digest, salt]).toString("base64")}`;
}

function matches(stored, password) {
  if (!stored.startsWith("{SSHA}")) return false;
  const bytes = Buffer.from(stored.slice("{SSHA}".length), "base64");
  const [expected, given] = [Buffer.from(stored), Buffer.from(hashed(password, bytes.subarray(20)))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function linesOf(file) {
  const text = await readFile(file, "utf8").catch((error) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").filter((line) => line !== "");
}

/** All of the new file or all of the old one, whenever the power goes. */
async function write(file, lines) {
  const temporary = `${file}.new`;
  const handle = await open(temporary, "w", 0o640);
  await handle.writeFile(lines.map((line) => `${line}\n`).join(""));
  await handle.sync();
  await handle.close();
  await rename(temporary, file);
  const folder = await open(path.dirname(path.resolve(file)));
  await folder.sync();
  await folder.close();
}

async function bodyOf(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > BODY_MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** One after the other: two that read and write the same file at once would lose one's work. */
let last = Promise.resolve();

async function handle(request, response) {
  const body = request.method === "POST" ? await bodyOf(request) : null;
  const asked = body && believed(request.headers, body);
  if (!asked) return void response.writeHead(401).end();
  const turn = last.then(() => answerTo(asked));
  last = turn.catch(() => {});
  const answer = JSON.stringify(await turn);
  response.writeHead(200, { "content-type": "application/json" }).end(answer);
  // The value itself is never printed.
  console.log(`${asked.action} ${asked.account ?? ""} ${asked.versionId ?? ""} ${answer}`);
}

const listener = (request, response) => {
  handle(request, response).catch((error) => {
    console.error(error.code ?? error.name);
    response.writeHead(500).end();
  });
};
const server = TLS_CERT
  ? https.createServer({ cert: await readFile(TLS_CERT), key: await readFile(TLS_KEY) }, listener)
  : http.createServer(listener);
server.listen(Number(PORT), HOST, () => console.log(`listening on port ${server.address().port}`));
