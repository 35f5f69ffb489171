import { newSshKey } from "@/lib/crypto/ssh-key";
import type { AutomaticRotation, SecretType } from "@/lib/generated/prisma/enums";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { rotateSecretsJob } from "@/lib/jobs/rotate-secrets";
import { runJob } from "@/lib/jobs/run-job";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { findAccessKey } from "../accounts/find-access-key";
import { authorize } from "../authorize";
import type { Ctx } from "../context";
import { enqueueJobs } from "../jobs/enqueue-job";
import { type ClaimedJob, claimJob } from "../jobs/lease";
import { loadKey } from "../keys/load-key";
import { transaction } from "../transaction";
import { usableKey } from "./encryption-key";
import { ROTATE_SECRET } from "./insert-rotation";
import { parseExtendedConfig, readAccessKey, readValue, writeAccessKey, writeValue } from "./managed-types";
import { putSecretValue } from "./put-secret-value";
import { rotateSecret } from "./rotate-secret";
import { ADMINISTRATOR, KeptTarget } from "./rotation-target.test-support";
import { makeDataKey, openDataKey, openValue, sealValue } from "./secret-value";

export const REGION = "cn-hangzhou";
export const SHAPES = ["SingleUser", "DoubleUsers", "Password", "SSHKey", "RamUserAccessKey"] as const;
export type Shape = (typeof SHAPES)[number];

export interface RotationWorld {
  database: TestDatabase;
  world: TestWorld;
  account: TestAccount;
  instance: InstanceModel;
  keyId: string;
  target: KeptTarget;
  worker: Ctx;
}

/** An account with an instance, a key, and a target that keeps what it is told. */
export async function rotationWorld(): Promise<RotationWorld> {
  const database = await testDatabase();
  const target = new KeptTarget();
  const world = testWorld(database.db, { ports: { rotation: target.ports() } });
  const account = await anAccount(world);
  const instance = await anInstance(account.ctx, { secretQuota: 20_000 });
  const { keyId } = await aKey(account.ctx, { instance });
  const value = JSON.stringify(ADMINISTRATOR);
  await aSecret(account.ctx, { instance, encryptionKey: keyId, name: "administrator", value });
  for (const [targetId, service, adapter] of [
    ["pg-1", "Rds", "PostgreSQL"],
    ["i-1", "ECS", "SSH"],
  ] as const) {
    const { accountId } = account;
    const now = world.clock.now();
    const row = { pk: world.ctx.newId(), targetId, accountId, region: REGION, service, adapter, address: "db.test" };
    await database.db.rotationTarget.create({
      data: { ...row, credentialSecret: "administrator", createdAt: now, updatedAt: now },
    });
  }
  const worker = world.as({ kind: "system", job: ROTATE_SECRET }, { source: "AliyunServiceEvent" });
  return { database, world, account, instance, keyId, target, worker };
}

export interface Managed {
  name: string;
  pk: string;
  shape: Shape;
  /** Of RAM secrets. */
  userName: string;
}

interface Wishes {
  automatic?: AutomaticRotation;
  intervalSeconds?: number;
  nextRotationAt?: Date;
  /** Another account, with an instance and a key of its own. */
  of?: { account: TestAccount; instance: InstanceModel; keyId: string };
}

let count = 0;

/** A managed secret whose values work at the target, as if they had been imported. */
export async function aManaged(at: RotationWorld, shape: Shape, wishes: Wishes = {}): Promise<Managed> {
  const { account, instance, keyId } = wishes.of ?? at;
  const name = `managed-${++count}`;
  const account1 = `app${count}`;
  const user = shape === "RamUserAccessKey" ? await aRamUser(at.world, account, { accessKey: true }) : null;
  const { type, config } = configOf(shape, user?.name ?? "");
  const values = user?.accessKey
    ? [writeAccessKey(pairOf(user.accessKey), at.world.clock.now())]
    : firstValues(at.target, shape, account1).map((value) => writeValue({ type }, value));
  const [first = "", ...rest] = values;
  await aSecret(account.ctx, { instance, encryptionKey: keyId, name, value: first, versionId: "v1" });
  for (const [n, secretData] of rest.entries()) {
    const input = { region: REGION, secret: name, versionId: `v${n + 2}`, secretData };
    await putSecretValue(account.ctx, putSecretValue.schema.parse(input));
  }
  const { accountId } = account;
  const { pk } = await at.database.db.secret.update({
    where: { accountId_region_name: { accountId, region: REGION, name } },
    data: {
      type,
      extendedConfig: JSON.stringify(config),
      automaticRotation: wishes.automatic ?? "Disabled",
      rotationSeconds: wishes.intervalSeconds ?? null,
      nextRotationAt: wishes.nextRotationAt ?? null,
    },
  });
  return { name, pk, shape, userName: user?.name ?? "" };
}

