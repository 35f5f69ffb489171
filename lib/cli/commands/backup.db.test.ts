import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { OPERATOR_OPERATIONS } from "@/lib/api/internal-operations";
import { aBackedUpInstance, type BackupWorld, backupWorld, namesIn } from "@/lib/domain/backups/backups.test-support";
import { destroyKeyRows } from "@/lib/domain/keys/destroy-key";
import { updateKeyDescription } from "@/lib/domain/keys/update-key-description";
import { deleteSecret } from "@/lib/domain/secrets/delete-secret";
import { transaction } from "@/lib/domain/transaction";
import type { BackupModel, InstanceModel } from "@/lib/generated/prisma/models";
import { restoreJob } from "@/lib/jobs/restore";
import { startWorker, type Worker } from "@/lib/jobs/worker-loop";
import { makeLog } from "@/lib/log";
import { operatorContexts } from "@/lib/socket/contexts";
import { serveSocket } from "@/lib/socket/server";
import { operatorSocketPath } from "@/lib/socket/socket-path";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import type { TestAccount } from "@/lib/testing/builders/an-account";

// The operator's commands about backups, over the real socket, beside a real worker.

let world: BackupWorld;
let server: { close(): Promise<void> };
let worker: Worker;
let folder: string;
let account: TestAccount;
let instance: InstanceModel;
let automatic: BackupModel;
let keyId: string;
let backup: (args: string[]) => Promise<unknown>;

beforeAll(async () => {
  world = await backupWorld();
  ({ account, instance, backup: automatic } = await aBackedUpInstance(world));
  keyId = (await aKey(account.ctx, { instance })).keyId;
  await aSecret(account.ctx, { name: "db", encryptionKey: keyId });
  folder = mkdtempSync(path.join(tmpdir(), "kms-cli-"));
  vi.stubEnv("KMS_GATEWAY_SOCKET", path.join(folder, "gateway.sock"));
  vi.resetModules(); // settings are read once in a process
  backup = (await import("./backup")).backupCommand;
  server = await serveSocket({
    path: operatorSocketPath(path.join(folder, "gateway.sock")),
    operations: OPERATOR_OPERATIONS,
    contextFor: operatorContexts(world.ctx),
    log: makeLog({}, () => {}, "error"),
  });
  const settings = { name: "worker:test", jobs: [restoreJob], duties: [], pollMs: 20, wallClock: Date.now };
  worker = await startWorker(world.as({ kind: "system", job: "worker" }), settings);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.resetModules();
  await worker.stop(5_000);
  await server.close();
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});
afterEach(() => {
  process.exitCode = undefined;
});

const place = () => ["--account", account.name, "--region", instance.region];
const of = (id = automatic.backupId) => [...place(), "--backup", id];
const into = () => ["--to-instance", instance.instanceId];

async function destroyAll(): Promise<void> {
  await deleteSecret(account.ctx, deleteSecret.schema.parse({ region: instance.region, secret: "db", force: true }));
  const { pk } = await world.ctx.db.key.findFirstOrThrow({ where: { keyId } });
  await transaction(world.ctx, (tx) => destroyKeyRows(tx, [pk]));
}

