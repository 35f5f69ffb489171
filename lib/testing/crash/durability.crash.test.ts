import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { long } from "../long";
import { type GenericCall, genericClient } from "../sdk";
import { Seeded } from "../seeded";
import { type Stack, startStack } from "../stack";
import { type Acknowledged, startMixedLoad } from "./mixed-load";
import { killHard, VICTIMS } from "./processes";

// S15: what was acknowledged is never lost, and nothing half-made shows, whatever is killed and when.

const KILLS = long ? 100 : 4;
const SEED = 20261122;
const WRITERS = 4;
const RECOVERY_MS = 60_000;

let stack: Stack;
let call: GenericCall;
let instanceId: string;

beforeAll(async () => {
  stack = await startStack();
  const create = ["account", "create", "--name", "crash", "--password-stdin", "--access-key"];
  const account = await stack.kms(create, "four random words here\n");
  const { accountId, accessKeyId, accessKeySecret } = account as Record<string, string>;
  const made = await stack.kms(["instance", "create", "--account", String(accountId), "--region", "cn-hangzhou"]);
  instanceId = String(made.instanceId);
  call = genericClient(stack.gatewayPort, {
    accessKeyId: String(accessKeyId),
    accessKeySecret: String(accessKeySecret),
  });
}, 180_000);

afterAll(() => stack?.discard());

it(`loses no acknowledged key, version or secret over ${KILLS} kills (S15, seed ${SEED})`, {
  timeout: 1_200_000,
}, async () => {
  const random = new Seeded(SEED);
  const encryptionKey = (await call("CreateKey", { DKMSInstanceId: instanceId })) as { KeyMetadata: { KeyId: string } };
  const load = startMixedLoad(call, instanceId, encryptionKey.KeyMetadata.KeyId, WRITERS);
  let killed = 0;
  while (killed < KILLS) {
    const before = load.acknowledged.keys.length + load.acknowledged.secrets.length;
    const moment = random.below(12);
    await until(() => load.acknowledged.keys.length + load.acknowledged.secrets.length >= before + moment);
    // Each as often as the others, at whatever moment.
    if (killHard(stack, VICTIMS[killed % VICTIMS.length] ?? "gateway")) killed++;
  }
  const before = load.acknowledged.keys.length;
  await until(() => load.acknowledged.keys.length > before + 2);
  await load.stop();

  const lost = await lostOf(load.acknowledged);
  const halfMade = await halfMadeOf();
  console.info(
    JSON.stringify({
      row: "S15",
      seed: SEED,
      kills: killed,
      keys: load.acknowledged.keys.length,
      secrets: load.acknowledged.secrets.length,
      unanswered: load.refusals,
      lost: lost.length,
      halfMade: halfMade.length,
    }),
  );
  expect(lost).toEqual([]);
  expect(halfMade).toEqual([]);
});

/** Every acknowledged key still decrypts its ciphertext; every acknowledged version still reads as it was stored. */
async function lostOf({ keys, secrets }: Acknowledged): Promise<string[]> {
  const lost: string[] = [];
  for (const key of keys) {
    const answer = await call("Decrypt", { CiphertextBlob: key.ciphertext }).catch(() => ({ Plaintext: undefined }));
    if (answer.Plaintext !== key.plaintext) lost.push(key.keyId);
  }
  for (const { name, versions } of secrets) {
    for (const [VersionId, value] of versions) {
      const answer = await call("GetSecretValue", { SecretName: name, VersionId }).catch(() => ({
        SecretData: undefined,
      }));
      if (answer.SecretData !== value) lost.push(`${name} ${VersionId}`);
    }
  }
  return lost;
}

/** Whatever a list shows must work, acknowledged or not. */
async function halfMadeOf(): Promise<string[]> {
  const broken: string[] = [];
  for (const keyId of await everything(
    "ListKeys",
    (body) => body.Keys as { Key: { KeyId: string }[] },
    "Key",
    "KeyId",
  )) {
    await call("Encrypt", { KeyId: keyId, Plaintext: "eA==" }).catch(() => broken.push(keyId));
  }
  for (const name of await everything(
    "ListSecrets",
    (body) => body.SecretList as { Secret: { SecretName: string }[] },
    "Secret",
    "SecretName",
  )) {
    await call("GetSecretValue", { SecretName: name }).catch(() => broken.push(name));
  }
  return broken;
}

async function everything<List extends Record<string, unknown>>(
  action: string,
  listOf: (body: Record<string, unknown>) => List,
  inner: string,
  id: string,
): Promise<string[]> {
  const found: string[] = [];
  for (let page = 1; ; page++) {
    const body = await call(action, { PageNumber: String(page), PageSize: "100" });
    const rows = listOf(body)[inner] as Record<string, string>[];
    found.push(...rows.flatMap((row) => row[id] ?? []));
    if (rows.length < 100) return found;
  }
}

/** Waits for progress, which comes back after each kill; that it does is part of what is tested. */
async function until(reached: () => boolean): Promise<void> {
  const deadline = Date.now() + RECOVERY_MS;
  while (!reached()) {
    if (Date.now() > deadline) throw new Error(`no progress within ${RECOVERY_MS} ms:\n${stack.output().slice(-4000)}`);
    await pause(10);
  }
}
