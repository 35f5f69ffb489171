import { createHash, randomBytes, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, truncateSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { OPERATOR_OPERATIONS } from "@/lib/api/internal-operations";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "@/lib/domain/backups/backups.test-support";
import { runBackup } from "@/lib/domain/backups/run-backup";
import { putSecretValue } from "@/lib/domain/secrets/put-secret-value";
import { makeLog } from "@/lib/log";
import { operatorContexts } from "@/lib/socket/contexts";
import { serveSocket } from "@/lib/socket/server";
import { operatorSocketPath } from "@/lib/socket/socket-path";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";

// `kms backup download` and `upload` over the real socket, with a file of several pieces (BKP-120..128).

let world: BackupWorld;
let server: { close(): Promise<void> };
let commands: typeof import("./backup-files");
let of: string[];
let backupId: string;

beforeAll(async () => {
  world = await backupWorld();
  const socket = path.join(world.folder, "gateway.sock");
  vi.stubEnv("KMS_GATEWAY_SOCKET", socket);
  vi.resetModules(); // settings are read once in a process
  commands = await import("./backup-files");
  server = await serveSocket({
    path: operatorSocketPath(socket),
    operations: OPERATOR_OPERATIONS,
    contextFor: operatorContexts(world.ctx),
    log: makeLog({}, () => {}, "error"),
  });
  const { account, instance, backup } = await aBackedUpInstance(world);
  const { keyId } = await aKey(account.ctx, { instance });
  for (let secret = 0; secret < 8; secret++) {
    const { name } = await aSecret(account.ctx, { encryptionKey: keyId, instance });
    for (let version = 0; version < 8; version++) {
      const wish = { region: "cn-hangzhou", secret: name, versionId: randomUUID() };
      const secretData = randomBytes(15_000).toString("hex");
      await putSecretValue(account.ctx, putSecretValue.schema.parse({ ...wish, secretData }));
    }
  }
  await runBackup(world.ctx, backup.pk);
  of = ["--account", account.accountId, "--region", "cn-hangzhou"];
  backupId = backup.backupId;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.resetModules();
  await server.close();
  await world.close();
});

async function upload(file: string, key: string) {
  const stdin = vi.spyOn(process, "stdin", "get").mockReturnValue(Readable.from([`${key}\n`]) as typeof process.stdin);
  try {
    return await commands.uploadCommand([...of, "--name", "by hand", "--file", file]);
  } finally {
    stdin.mockRestore();
  }
}

it("writes a file that only its reader can open, tells the key once, and takes it back; a cut one it refuses", async () => {
  const out = path.join(world.folder, "backup.age");
  const asked = [...of, "--backup", backupId, "--day", "2026-11-22", "--out", out];
  const told = (await commands.downloadCommand(asked)) as Record<string, string | number>;
  const file = readFileSync(out);
  expect(file.length).toBeGreaterThan(2 * 1024 * 1024); // more than a part
  expect(told).toEqual({
    ...{ file: out, items: 82, bytes: file.length },
    sha256: createHash("sha256").update(file).digest("hex"),
    encryptionKey: expect.stringMatching(/^AGE-SECRET-KEY-1/),
  });
  expect(statSync(out).mode & 0o777).toBe(0o600);
  await expect(commands.downloadCommand(asked)).rejects.toThrow("is there already");

  const made = (await upload(out, String(told.encryptionKey))) as { backupId: string };
  const row = await world.database.db.backup.findUniqueOrThrow({ where: { backupId: made.backupId } });
  expect(row).toMatchObject({ type: "Upload", state: "Enabled", alias: "by hand" });

  truncateSync(out, file.length - 100);
  const refusal = { code: "BackupFileTruncated", params: { bytes: file.length - 100 } };
  await expect(upload(out, String(told.encryptionKey))).rejects.toMatchObject(refusal);
  expect(await world.database.db.backup.count({ where: { type: "Upload" } })).toBe(1);
});

it("leaves no file of a download that is refused", async () => {
  const out = path.join(world.folder, "none.age");
  const asked = [...of, "--backup", backupId, "--day", "2020-01-01", "--out", out];
  await expect(commands.downloadCommand(asked)).rejects.toMatchObject({ code: "NoBackupData" });
  expect(existsSync(out)).toBe(false);
  expect(readdirSync(world.folder).filter((name) => name.startsWith("none"))).toEqual([]);
});