describe("kms backup", () => {
  it("lists an account's backups by its name or UID, and enables one", async () => {
    const listed = (await backup(["list", ...place()])) as { backupId: string; type: string }[];
    expect(listed.map(({ type }) => type)).toEqual(["SystemCreated", "Default"]);
    const own = listed.find(({ type }) => type === "Default")?.backupId ?? "";
    const enabled = await backup(["enable", ...of(own), "--instance", instance.instanceId, "--name", "nightly"]);
    expect(enabled).toMatchObject({ backupId: own, alsoIn: expect.any(Array) });
    const byUid = await backup(["list", "--account", account.accountId, "--region", instance.region]);
    expect(byUid).toEqual(expect.arrayContaining([expect.objectContaining({ alias: "nightly", state: "Enabled" })]));
    await expect(backup(["list", "--account", "nobody", "--region", instance.region])).rejects.toMatchObject({
      code: "AccountNotFound",
    });
  });

  it("runs, verifies and drills now; whatever is not known to be right is a failure", async () => {
    const one = ["--backup", automatic.backupId];
    expect(await backup(["run", ...one])).toMatchObject([{ outcome: "complete", run: 1 }]);
    expect(await backup(["verify", ...one])).toMatchObject([{ kind: "Verification", state: "Passed", problems: [] }]);
    expect(await backup(["drill", ...one])).toMatchObject([
      { kind: "Drill", state: "Passed", counts: { keys: 1, secrets: 1, canaries: 1 } },
    ]);
    expect(process.exitCode).toBeUndefined();
    const at = world.clock.now().toISOString();
    expect(await backup(["drill", ...one, "--at", at])).toMatchObject([{ state: "Passed" }]);
    const name = (await namesIn(world, automatic.pk)).descriptor;
    const right = (await world.store.get(name)) ?? Buffer.alloc(0);
    await world.store.put(name, Buffer.from("{}"));
    expect(await backup(["verify", ...one])).toMatchObject([
      { state: "Failed", problems: [{ object: "descriptor.json", problem: "altered" }] },
    ]);
    expect(process.exitCode).toBe(1);
    await world.store.put(name, right);
    await backup(["verify", ...one]);
  });

  it("plans without doing, and says what stands in the way", async () => {
    const plan = await backup(["plan", ...of(), ...into()]);
    expect(plan).toMatchObject({
      state: "Planned",
      counts: { items: 2, restore: 0, blocked: 2 },
      blocked: [
        { kind: "key", id: keyId, verdict: "RestoreKeyExists" },
        { kind: "secret", id: "db", verdict: "RestoreSecretExists" },
      ],
    });
    expect(process.exitCode).toBeUndefined();
  });

  it("restores what it is asked for, says how far it is, and fails where anything was kept back", async () => {
    await destroyAll();
    const says = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const restored = await backup(["restore", ...of(), ...into(), "--secret", "db"]);
    expect(restored).toMatchObject({
      state: "Done",
      counts: { items: 2, added: 1, restored: 2 },
      failed: [],
      blocked: [],
    });
    expect(process.exitCode).toBeUndefined();
    expect(says.mock.calls.at(-1)).toEqual(["2 of 2 restored\n"]);
    const { restoreId } = restored as { restoreId: string };
    await expect(backup(["restore", ...place(), "--restore", restoreId])).rejects.toMatchObject({
      code: "RestoreNotRunnable",
    });
    await deleteSecret(account.ctx, deleteSecret.schema.parse({ region: instance.region, secret: "db", force: true }));
    expect(await backup(["restore", ...of(), ...into()])).toMatchObject({
      counts: { restored: 1, blocked: 1 },
      blocked: [{ id: keyId, verdict: "RestoreKeyExists" }],
    });
    expect(process.exitCode).toBe(1);
    says.mockRestore();
  });

  it("does not wait when it is told so, and goes on with a plan that is there", async () => {
    await destroyAll();
    const { restoreId } = (await backup(["plan", ...of(), ...into()])) as { restoreId: string };
    expect(await backup(["restore", ...place(), "--restore", restoreId, "--detach"])).toEqual({
      region: instance.region,
      restoreId,
    });
    await vi.waitFor(async () => expect(await world.ctx.db.secret.count({ where: { name: "db" } })).toBe(1));
  });

  it("compares two moments, or one with now", async () => {
    const from = world.clock.now().toISOString();
    world.clock.advance({ minutes: 5 });
    await updateKeyDescription(account.ctx, { region: instance.region, key: keyId, description: "another" });
    await backup(["run", "--backup", automatic.backupId]);
    const changed = { keys: [{ kind: "key", id: keyId, change: "Changed", fields: ["description"] }] };
    expect(await backup(["compare", ...of(), "--from", from])).toMatchObject(changed);
    const to = world.clock.now().toISOString();
    expect(await backup(["compare", ...of(), "--from", from, "--to", to])).toMatchObject(changed);
    expect(await backup(["compare", ...of(), "--from", to])).toEqual({ keys: [], secrets: [] });
  });

  it("refuses what it does not know, and what is not there", async () => {
    for (const wrong of [
      [],
      ["burn"],
      ["plan", ...of()],
      ["restore", ...place(), ...into()],
      ["restore", ...of(), ...into(), "--restore", "rst-x"],
      ["compare", ...of(), "--from", "yesterday"],
      ["drill", "--at", "2026-11-22"],
      ["download", ...of()],
      ["upload", ...place()],
    ])
      await expect(backup(wrong)).rejects.toThrow(/kms|missing|moment|needed/);
    await expect(backup(["plan", ...of("bkp-none"), ...into()])).rejects.toMatchObject({ code: "BackupNotFound" });
    await expect(backup(["verify", "--backup", "bkp-none"])).rejects.toMatchObject({ code: "BackupNotFound" });
  });
});
