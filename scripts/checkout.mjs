// Where this checkout is, and running its tools.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Refusal } from "./refusal.mjs";

export const root = fileURLToPath(new URL("../", import.meta.url));

/** Runs a Node script of the checkout or of a package; its output goes to standard error, as progress. */
export function runNode(script, args = [], { what = script, ...options } = {}) {
  run(process.execPath, [script, ...args], { what, ...options });
}

export function run(command, args, { env = process.env, what = command, stdout = 2 } = {}) {
  const result = spawnSync(command, args, { cwd: root, env, stdio: ["ignore", stdout, 2] });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Refusal(`${what} failed (see above).`);
}

export function say(line) {
  process.stderr.write(`kms: ${line}\n`);
}
