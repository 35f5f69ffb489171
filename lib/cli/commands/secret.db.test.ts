import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { OPERATOR_OPERATIONS } from "@/lib/api/internal-operations";
import { createManagedSecret } from "@/lib/domain/secrets/create-managed-secret";
import { type RotationWorld, rotationWorld, workItOut } from "@/lib/domain/secrets/rotations.test-support";
import { makeLog } from "@/lib/log";
import { operatorContexts } from "@/lib/socket/contexts";
import { serveSocket } from "@/lib/socket/server";
import { operatorSocketPath } from "@/lib/socket/socket-path";

// The operator's commands about rotation (SEC-18, SEC-32), over the real socket.

let at: RotationWorld;
let server: { close(): Promise<void> };
let folder: string;
let secretCommand: (args: string[]) => Promise<unknown>;

beforeAll(async () => {
  at = await rotationWorld();
  folder = mkdtempSync(path.join(tmpdir(), "kms-cli-"));
  vi.stubEnv("KMS_GATEWAY_SOCKET", path.join(folder, "gateway.sock"));
  vi.resetModules(); // settings are read once in a process
  ({ secretCommand } = await import("./secret"));
  server = await serveSocket({
    path: operatorSocketPath(path.join(folder, "gateway.sock")),
    operations: OPERATOR_OPERATIONS,
    contextFor: operatorContexts(at.world.ctx),
    log: makeLog({}, () => {}, "error"),
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.resetModules();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
  await at.database.close();
});

const kms = <T = Record<string, unknown>>(typed: string): Promise<T> => {
  const place = `--account ${at.account.accountId} --region cn-hangzhou`;
  return secretCommand(typed.replace("HERE", place).split(" ")) as Promise<T>;
};
async function typing<T>(line: string, work: () => Promise<T>): Promise<T> {
  const stdin = vi.spyOn(process, "stdin", "get").mockReturnValue(Readable.from([line]) as typeof process.stdin);
  try {
    return await work();
  } finally {
    stdin.mockRestore();
  }
}

it("registers a target with a credential from standard input, checks it, lists it and deletes it", async () => {
  const ca = path.join(folder, "ca.pem");
  writeFileSync(ca, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
  const wish = `target create HERE --target my-1 --service Rds --adapter MySQL --address db.example --ca ${ca}`;
  const line = '{"UserName":"kms","Password":"typed"}\n';
  at.target.at("db.example").passwords.set("kms", "typed");
  const made = await typing(line, () => kms(`${wish} --credential-stdin --key ${at.keyId}`));
  expect(made).toMatchObject({ targetId: "my-1", port: 3306, tls: "Verified", hasCa: true, checkError: null });
  expect(made.credentialSecret).toBe("rotation/my-1");
  expect(await kms("target check HERE --target my-1")).toMatchObject({ ok: true });
  const names = (rows: { targetId: string }[]) => rows.map((row) => row.targetId).sort();
  expect(names(await kms("target list HERE"))).toEqual(["i-1", "my-1", "pg-1"]);
  expect(names(await kms("target list HERE --service ECS"))).toEqual(["i-1"]);
  await kms("target delete HERE --target my-1");
  await expect(kms("target check HERE --target my-1")).rejects.toMatchObject({ code: "RotationTargetNotFound" });
});

it("rotates a secret now, once for one version id", async () => {
  const extendedConfig = JSON.stringify({ SecretSubType: "SingleUser", DBInstanceId: "pg-1", AccountName: "cli" });
  const wish = { region: "cn-hangzhou", type: "Rds", name: "cli", encryptionKey: at.keyId, secretData: "$Auto" };
  await createManagedSecret(at.account.ctx, createManagedSecret.schema.parse({ ...wish, extendedConfig }));
  const { pk } = await at.database.db.secret.findFirstOrThrow({ where: { name: "cli" } });
  await expect(kms("rotate HERE --secret cli")).rejects.toMatchObject({ code: "SecretRotating" });
  await workItOut(at, pk);
  const first = at.target.passwords.get("cli");
  for (const _ of [1, 2]) {
    expect(await kms("rotate HERE --secret cli --version by-hand")).toMatchObject({ versionId: "by-hand" });
    await workItOut(at, pk);
  }
  expect(at.target.passwords.get("cli")).not.toBe(first);
  expect(await at.database.db.secretRotation.count({ where: { secretPk: pk } })).toBe(2);
});

it.each([
  "",
  "target",
  "target forget HERE --target x",
  "rotate HERE",
  "rotate HERE --secret x --window-hours soon",
  "target list HERE --service Oracle",
  "target create HERE --target x --service Rds --adapter Oracle --address x",
])("says how it goes instead of `secret %s`", async (typed) => {
  // The command's module is a fresh copy, and so is its class.
  const thrown: unknown = await kms(typed).catch((error: unknown) => error);
  expect(thrown?.constructor.name).toBe("UsageError");
});

it("says so where standard input holds no credential", async () => {
  const wish = "target create HERE --target x --service Rds --adapter MySQL --address x --credential-stdin --key k";
  await expect(typing("a password alone\n", () => kms(wish))).rejects.toThrow(/no credential for MySQL/);
});
