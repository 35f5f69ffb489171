import { createPublicKey } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { wrapForImport } from "@/lib/crypto/import-material.test-support";
import { Keyring } from "@/lib/crypto/keyring";
import { randomBytes } from "@/lib/crypto/random";
import { generateRootKey } from "@/lib/crypto/root-key";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { DEFAULT_REGIONS } from "@/lib/domain/instances/region-catalogue";
import { makeLog } from "@/lib/log";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anImportedKey } from "@/lib/testing/builders/an-imported-key";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { type GenericCall, genericClient } from "@/lib/testing/sdk";
import { type RunningGateway, startGateway } from "../start-gateway";

/** Imported material as unmodified clients send it, through a gateway as it runs, caches and all. */

const region = "cn-hangzhou";
const root = generateRootKey();
const keyring = () => new Keyring([{ generation: root.generation, bytes: Buffer.from(root.bytes) }]);

let database: TestDatabase;
let gateway: RunningGateway;
let world: ReturnType<typeof testWorld>;
let api: GenericCall;
let account: Awaited<ReturnType<typeof anAccount>>;
let instanceId: string;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db, { keyring: keyring() });
  gateway = await startGateway({
    databaseUrl: database.url,
    keyring: keyring(),
    deployment: {
      regions: DEFAULT_REGIONS,
      defaultRegion: region,
      timeZone: "Asia/Shanghai",
      enableDelayMs: 0,
      imageUpgradeMs: 0,
    },
    now: world.clock.now,
    wallClock: () => Date.now(),
    log: makeLog({}, () => {}, "debug"),
    host: "127.0.0.1",
    port: 0,
  });
  account = await anAccount(world);
  api = genericClient(gateway.port, await createAccessKey(account.ctx, {}));
  ({ instanceId } = await anInstance(account.ctx));
});
afterAll(async () => {
  await gateway.stop(1000);
  await database.close();
});

const failed = (code: string, statusCode: number) => expect.objectContaining({ code, statusCode });
const ask = async <Answer>(action: string, parameters: Record<string, string>) =>
  (await api(action, parameters)) as Answer;
const states = async (KeyId: string) =>
  (await ask<{ KeyMetadata: { KeyState: string; MaterialExpireTime: string } }>("DescribeKey", { KeyId })).KeyMetadata;
const WRAPPING = { WrappingKeySpec: "RSA_2048", WrappingAlgorithm: "RSAES_OAEP_SHA_256" };

it("the flow of KEY-60 in the provider's words: parameters, import with and without an end, deletion", async () => {
  const made = await ask<{ KeyMetadata: { KeyId: string; KeyState: string } }>("CreateKey", {
    DKMSInstanceId: instanceId,
    Origin: "EXTERNAL",
  });
  expect(made.KeyMetadata).toMatchObject({ KeyState: "PendingImport", Origin: "EXTERNAL" });
  const { KeyId } = made.KeyMetadata;
  const parameters = await ask<Record<"PublicKey" | "ImportToken", string>>("GetParametersForImport", {
    KeyId,
    ...WRAPPING,
  });
  expect(parameters).toMatchObject({ KeyId, TokenExpireTime: "2026-11-23T04:00:00Z" });
  const der = Buffer.from(parameters.PublicKey, "base64");
  const publicKey = createPublicKey({ key: der, format: "der", type: "spki" });
  const wrapped = wrapForImport("RSAES_OAEP_SHA_256", randomBytes(32), undefined, publicKey);
  const send = (more: Record<string, string>) =>
    api("ImportKeyMaterial", {
      KeyId,
      EncryptedKeyMaterial: wrapped.toString("base64"),
      ImportToken: parameters.ImportToken,
      ...more,
    });
  const past = String(world.clock.now().getTime() / 1000);
  await expect(send({ KeyMaterialExpireUnix: past })).rejects.toEqual(failed("InvalidParameter", 400));
  await expect(send({ KeyMaterialExpireUnix: "never" })).rejects.toEqual(failed("InvalidParameter", 400));
  await expect(send({ ImportToken: "no token" })).rejects.toEqual(failed("InvalidImportToken", 400));
  const other = Buffer.alloc(256).toString("base64");
  await expect(send({ EncryptedKeyMaterial: other })).rejects.toEqual(failed("InvalidKeyMaterial", 400));
  await send({ KeyMaterialExpireUnix: "0" });
  expect(await states(KeyId)).toMatchObject({ KeyState: "Enabled", MaterialExpireTime: "" });
  await send({ KeyMaterialExpireUnix: String(Date.UTC(2027, 0, 1) / 1000) });
  expect(await states(KeyId)).toMatchObject({ KeyState: "Enabled", MaterialExpireTime: "2027-01-01T00:00:00Z" });
  await send({});
  expect(await states(KeyId)).toMatchObject({ MaterialExpireTime: "" });
  const { CiphertextBlob } = await ask<{ CiphertextBlob: string }>("Encrypt", { KeyId, Plaintext: "aGVsbG8=" });
  // Opened material is remembered by now; the deletion holds all the same.
  await api("DeleteKeyMaterial", { KeyId });
  await expect(api("Decrypt", { CiphertextBlob })).rejects.toEqual(failed("Rejected.PendingImport", 409));
  expect(await states(KeyId)).toMatchObject({ KeyState: "PendingImport" });
  await send({});
  expect(await api("Decrypt", { CiphertextBlob })).toMatchObject({ Plaintext: "aGVsbG8=" });

  await api("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: "7" });
  await expect(send({})).rejects.toEqual(failed("Rejected.StateModifiedFailed", 409));
  await api("DeleteKeyMaterial", { KeyId });
  expect(await states(KeyId)).toMatchObject({ KeyState: "PendingDeletion" });
});

it("of a key with material made here: Unsupported.Origin (KEY-68)", async () => {
  const made = await ask<{ KeyMetadata: { KeyId: string } }>("CreateKey", { DKMSInstanceId: instanceId });
  const { KeyId } = made.KeyMetadata;
  const refused = failed("Unsupported.Origin", 400);
  await expect(api("GetParametersForImport", { KeyId, ...WRAPPING })).rejects.toEqual(refused);
  const EncryptedKeyMaterial = Buffer.alloc(256).toString("base64");
  await expect(api("ImportKeyMaterial", { KeyId, EncryptedKeyMaterial, ImportToken: "x" })).rejects.toEqual(refused);
  await expect(api("DeleteKeyMaterial", { KeyId })).rejects.toEqual(refused);
});

it("remembered material serves no call from the second on in which it is over (KEY-64)", async () => {
  const expiresAt = new Date(world.clock.now().getTime() + 60_000);
  const { keyId: KeyId } = await anImportedKey(account.ctx, { instance: { instanceId }, expiresAt });
  const encrypt = () => api("Encrypt", { KeyId, Plaintext: "aGVsbG8=" });
  await encrypt();
  world.clock.set(new Date(expiresAt.getTime() - 1));
  await encrypt();
  world.clock.set(expiresAt);
  await expect(encrypt()).rejects.toEqual(failed("Rejected.PendingImport", 409));
});
