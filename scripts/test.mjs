import "./node-version.mjs";
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build, generate } from "./build.mjs";
import { root } from "./checkout.mjs";
import { chromiumEnvironment } from "./chromium.mjs";
import { installPackages } from "./install.mjs";
import { asRefusal, fail, Refusal } from "./refusal.mjs";
import { installTestPrograms } from "./test-programs.mjs";

// Budgets of decisions, section 20, in seconds. Over budget is said, not failed: a busy machine is no broken code.
const TIERS = {
  static: { budgetSeconds: 60, needs: build, run: runStatic },
  unit: { budgetSeconds: 60, needs: generate, run: (options) => runVitest("unit", options) },
  db: { budgetSeconds: 180, needs: generate, run: (options) => runVitest("db", options) },
  e2e: { budgetSeconds: 300, needs: build, run: runPlaywright },
  crash: { budgetSeconds: 120, needs: build, run: (options) => runVitest("crash", options) },
};

const bin = (name) => path.join(root, "node_modules", name);
const STATIC_CHECKS = {
  "format and lint": [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."],
  walls: [bin("dependency-cruiser/bin/dependency-cruise.mjs"), "--config", ".dependency-cruiser.cjs", ...rooms()],
  types: [bin("typescript/bin/tsc"), "--noEmit", "-p", "."],
  unused: [bin("knip/bin/knip.js"), "--no-progress"],
};

/** Runs the tiers and returns the sums. The last line of the output is `N passed, N failed` and nothing follows it. */
export async function test(args) {
  const { values } = parseArgs({ args, options: { only: { type: "string" }, shard: { type: "string" } } });
  const names = values.only ? values.only.split(",") : Object.keys(TIERS);
  const unknown = names.find((name) => !TIERS[name]);
  if (unknown) throw new Refusal(`There is no tier ${unknown}: choose of ${Object.keys(TIERS).join(", ")}.`);
  if (values.shard && !/^[1-9]\d*\/[1-9]\d*$/.test(values.shard)) throw new Refusal("--shard is of the form 1/3.");

  installPackages();
  if (names.some((name) => name !== "static")) installTestPrograms();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "kms-test-"));
  const sums = { passed: 0, failed: 0, skipped: 0 };
  try {
    for (const name of names) {
      const { needs, run, budgetSeconds } = TIERS[name];
      await timed(`${name}: set-up`, needs);
      const result = await timed(name, () => run({ folder, shard: values.shard }), budgetSeconds);
      for (const key of Object.keys(sums)) sums[key] += result[key];
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  return sums;
}

async function timed(what, work, budgetSeconds) {
  const startedAt = Date.now();
  const result = await work();
  const seconds = (Date.now() - startedAt) / 1000;
  const over = budgetSeconds && seconds > budgetSeconds ? `, over its ${budgetSeconds} s` : "";
  const counts = result ? `: ${sentence(result)}` : "";
  if (result || seconds > 1) console.log(`-- ${what}${counts} (${seconds.toFixed(1)} s${over})`);
  return result;
}

/** All at once: each keeps one core busy. */
async function runStatic() {
  const outcomes = await Promise.all(
    Object.entries(STATIC_CHECKS).map(([what, [script, ...args]]) =>
      timed(`static: ${what}`, () => node(script, args).then((code) => (code === 0 ? undefined : "failed"))),
    ),
  );
  const failed = outcomes.filter((outcome) => outcome !== undefined).length;
  return { passed: outcomes.length - failed, failed, skipped: 0 };
}

async function runVitest(project, { folder, shard }) {
  const report = path.join(folder, `${project}.json`);
  const args = ["run", "--project", project, "--passWithNoTests", "--reporter=default", "--reporter=json"];
  // Vitest leaves a core to who works beside it. Tests of the database wait for it more than they compute.
  if (project !== "crash") args.push(`--maxWorkers=${(project === "db" ? 2 : 1) * os.availableParallelism()}`);
  const code = await node(bin("vitest/vitest.mjs"), [
    ...args,
    `--outputFile.json=${report}`,
    ...(shard ? [`--shard=${shard}`] : []),
  ]);
  const result = readReport(report);
  // A file that cannot be loaded has no tests that could fail.
  const brokenFiles = (result?.testResults ?? []).filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  const failed = (result?.numFailedTests ?? 0) + brokenFiles.length;
  return {
    passed: result?.numPassedTests ?? 0,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: (result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0),
  };
}

async function runPlaywright({ folder, shard }) {
  const report = path.join(folder, "e2e.json");
  const env = { ...process.env, ...(await chromiumEnvironment()), PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const args = ["test", "--reporter=line,json", "--pass-with-no-tests", ...(shard ? [`--shard=${shard}`] : [])];
  const code = await node(bin("@playwright/test/cli.js"), args, env);
  const stats = readReport(report)?.stats ?? { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed: code !== 0 && failed === 0 ? 1 : failed, skipped: stats.skipped };
}

function node(script, args, env = process.env) {
  // Settings of a person's own deployment are not those of the tests.
  const clean = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(KMS_|DATABASE_URL$|AUTH_SECRET$|PORT$)/.test(name)),
  );
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      env: clean,
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

function rooms() {
  return ["app", "components", "lib", "scripts", "proxy.ts"].filter((name) => fs.existsSync(path.join(root, name)));
}

function readReport(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function sentence({ passed, failed, skipped }) {
  if (passed === undefined) return "failed";
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const sums = await test(process.argv.slice(2));
    console.log(sentence(sums));
    process.exitCode = sums.failed === 0 ? 0 : 1;
  } catch (error) {
    fail(asRefusal(error, "the tests"));
  }
}
