import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Operation } from "@/lib/domain/operation";

const DOMAIN = fileURLToPath(new URL("../../domain/", import.meta.url));

/** Every operation of the domain by its name, found by reading the files: nobody has to remember to list a new one. */
export async function allOperations(): Promise<Map<string, Operation>> {
  const files = readdirSync(DOMAIN, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !/\.(test|test-support)\.ts$/.test(file),
  );
  const found = new Map<string, Operation>();
  for (const file of files) {
    const exported: Record<string, unknown> = await import(pathToFileURL(path.join(DOMAIN, file)).href);
    for (const value of Object.values(exported).filter(isOperation)) {
      const known = found.get(value.operationName);
      if (known && known !== value) throw new Error(`two operations are called ${value.operationName}`);
      found.set(value.operationName, value);
    }
  }
  return found;
}

function isOperation(value: unknown): value is Operation {
  return typeof value === "function" && "operationName" in value && "schema" in value;
}
