import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Keyring } from "@/lib/crypto/keyring";
import { generateRootKey } from "@/lib/crypto/root-key";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { DEFAULT_REGIONS } from "@/lib/domain/instances/region-catalogue";
import { policyFromForm } from "@/lib/domain/policies/policy-form";
import { makeLog } from "@/lib/log";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { type GenericCall, genericClient } from "@/lib/testing/sdk";
import { type RunningGateway, startGateway } from "../start-gateway";

/** Policies of keys and secrets as unmodified clients ask for them, through a gateway as it runs. */

const region = "cn-hangzhou";
const root = generateRootKey();
const keyring = () => new Keyring([{ generation: root.generation, bytes: Buffer.from(root.bytes) }]);

let database: TestDatabase;
let gateway: RunningGateway;
let account: TestAccount;
let world: ReturnType<typeof testWorld>;
let api: GenericCall;
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

const documentOf = (RAM: string, Action: string, Effect = "Allow") =>
  JSON.stringify({
    Version: "1",
    Statement: [{ Effect, Principal: { RAM: [RAM] }, Action: [Action], Resource: ["*"] }],
  });
const failed = (code: string, statusCode?: number) =>
  expect.objectContaining({ code, ...(statusCode && { statusCode }) });

describe("policies on the wire (openapi.md 3.1)", () => {
  it("a key's is given back as it was set, and holds for the next call", async () => {
    const { keyId: KeyId } = await aKey(account.ctx, { instance: { instanceId } });
    const usual = policyFromForm("key", { creatorAccountId: account.accountId });
    expect(await api("GetKeyPolicy", { KeyId })).toMatchObject({ Policy: usual });
    const user = await aRamUser(world, account, { accessKey: true });
    if (!user.accessKey) throw new Error("it was asked for");
    const theirs = genericClient(gateway.port, user.accessKey);
    const encrypt = { KeyId, Plaintext: "aGVsbG8=" };
    await expect(theirs("Encrypt", encrypt)).rejects.toEqual(failed("Forbidden.NoPermission"));
    const Policy = documentOf(user.arn, "kms:Encrypt");
    await api("SetKeyPolicy", { KeyId, Policy, PolicyName: "default" });
    expect(await api("GetKeyPolicy", { KeyId, PolicyName: "default" })).toMatchObject({ Policy });
    expect(await theirs("Encrypt", encrypt)).toMatchObject({ KeyId });
    // Opened material is remembered by now; the withdrawal holds all the same.
    await api("SetKeyPolicy", { KeyId, Policy: usual });
    await expect(theirs("Encrypt", encrypt)).rejects.toEqual(failed("Forbidden.NoPermission"));
  });

  it("a secret's likewise", async () => {
    const { keyId: encryptionKey } = await aKey(account.ctx, { instance: { instanceId } });
    const { name: SecretName } = await aSecret(account.ctx, { instance: { instanceId }, encryptionKey });
    const Policy = documentOf(`acs:ram::${account.accountId}:*`, "kms:*");
    await api("SetSecretPolicy", { SecretName, Policy });
    expect(await api("GetSecretPolicy", { SecretName })).toMatchObject({ Policy });
    await expect(api("GetSecretPolicy", { SecretName, PolicyName: "other" })).rejects.toEqual(
      failed("Forbidden.ResourceNotFound"),
    );
  });

  it("may be given at creation (POL-07)", async () => {
    const Policy = documentOf(`acs:ram::${account.accountId}:*`, "kms:*");
    const made = (await api("CreateKey", { DKMSInstanceId: instanceId, Policy })) as { KeyMetadata: { KeyId: string } };
    const { KeyId } = made.KeyMetadata;
    expect(await api("GetKeyPolicy", { KeyId })).toMatchObject({ Policy });
    const secret = { SecretName: "made", SecretData: "x", VersionId: "v1", EncryptionKeyId: KeyId };
    await api("CreateSecret", { ...secret, Policy });
    expect(await api("GetSecretPolicy", { SecretName: "made" })).toMatchObject({ Policy });
    await expect(api("CreateKey", { Policy })).rejects.toEqual(failed("UnsupportedOperation"));
  });

  it("are refused with what is wrong and where", async () => {
    const { keyId: KeyId } = await aKey(account.ctx, { instance: { instanceId } });
    const twice = '{"Version":"1","Statement":[{"Effect":"Deny","Effect":"Allow"}]}';
    await expect(api("SetKeyPolicy", { KeyId, Policy: twice })).rejects.toMatchObject({
      code: "InvalidParameter.Policy",
      message: expect.stringContaining("Statement[0].Effect: RepeatedMember"),
    });
    const lock = documentOf(`acs:ram::${account.accountId}:root`, "kms:*", "Deny");
    await expect(api("SetKeyPolicy", { KeyId, Policy: lock })).rejects.toEqual(failed("InvalidParameter.Policy"));
    await expect(api("GetKeyPolicy", { KeyId: (await aKey(account.ctx)).keyId })).rejects.toEqual(
      failed("UnsupportedOperation"),
    );
  });
});
