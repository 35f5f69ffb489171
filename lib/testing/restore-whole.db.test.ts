import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateways, twoGateways } from "@/lib/api/gateways.test-support";
import { randomBytes, randomUuid } from "@/lib/crypto/random";
import { readKeys, readSecrets } from "@/lib/db/backup-read.sql";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { createRestorePlan } from "@/lib/domain/backups/create-restore-plan";
import { describeRestore } from "@/lib/domain/backups/describe-restore";
import { runBackup } from "@/lib/domain/backups/run-backup";
import { startRestore } from "@/lib/domain/backups/start-restore";
import type { Ctx } from "@/lib/domain/context";
import { releaseInstance } from "@/lib/domain/instances/release-instance";
import { claimJob } from "@/lib/domain/jobs/lease";
import { disableKey } from "@/lib/domain/keys/disable-key";
import { scheduleKeyDeletion } from "@/lib/domain/keys/schedule-key-deletion";
import { setDeletionProtection } from "@/lib/domain/keys/set-deletion-protection";
import { updateRotationPolicy } from "@/lib/domain/keys/update-rotation-policy";
import { putSecretValue } from "@/lib/domain/secrets/put-secret-value";
import { FolderStore } from "@/lib/external/folder-store";
import type { JobDefinition } from "@/lib/jobs/job";
import { releaseInstanceJob } from "@/lib/jobs/release-instance";
import { restoreJob } from "@/lib/jobs/restore";
import { runJob } from "@/lib/jobs/run-job";
import { aKey } from "./builders/a-key";
import { aSecret } from "./builders/a-secret";
import { anAccount } from "./builders/an-account";
import { anImportedKey, aWaitingKey } from "./builders/an-imported-key";
import { anInstance } from "./builders/an-instance";
import { readyPairs } from "./builders/ready-pairs";
import { type GenericCall, genericClient } from "./sdk";

// The disaster (BKP-102): an instance is released, another is bought, the whole day is restored into it; unmodified clients
// open what they sealed before, byte for byte, and every attribute is as it was (P5).

const region = "cn-hangzhou";
let gateways: Gateways;
let folder: string;
let worker: Ctx;

beforeAll(async () => {
  gateways = await twoGateways();
  folder = mkdtempSync(path.join(tmpdir(), "kms-restore-"));
  const { world, database } = gateways;
  worker = { ...world.ctx, ports: { backupStore: new FolderStore(folder) } };
  const installation = { id: randomUuid(), createdAt: world.clock.now(), timeZone: "Asia/Shanghai" };
  await database.db.installation.create({ data: installation });
});
afterAll(async () => {
  await gateways.close();
  rmSync(folder, { recursive: true, force: true });
});

const db = () => gateways.database.db;

async function work(definition: JobDefinition): Promise<void> {
  const job = await claimJob(worker, [definition.kind]);
  if (!job) throw new Error(`nothing waits for ${definition.kind}`);
  await runJob(worker, definition, job);
}

/** All that a backup would save, without what a restore is meant to change (BKP-95, BKP-96). */
async function savedIn(instancePk: string): Promise<Map<string, unknown>> {
  const pksOf = (rows: { pk: string }[]) => rows.map(({ pk }) => pk);
  const keys = await readKeys(db(), instancePk, pksOf(await db().key.findMany({ where: { instancePk } })));
  const secrets = await readSecrets(db(), instancePk, pksOf(await db().secret.findMany({ where: { instancePk } })));
  const saved = new Map<string, unknown>();
  for (const { item, versions } of [...keys, ...secrets]) {
    const [{ region: _r, instanceId: _i, nextRotationAt: _n, ...own }, ...rest] = [item, ...versions].map((text) =>
      JSON.parse(text),
    );
    const isPending = own.state === "PendingDeletion" || own.plannedDeleteAt;
    const came = isPending
      ? { ...own, ...(own.kind === "key" ? { state: "Enabled", deleteAt: null } : { plannedDeleteAt: null }) }
      : own;
    const unsealed = rest.map(({ region: _vr, instanceId: _vi, material, ...version }) => ({
      ...version,
      hasMaterial: Boolean(material),
    }));
    saved.set(own.keyId ?? own.name, { ...came, records: unsealed });
  }
  return saved;
}

