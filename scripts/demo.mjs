import "./node-version.mjs";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "./checkout.mjs";
import { fail, Refusal } from "./refusal.mjs";
import { start } from "./start.mjs";

// npm start with a lived-in deployment, in a data folder of its own; the scenario is made through the operations.
const SCENARIO = "demo";

try {
  process.env.KMS_DATA_DIR ||= path.join(root, "data/demo");
  const { stop } = await start();
  const answer = path.join(process.env.KMS_DATA_DIR, "seeded.json");
  if (!fs.existsSync(answer)) await seed(answer, stop);
  process.stdout.write(`demo ${fs.readFileSync(answer, "utf8")}`);
} catch (error) {
  fail(error);
}

async function seed(answer, stop) {
  const result = spawnSync(process.execPath, ["scripts/kms.mjs", "seed", SCENARIO], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (result.status !== 0) {
    await stop();
    throw new Refusal(`The scenario ${SCENARIO} could not be made: remove ${process.env.KMS_DATA_DIR} and try again.`);
  }
  fs.writeFileSync(answer, result.stdout, { mode: 0o600 }); // it tells how to sign in to the demo
}
