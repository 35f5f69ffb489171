import "./node-version.mjs";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./checkout.mjs";
import { dataFolder, gatewaySocket } from "./places.mjs";
import { fail, Refusal } from "./refusal.mjs";

// The operator's command line: JSON on standard output, of the deployment in KMS_DATA_DIR. It asks the running gateway.
try {
  const cli = path.join(root, "dist/kms.mjs");
  if (!fs.existsSync(cli)) throw new Refusal("It is not built yet: run npm start first.");
  process.env.KMS_DATA_DIR = dataFolder();
  process.env.KMS_GATEWAY_SOCKET ||= gatewaySocket(process.env.KMS_DATA_DIR);
  await import(pathToFileURL(cli).href);
} catch (error) {
  fail(error);
}