it("a whole day comes back into a new instance: everything opens, and nothing is lost of it (BKP-95, BKP-102, BKP-104, P5)", async () => {
  const account = await anAccount(gateways.world);
  const { ctx } = account;
  const call = genericClient(gateways.first.port, await createAccessKey(ctx, {}));
  const old = await anInstance(ctx);
  const sealed: { open: () => Promise<void> }[] = [];

  await readyPairs(ctx, 3);
  const specs = ["EC_P256", "EC_P256K", "RSA_2048", "HMAC_SHA_224", "HMAC_SHA_256", "HMAC_SHA_384", "HMAC_SHA_512"];
  for (const spec of specs) {
    const usage = spec.startsWith("HMAC") ? "GENERATE_VERIFY_MAC" : "SIGN/VERIFY";
    sealed.push(await signed(call, (await aKey(ctx, { instance: old, spec, usage })).keyId, spec));
  }
  sealed.push(await encrypted(call, (await anImportedKey(ctx, { instance: old })).keyId));
  await aWaitingKey(ctx, { instance: old });
  for (let n = 0; n < 60; n++) {
    const tags = Array.from({ length: n % 4 }, (_, tag) => ({ name: `t${tag}`, value: `${n}` }));
    const alias = n % 2 === 0 ? `alias/whole/${n}` : undefined;
    const key = await aKey(ctx, { instance: old, alias, tags, description: n % 3 === 0 ? `"${n}" \\ 鍵` : undefined });
    const named = { region, key: key.keyId };
    sealed.push(await encrypted(call, key.keyId));
    if (n % 10 === 1) await updateRotationPolicy(ctx, { ...named, enabled: true, rotationSeconds: 864_000 });
    if (n % 10 === 2) await setDeletionProtection(ctx, { ...named, enabled: true, why: "signs" });
    // After it was used: these come back to be used, or as they were (BKP-96).
    if (n % 20 === 3) await scheduleKeyDeletion(ctx, { ...named, windowDays: 7 });
    if (n % 20 === 4) await disableKey(ctx, named);
  }
  const disabled = await db().key.findMany({ where: { instancePk: old.pk, state: "Disabled" } });
  const holder = (await aKey(ctx, { instance: old })).keyId;
  const values = new Map<string, string[]>();
  for (let n = 0; n < 40; n++) {
    const value = n % 2 === 0 ? `value ${n} 秘密` : randomBytes(n * 7 + 1);
    const secret = await aSecret(ctx, {
      encryptionKey: holder,
      name: `whole/${n}`,
      value,
      versionId: "v1",
      tags: [{ name: "n", value: `${n}` }],
    });
    const written = [typeof value === "string" ? value : value.toString("base64")];
    if (n % 3 === 0) {
      const dataType = n % 2 === 0 ? "text" : "binary";
      const secretData = n % 2 === 0 ? `second ${n}` : randomBytes(9).toString("base64");
      await putSecretValue(ctx, { region, secret: secret.name, versionId: "v2", secretData, dataType });
      written.push(secretData);
    }
    values.set(secret.name, written);
  }

  const backup = await db().backup.findFirstOrThrow({ where: { instancePk: old.pk, type: "SystemCreated" } });
  await runBackup(worker, backup.pk);
  const before = await savedIn(old.pk);
  await releaseInstance(ctx, { region, instanceId: old.instanceId, force: false });
  await work(releaseInstanceJob);
  expect(await db().key.count({ where: { instancePk: old.pk } })).toBe(0);

  const bought = await anInstance(ctx);
  const { backupId, lastTickAt } = await db().backup.findUniqueOrThrow({ where: { pk: backup.pk } });
  const destination = { region, instanceId: bought.instanceId };
  const caller: Ctx = { ...ctx, ports: worker.ports };
  const asked = createRestorePlan.schema.parse({
    region,
    backupId,
    at: lastTickAt,
    scope: { kind: "all" },
    destination,
  });
  const plan = await createRestorePlan(caller, asked);
  expect(plan.counts).toMatchObject({ restore: before.size, blocked: 0 });
  await startRestore(caller, { region, restoreId: plan.restoreId });
  await work(restoreJob);
  expect(await describeRestore(caller, { region, restoreId: plan.restoreId })).toMatchObject({
    state: "Done",
    counts: { restored: before.size, failed: 0, warned: 0 },
  });

  expect(await savedIn(bought.pk)).toEqual(before);
  for (const { keyId: KeyId } of disabled) await call("EnableKey", { KeyId });
  for (const { open } of sealed) await open();
  for (const [SecretName, written] of values) {
    for (const [index, value] of written.entries()) {
      const answer = await call("GetSecretValue", { SecretName, VersionId: `v${index + 1}` });
      expect(answer.SecretData).toBe(value);
    }
  }
}, 60_000);

async function encrypted(call: GenericCall, KeyId: string) {
  const text = randomBytes(24).toString("base64");
  const { CiphertextBlob } = await call("Encrypt", { KeyId, Plaintext: text });
  const open = async () => {
    expect(await call("Decrypt", { CiphertextBlob: String(CiphertextBlob) })).toMatchObject({ KeyId, Plaintext: text });
  };
  return { open };
}

/** A signature or MAC that was made before is right afterwards. */
async function signed(call: GenericCall, KeyId: string, spec: string) {
  if (spec.startsWith("HMAC")) {
    const Algorithm = spec;
    const Message = randomBytes(40).toString("base64");
    const made = await call("GenerateMac", { KeyId, Message, Algorithm });
    const open = async () => {
      const verified = await call("VerifyMac", { KeyId, Message, Algorithm, Mac: String(made.Mac) });
      expect(JSON.stringify(verified)).toMatch(/true/);
    };
    return { open };
  }
  const { KeyVersions } = (await call("ListKeyVersions", { KeyId })) as {
    KeyVersions: { KeyVersion: { KeyVersionId: string }[] };
  };
  const KeyVersionId = KeyVersions.KeyVersion[0]?.KeyVersionId ?? "";
  const Algorithm = spec.startsWith("EC") ? "ECDSA_SHA_256" : "RSA_PSS_SHA_256";
  const Digest = randomBytes(32).toString("base64");
  const { Value } = await call("AsymmetricSign", { KeyId, KeyVersionId, Algorithm, Digest });
  const open = async () => {
    const asked = { KeyId, KeyVersionId, Algorithm, Digest, Value: String(Value) };
    expect(await call("AsymmetricVerify", asked)).toMatchObject({ Value: true });
  };
  return { open };
}
