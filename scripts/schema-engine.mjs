#!/usr/bin/env node
// Stands in for Prisma's native `schema-engine` executable, which would be a download: the same arguments and the same
// JSON-RPC over standard input and output, served by Prisma's own engine compiled to WASM. prisma.config.ts names this
// file in PRISMA_SCHEMA_ENGINE_BINARY.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { runCliCommand } from "./schema-engine/cli.mjs";
import { adapterFactory } from "./schema-engine/driver.mjs";
import { loadEngine } from "./schema-engine/wasm.mjs";
import { writeEngineError } from "./schema-engine/wire.mjs";

const args = process.argv.slice(2);
const valuesOf = (flag) => args.filter((_, index) => args[index - 1] === flag);
const [datasource] = valuesOf("--datasource");
const url = datasource ? JSON.parse(datasource).url : undefined;

for (const event of ["unhandledRejection", "uncaughtException"]) {
  process.on(event, (error) => {
    writeEngineError(error?.stack ?? String(error));
    process.exit(1);
  });
}

if (args.includes("--version") || args.includes("-V")) {
  const { enginesVersion } = await import("@prisma/engines-version");
  console.log(`schema-engine-cli ${enginesVersion}`);
} else if (args.includes("cli")) {
  process.exit(await runCliCommand(args[args.indexOf("cli") + 1], url));
} else {
  serve();
}

/** One request after the other: the engine holds one session. */
function serve() {
  let last = Promise.resolve();
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on("line", (line) => {
    if (line.trim()) last = last.then(() => answer(JSON.parse(line)));
  });
  lines.on("close", () => last.then(() => process.exit(0)));
}

let starting;
function engine() {
  starting ??= startEngine();
  return starting;
}

async function startEngine() {
  const { SchemaEngine } = await loadEngine();
  const paths = valuesOf("--datamodels");
  const datamodels = await Promise.all(paths.map(async (path) => [path, await readFile(path, "utf8")]));
  const factory = await adapterFactory(url);
  return SchemaEngine.new({ datamodels: datamodels.length > 0 ? datamodels : undefined }, () => {}, factory);
}

async function answer({ id, method, params }) {
  if (!method) return; // the reply to one of our `print` requests
  try {
    send({ id, result: (await call(await engine(), method, params)) ?? {} });
  } catch (error) {
    const data = {
      is_panic: false,
      message: String(error?.message ?? error),
      error_code: error?.code ?? null,
      meta: error?.meta ?? null,
    };
    send({ id, error: { code: 4466, message: "An error happened. Check the data field for details.", data } });
  }
}

let nextPrintId = 1_000_000;
async function call(schemaEngine, method, params) {
  switch (method) {
    case "getDatabaseVersion":
      return schemaEngine.version(params);
    case "diff": {
      const result = await schemaEngine.diff(params);
      if (result.stdout) send({ id: nextPrintId++, method: "print", params: { content: result.stdout } });
      return result;
    }
    case "evaluateDataLoss":
      // The WASM build opens no shadow database for this call and reads the history's schema from a cache, which
      // devDiagnostic fills.
      await schemaEngine.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters });
      return schemaEngine.evaluateDataLoss(params);
    default:
      return schemaEngine[method](params);
  }
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}
