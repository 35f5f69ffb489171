// Where things lie that more than one script must find.
import fs from "node:fs";
import path from "node:path";
import { root } from "./checkout.mjs";
import { asRefusal } from "./refusal.mjs";

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

/** The gateway's local socket, for console and command line. */
export function gatewaySocket(dataDir) {
  return path.join(dataDir, "gateway.sock");
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
