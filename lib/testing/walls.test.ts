import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// Each room gets an import that its wall forbids; dependency-cruiser must name that wall for that file.
const root = fileURLToPath(new URL("../../", import.meta.url));

const TARGETS: Record<string, string> = {
  "lib/env.ts": "export const it = 1;",
  "lib/crypto/aead.ts": "export const it = 1;",
  "lib/db/client.ts": "export const it = 1;",
  "lib/domain/keys/create-key.ts": "export const it = 1;\nexport type Key = { id: string };",
  "lib/domain/keys/key-state.ts": "export const it = 1;",
  "lib/external/folder-store.ts": "export const it = 1;",
  "lib/actions/keys.ts": "export const it = 1;",
  "lib/api/gateway.ts": "export const it = 1;",
  "lib/jobs/worker.ts": "export const it = 1;",
  "lib/cli/kms.ts": "export const it = 1;",
  "lib/auth/session.ts": "export const it = 1;",
  "lib/testing/context.ts": "export const it = 1;",
  "lib/domain/utils.ts": "export const it = 1;",
  "components/ui/button.tsx": "export const it = 1;",
};

const PLANTED: [room: string, file: string, code: string, wall: string][] = [
  ["crypto", "lib/crypto/planted.ts", imports("@/lib/domain/keys/create-key"), "crypto-is-a-leaf"],
  ["crypto", "lib/crypto/planted-env.ts", imports("@/lib/env"), "env-has-one-reader"],
  ["crypto", "lib/crypto/planted-fs.ts", 'export { readFileSync } from "node:fs";', "crypto-uses-node-crypto-only"],
  ["domain", "lib/domain/keys/planted.ts", 'export { cookies } from "next/headers";', "domain-knows-no-door"],
  ["domain", "lib/domain/keys/planted-react.ts", 'export { useState } from "react";', "domain-knows-no-door"],
  ["domain", "lib/domain/keys/planted-door.ts", imports("@/lib/api/gateway"), "domain-knows-no-door"],
  ["domain", "lib/domain/keys/planted-adapter.ts", imports("@/lib/external/folder-store"), "domain-knows-no-door"],
  ["domain", "lib/domain/keys/planted-env.ts", imports("@/lib/env"), "env-has-one-reader"],
  ["external", "lib/external/planted.ts", imports("@/lib/db/client"), "external-is-outward-only"],
  ["external", "lib/external/planted-pg.ts", 'export { default } from "pg";', "external-knows-not-our-database"],
  ["actions", "lib/actions/planted.ts", imports("@/lib/db/client"), "actions-call-operations"],
  ["actions", "lib/actions/planted-crypto.ts", imports("@/lib/crypto/aead"), "actions-call-operations"],
  ["api", "lib/api/planted.ts", imports("@/lib/jobs/worker"), "api-is-a-door-of-its-own"],
  ["api", "lib/api/planted-next.ts", 'export { NextResponse } from "next/server";', "api-is-a-door-of-its-own"],
  ["jobs", "lib/jobs/planted.ts", imports("@/lib/actions/keys"), "jobs-is-a-door-of-its-own"],
  ["cli", "lib/cli/planted.ts", imports("@/lib/api/gateway"), "cli-is-a-door-of-its-own"],
  ["socket", "lib/socket/planted.ts", imports("@/lib/api/gateway"), "socket-is-a-wire"],
  ["auth", "lib/auth/planted.ts", imports("@/lib/jobs/worker"), "auth-stays-off-doors"],
  ["db", "lib/db/planted.ts", imports("@/lib/actions/keys"), "db-is-below"],
  ["components", "components/keys/planted.tsx", imports("@/lib/db/client"), "components-hold-no-keys"],
  [
    "components",
    "components/keys/planted-op.tsx",
    imports("@/lib/domain/keys/create-key"),
    "components-call-no-operation",
  ],
  ["app", "app/keys/planted.tsx", imports("@/lib/db/client"), "app-loads-and-arranges"],
  ["app", "app/keys/planted-crypto.tsx", imports("@/lib/crypto/aead"), "app-loads-and-arranges"],
  ["everywhere", "lib/domain/planted-testing.ts", imports("@/lib/testing/context"), "nobody-ships-tests"],
  ["everywhere", "lib/domain/planted-drawer.ts", imports("@/lib/domain/utils"), "no-drawer-rooms"],
  ["scripts", "scripts/planted.mjs", 'export { it } from "../lib/env.ts";', "scripts-import-no-source"],
  ["scripts", "scripts/planted-pg.mjs", 'export { default } from "pg";', "scripts-run-before-install"],
];

const ALLOWED: [file: string, code: string][] = [
  ["lib/actions/allowed.ts", imports("@/lib/domain/keys/create-key")],
  ["lib/api/allowed.ts", imports("@/lib/external/folder-store")],
  ["lib/external/targets/postgresql.ts", 'export { default } from "pg";'],
  ["components/keys/allowed-state.tsx", imports("@/lib/domain/keys/key-state")],
  ["components/keys/allowed-type.tsx", 'export type { Key } from "@/lib/domain/keys/create-key";'],
  ["components/keys/allowed-action.tsx", imports("@/lib/actions/keys")],
];

type Violation = { from: string; rule: { name: string } };
let folder: string;
let violations: Violation[];

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "kms-walls-"));
  for (const config of [".dependency-cruiser.cjs", "tsconfig.json", "package.json"]) {
    cpSync(path.join(root, config), path.join(folder, config));
  }
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  for (const [file, code] of Object.entries(TARGETS)) plant(file, code);
  for (const [, file, code] of PLANTED) plant(file, code);
  for (const [file, code] of ALLOWED) plant(file, code);
  plant("lib/domain/keys/cycle-a.ts", 'import { b } from "./cycle-b";\nexport const a = () => b();');
  plant("lib/domain/keys/cycle-b.ts", 'import { a } from "./cycle-a";\nexport const b = () => a();');
  const cruiser = path.join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [
    cruiser,
    "--config",
    ".dependency-cruiser.cjs",
    "--output-type",
    "json",
    "app",
    "components",
    "lib",
    "scripts",
  ];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
  if (!stdout.startsWith("{")) throw new Error(stderr);
  violations = JSON.parse(stdout).summary.violations;
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("walls", () => {
  it.each(PLANTED)("%s: %s is refused", (_room, file, _code, wall) => {
    const named = violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);
    expect(named).toContain(wall);
  });

  it("refuses an import cycle", () => {
    const cycles = violations.filter(({ rule }) => rule.name === "no-cycles").map(({ from }) => from);
    expect(cycles).toContain("lib/domain/keys/cycle-a.ts");
  });

  it.each(ALLOWED)("lets %s pass", (file) => {
    expect(violations.filter(({ from }) => from === file)).toEqual([]);
  });
});

function imports(target: string): string {
  return `export { it as planted } from "${target}";`;
}

function plant(file: string, code: string): void {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, `${code}\n`);
}
