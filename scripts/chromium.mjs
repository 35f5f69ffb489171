// A Chromium for the browser tests: Playwright's own, else the system's, else one that can be installed.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { root, say } from "./checkout.mjs";
import { Refusal } from "./refusal.mjs";

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The environment with which Playwright finds a browser: CHROMIUM_PATH where it is not Playwright's own. */
export async function chromiumEnvironment() {
  if (process.env.CHROMIUM_PATH) return {};
  if (await playwrightHasOne()) return {};
  const system = systemChromium();
  if (system) return { CHROMIUM_PATH: system };

  say("installing a Chromium for the browser tests");
  const playwright = path.join(root, "node_modules/@playwright/test/cli.js");
  if (quietly(process.execPath, [playwright, "install", "chromium"]) && (await playwrightHasOne())) return {};
  if (process.getuid?.() === 0 && fs.existsSync("/usr/bin/apt-get")) {
    quietly("apt-get", ["update", "-q"]);
    quietly("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"]);
    const installed = systemChromium();
    if (installed) return { CHROMIUM_PATH: installed };
  }
  return packagedChromium();
}

export function systemChromium() {
  return SYSTEM.find((file) => fs.existsSync(file));
}

async function playwrightHasOne() {
  const { chromium } = await import("@playwright/test");
  try {
    return fs.existsSync(chromium.executablePath());
  } catch {
    return false;
  }
}

/** The Chromium inside an npm package (x64 Linux), with the libraries that it brings for a system without them. */
async function packagedChromium() {
  try {
    const { default: packaged } = await import("@sparticuz/chromium");
    const executable = await packaged.executablePath();
    const folder = path.join(os.tmpdir(), `kms-chromium-libraries-${process.getuid?.() ?? 0}`);
    const archive = path.join(root, "node_modules/@sparticuz/chromium/bin/al2023.tar.br");
    if (fs.existsSync(archive) && !fs.existsSync(path.join(folder, "lib"))) {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      spawnSync("tar", ["-x", "-C", folder], { input: brotliDecompressSync(fs.readFileSync(archive)) });
    }
    const libraries = [path.join(folder, "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
    return { CHROMIUM_PATH: executable, LD_LIBRARY_PATH: libraries };
  } catch (error) {
    throw new Refusal(`No Chromium could be installed (${error.message}): install one and set CHROMIUM_PATH to it.`);
  }
}

function quietly(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: "ignore", timeout: 300_000 }).status === 0;
}
