import "./node-version.mjs";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { root, runNode } from "./checkout.mjs";
import { installPackages } from "./install.mjs";
import { fail, Refusal } from "./refusal.mjs";

// `npm run bench -- <area>` runs bench/<area>.ts, which prints ratios as JSON; figures of one machine say nothing alone.
const AREAS = ["gateway", "list", "backup", "audit", "policy"];

try {
  const [area] = parseArgs({ allowPositionals: true, strict: false }).positionals;
  const areas = AREAS.filter((name) => fs.existsSync(path.join(root, `bench/${name}.ts`)));
  if (!areas.includes(area)) throw new Refusal(`Name what to measure: ${areas.join(", ") || "there is nothing yet"}.`);
  installPackages();
  await build();
  const { build: esbuild } = await import("esbuild");
  // The bench itself, and the programs that it starts beside it: bench/<area>-<program>.ts.
  const programs = fs
    .readdirSync(path.join(root, "bench"))
    .filter((name) => name === `${area}.ts` || name.startsWith(`${area}-`));
  await esbuild({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(programs.map((name) => [`bench-${name.replace(/\.ts$/, "")}`, `bench/${name}`])),
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    external: ["../scripts/*"], // they find the checkout by where they lie
    conditions: ["react-server"],
    logLevel: "warning",
  });
  runNode(`dist/bench-${area}.mjs`, process.argv.slice(3), { what: `bench ${area}`, stdout: "inherit" });
} catch (error) {
  fail(error);
}
