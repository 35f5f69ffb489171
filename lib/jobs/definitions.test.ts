import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { DUTIES, JOBS } from "./definitions";

it("every duty and every job that is written down in this folder is done by the worker", async () => {
  const files = readdirSync(import.meta.dirname).filter(
    (file) =>
      !file.includes(".test") &&
      /: (Duty|JobDefinition) =/.test(readFileSync(path.join(import.meta.dirname, file), "utf8")),
  );
  const written = (await Promise.all(files.map((file) => import(path.join(import.meta.dirname, file))))).flatMap(
    (module) => Object.entries<unknown>(module).filter(([name]) => /(Duty|Job)$/.test(name)),
  );
  expect(written.length).toBeGreaterThan(20);
  const done = new Set<unknown>([...DUTIES, ...JOBS]);
  expect(written.flatMap(([name, one]) => (done.has(one) ? [] : [name]))).toEqual([]);
});
