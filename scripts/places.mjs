// Where things lie that more than one script must find.
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "./checkout.mjs";
import { asRefusal, Refusal } from "./refusal.mjs";

const MAX_SOCKET_PATH = 100; // of the 104 to 108 bytes that the systems allow

export function dataFolder() {
  return path.resolve(root, process.env.KMS_DATA_DIR || "data");
}

/** The data folder, there and writable. */
export function prepareDataFolder() {
  const folder = dataFolder();
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const probe = path.join(folder, `.probe.${process.pid}`);
    fs.writeFileSync(probe, "probe");
    fs.rmSync(probe);
  } catch (error) {
    throw asRefusal(error, "the data folder");
  }
  return folder;
}

/** The gateway's local socket; a data folder with a long path has it in a private folder below the system's own. */
export function gatewaySocket(dataDir) {
  const inData = path.join(dataDir, "gateway.sock");
  if (Buffer.byteLength(inData) <= MAX_SOCKET_PATH) return inData;
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  const folder = path.join(os.tmpdir(), `kms-${process.getuid?.() ?? 0}-${name}`);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = fs.lstatSync(folder);
  if (uid !== (process.getuid?.() ?? uid) || (mode & 0o077) !== 0) {
    throw new Refusal(`${folder} belongs to somebody else: remove it, or set KMS_DATA_DIR to a shorter path.`);
  }
  return path.join(folder, "gateway.sock");
}

/** The URL of the embedded database as its owner, whether it runs or not; undefined before the first start. */
export function embeddedDatabaseUrl(dataDir) {
  try {
    const read = (name) => fs.readFileSync(path.join(dataDir, "postgres", name), "utf8").trim();
    return `postgresql://kms_owner:${read("password")}@127.0.0.1:${read("port")}/kms`;
  } catch {
    return undefined;
  }
}