/** The same as CreateSecret leaves it with `$Auto`: no version yet, and accounts that are still to be made. */
export async function toSetUp(at: RotationWorld, AccountName: string, wishes: Wishes = {}): Promise<Managed> {
  const secret = await aManaged(at, "SingleUser", wishes);
  const config = { SecretSubType: "DoubleUsers", DBInstanceId: "pg-1", AccountName };
  await at.database.sql("UPDATE secret SET extended_config = $2 WHERE pk = $1", [secret.pk, JSON.stringify(config)]);
  await at.database.sql("DELETE FROM secret_version WHERE secret_pk = $1", [secret.pk]);
  return { ...secret, shape: "DoubleUsers" };
}

function configOf(shape: Shape, UserName: string): { type: Exclude<SecretType, "Generic">; config: object } {
  if (shape === "RamUserAccessKey") return { type: "RAMCredentials", config: { SecretSubType: shape, UserName } };
  if (shape === "Password" || shape === "SSHKey") {
    return { type: "ECS", config: { SecretSubType: shape, InstanceId: "i-1" } };
  }
  return { type: "Rds", config: { SecretSubType: shape, DBInstanceId: "pg-1" } };
}

const pairOf = ({ accessKeyId, accessKeySecret }: { accessKeyId: string; accessKeySecret: string }) => ({
  AccessKeyId: accessKeyId,
  AccessKeySecret: accessKeySecret,
});

/** Oldest first: the last one is ACSCurrent. */
function firstValues(target: KeptTarget, shape: Shape, account: string) {
  if (shape === "SSHKey") {
    const credential = { kind: "sshKey" as const, ...newSshKey("first") };
    target.keys.set(account, new Map([[credential.publicKey, ""]]));
    return [{ account, credential }];
  }
  const names = shape === "DoubleUsers" ? [`${account}_clone`, account] : [account];
  return names.map((name) => {
    const password = `first password of ${name}`;
    target.passwords.set(name, password);
    return { account: name, credential: { kind: "password" as const, password } };
  });
}

export const rotationOf = ({ database }: RotationWorld, secretPk: string) =>
  database.db.secretRotation.findFirstOrThrow({ where: { secretPk }, orderBy: { createdAt: "desc" } });

export const secretOf = ({ database }: RotationWorld, pk: string) =>
  database.db.secret.findUniqueOrThrow({ where: { pk } });

export const rotateNow = ({ account }: RotationWorld, { name: secret }: Managed, more: { versionId?: string } = {}) =>
  rotateSecret(account.ctx, { region: REGION, secret, ...more });

/** What is due is written down, and one job of it is claimed: what a lane of the worker does. */
export async function claimed(ctx: Ctx): Promise<ClaimedJob | null> {
  const due = await rotateSecretsJob.due(ctx);
  await enqueueJobs(
    ctx,
    due.map((one) => ({ ...one, kind: ROTATE_SECRET })),
  );
  return claimJob(ctx, [ROTATE_SECRET]);
}

/** Does everything that is due now. Says how many jobs it did. */
export async function work(ctx: Ctx): Promise<number> {
  for (let jobs = 0; ; jobs++) {
    const job = await claimed(ctx);
    if (!job) return jobs;
    await runJob(ctx, rotateSecretsJob, job);
  }
}

/** Goes on through all waiting until no rotation of the secret runs, but for the end of a window. */
export async function workItOut(at: RotationWorld, secretPk: string): Promise<void> {
  for (let turns = 0; turns < 60; turns++) {
    await work(at.worker);
    const running = await at.database.db.secretRotation.findFirst({ where: { secretPk, state: "Running" } });
    if (!running || running.step === "Retire") return;
    at.world.clock.advance({ minutes: 15 });
  }
  throw new Error("the rotation does not end");
}

/** Whether what carries the label works at the target, or at our own gateway. */
export async function works(at: RotationWorld, { pk, shape }: Managed, stage = "ACSCurrent"): Promise<boolean> {
  const text = await storedText(at, pk, stage);
  if (text === null) return false;
  if (shape === "RamUserAccessKey") {
    const { AccessKeyId, AccessKeySecret } = readAccessKey(text);
    const found = await findAccessKey(at.world.ctx, AccessKeyId);
    return found?.state === "Active" && found.secret.toString("utf8") === AccessKeySecret;
  }
  const secret = await secretOf(at, pk);
  const config = parseExtendedConfig(secret.type as Exclude<SecretType, "Generic">, secret.extendedConfig ?? "");
  const { account, credential } = readValue(config, text);
  return at.target.accepts(account, credential);
}

export async function storedText(at: RotationWorld, pk: string, stage = "ACSCurrent"): Promise<string | null> {
  const { db } = at.database;
  const secret = await db.secret.findUniqueOrThrow({ where: { pk } });
  const version = await db.secretVersion.findFirst({
    where: { secretPk: pk, stages: { has: stage } },
    include: { value: true },
  });
  if (!version?.value) return null;
  const dataKey = await openDataKey(at.worker, secret, await usableKey(at.worker, secret));
  return openValue(dataKey, secret, version.versionId, version.value.sealed).toString("utf8");
}

/** Secrets of one account each, written at once: what a queue is filled with. */
export async function aManyManaged(
  at: RotationWorld,
  number: number,
  { nextRotationAt, intervalSeconds }: { nextRotationAt: Date; intervalSeconds: number },
): Promise<Managed[]> {
  const { accountId } = at.account;
  const { worker, target, world } = at;
  const key = authorize(worker, "kms:GenerateDataKey", await loadKey(worker, { region: REGION, key: at.keyId }));
  const made: Managed[] = [];
  while (made.length < number) {
    await transaction(worker, async (tx) => {
      const batch = Math.min(250, number - made.length);
      const rows = [];
      for (let n = 0; n < batch; n++) {
        const name = `many-${made.length}`;
        const pk = tx.newId();
        const versionPk = tx.newId();
        const password = `first password of ${name}`;
        target.passwords.set(name, password);
        const { dataKey, blob } = await makeDataKey(tx, key, { account: accountId, name });
        const text = writeValue({ type: "Rds" }, { account: name, credential: { kind: "password", password } });
        const sealed = sealValue(dataKey, { accountId, name }, "v1", Buffer.from(text));
        rows.push({ pk, versionPk, name, sealed, blob: new Uint8Array(blob) });
        made.push({ name, pk, shape: "SingleUser", userName: "" });
      }
      const now = world.clock.now();
      await tx.db.secret.createMany({
        data: rows.map(({ pk, name }) => ({
          ...{ pk, name, accountId, region: REGION, type: "Rds" as const, createdAt: now, updatedAt: now },
          ...{ instancePk: at.instance.pk, encryptionKeyId: at.keyId, encryptionKeyPk: key.pk },
          extendedConfig: JSON.stringify({ SecretSubType: "SingleUser", DBInstanceId: "pg-1" }),
          ...{ automaticRotation: "Enabled" as const, rotationSeconds: intervalSeconds, nextRotationAt },
        })),
      });
      await tx.db.secretDataKey.createMany({ data: rows.map(({ pk: secretPk, blob }) => ({ secretPk, blob })) });
      await tx.db.secretVersion.createMany({
        data: rows.map(({ pk: secretPk, versionPk: pk }) => ({
          ...{ pk, secretPk, versionId: "v1", stages: ["ACSCurrent"], createdAt: now },
        })),
      });
      await tx.db.secretValue.createMany({ data: rows.map(({ versionPk, sealed }) => ({ versionPk, sealed })) });
    });
  }
  return made;
}
