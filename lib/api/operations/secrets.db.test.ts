import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Keyring } from "@/lib/crypto/keyring";
import { generateRootKey } from "@/lib/crypto/root-key";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { DEFAULT_REGIONS } from "@/lib/domain/instances/region-catalogue";
import { makeLog } from "@/lib/log";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { type GenericCall, genericClient, kms, legacyClient } from "@/lib/testing/sdk";
import { type RunningGateway, startGateway } from "../start-gateway";

/** Secrets as unmodified clients ask for them, through a gateway as it runs. */

const region = "cn-hangzhou";
const root = generateRootKey();
const keyring = () => new Keyring([{ generation: root.generation, bytes: Buffer.from(root.bytes) }]);
const logged: string[] = [];

let database: TestDatabase;
let gateway: RunningGateway;
let account: TestAccount;
let world: ReturnType<typeof testWorld>;
let api: GenericCall;
let legacy: ReturnType<typeof legacyClient>;
let instanceId: string;
let keyId: string;

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
    log: makeLog({}, (line) => logged.push(line), "debug"),
    host: "127.0.0.1",
    port: 0,
  });
  account = await anAccount(world);
  const credentials = await createAccessKey(account.ctx, {});
  api = genericClient(gateway.port, credentials);
  legacy = legacyClient(gateway.port, credentials);
  const instance = await anInstance(account.ctx);
  instanceId = instance.instanceId;
  keyId = (await aKey(account.ctx, { instance })).keyId;
});
afterAll(async () => {
  await gateway.stop(1000);
  await database.close();
});

const create = (SecretName: string, more: Record<string, string> = {}) =>
  api("CreateSecret", { SecretName, SecretData: "value", VersionId: "v1", EncryptionKeyId: keyId, ...more });
const eventsOf = (event: string, name: string) =>
  database.sql<{ outcome: string; resource: string }>(
    "SELECT outcome, resource FROM audit_event WHERE account_id = $1 AND event = $2 AND resource LIKE $3 ORDER BY xid::text::bigint",
    [account.accountId, event, `%secret/${name}`],
  );

describe("the unmodified clients", () => {
  it("@alicloud/kms20160120 1.2.0: the life of a secret (RPC V1)", async () => {
    const made = await legacy.createSecret(
      new kms.CreateSecretRequest({
        secretName: "sdk/one",
        secretData: '{"user":"app"}',
        versionId: "v1",
        encryptionKeyId: keyId,
        DKMSInstanceId: instanceId,
        dKMSInstanceId: instanceId,
        description: "d",
        tags: '[{"TagKey":"env","TagValue":"prod"}]',
      }),
    );
    const arn = `acs:kms:${region}:${account.accountId}:secret/sdk/one`;
    expect(made).toMatchObject({ secretName: "sdk/one", arn, versionId: "v1" });
    const read = () => legacy.getSecretValue(new kms.GetSecretValueRequest({ secretName: "sdk/one" }));
    expect(await read()).toMatchObject({
      secretData: '{"user":"app"}',
      secretDataType: "text",
      versionId: "v1",
      versionStages: { versionStage: ["ACSCurrent"] },
      createTime: "2026-11-22T04:00:00Z",
    });
    const stored = await legacy.putSecretValue(
      new kms.PutSecretValueRequest({ secretName: "sdk/one", secretData: "two", versionId: "v2" }),
    );
    expect(stored).toMatchObject({ versionId: "v2", versionStages: { versionStage: ["ACSCurrent"] } });
    const versions = await legacy.listSecretVersionIds(new kms.ListSecretVersionIdsRequest({ secretName: "sdk/one" }));
    expect(versions).toMatchObject({ secretName: "sdk/one", totalCount: 2, pageNumber: 1, pageSize: 10 });
    expect(versions.versionIds.versionId).toHaveLength(2);
    const described = await legacy.describeSecret(
      new kms.DescribeSecretRequest({ secretName: "sdk/one", fetchTags: "true" }),
    );
    expect(described).toMatchObject({
      arn,
      description: "d",
      encryptionKeyId: keyId,
      tags: { tag: [{ tagKey: "env", tagValue: "prod" }] },
    });
    await legacy.updateSecret(new kms.UpdateSecretRequest({ secretName: "sdk/one", description: "new" }));
    const deleted = await legacy.deleteSecret(
      new kms.DeleteSecretRequest({ secretName: "sdk/one", recoveryWindowInDays: "7" }),
    );
    expect(deleted).toMatchObject({ secretName: "sdk/one", plannedDeleteTime: "2026-11-29T04:00:00Z" });
    await expect(read()).rejects.toMatchObject({ code: "Rejected.ResourceInDeleteWindowError" });
    await legacy.restoreSecret(new kms.RestoreSecretRequest({ secretName: "sdk/one" }));
    expect(await read()).toMatchObject({ secretData: "two" });
  });

  it("@alicloud/openapi-core: 30,720 bytes whatever they are, in the URL (ACS3, SEC-05)", async () => {
    const binary = Buffer.from(Array.from({ length: 30_720 }, (_, at) => at % 256)).toString("base64");
    await create("bytes", { SecretData: binary, SecretDataType: "binary" });
    const read = await api("GetSecretValue", { SecretName: "bytes" });
    expect(read.SecretDataType).toBe("binary");
    expect(read.SecretData === binary).toBe(true);
    const quotes = '"'.repeat(30_720);
    await create("quotes", { SecretData: quotes });
    expect((await api("GetSecretValue", { SecretName: "quotes" })).SecretData === quotes).toBe(true);
    await expect(create("long", { SecretData: "x".repeat(30_721) })).rejects.toMatchObject({
      code: "InvalidParameter",
      statusCode: 400,
    });
  });
});

describe("values and names at their limits", () => {
  it("brings UTF-8, NUL and every byte back through three clients' encodings (SEC-05, P30)", async () => {
    const text = '\0a\0 пароль 密码 🔑 \u2028\r\n\t"\\ +%&=';
    const binary = Buffer.from([0, 255, 0, 254, 10, 13, 0]).toString("base64");
    await create("nul", { SecretData: text });
    await api("PutSecretValue", { SecretName: "nul", SecretData: binary, SecretDataType: "binary", VersionId: "v2" });
    await legacy.putSecretValue(
      new kms.PutSecretValueRequest({ secretName: "nul", secretData: `${text}!`, versionId: "v3" }),
    );
    const read = (versionId: string) =>
      legacy.getSecretValue(new kms.GetSecretValueRequest({ secretName: "nul", versionId }));
    expect((await read("v1")).secretData).toBe(text);
    expect(await read("v2")).toMatchObject({ secretData: binary, secretDataType: "binary" });
    expect((await api("GetSecretValue", { SecretName: "nul" })).SecretData).toBe(`${text}!`);
    // The same value under the same id changes nothing; half a character has no bytes.
    expect(await api("PutSecretValue", { SecretName: "nul", SecretData: text, VersionId: "v1" })).toMatchObject({
      VersionStages: { VersionStage: [] },
    });
  });

  it("takes names of 192 characters of its set and no others, for every name that it keeps (SEC-04, SEC-06, SEC-20)", async () => {
    const longest = `${"n".repeat(180)}/_+=.@-AZ09a`;
    expect(longest).toHaveLength(192);
    await create(longest);
    expect(await api("DescribeSecret", { SecretName: longest })).toMatchObject({ SecretName: longest });
    const wrong = { code: expect.stringMatching(/^InvalidParameter/), statusCode: 400 };
    for (const name of [`${longest}x`, "acs/ecs/x", "a b", "ключ"]) {
      await expect(create(name), name).rejects.toMatchObject(wrong);
    }
    await expect(create("v", { VersionId: "v".repeat(65) })).rejects.toMatchObject(wrong);
    await create("v", { VersionId: "v".repeat(64) });
    const next = { SecretName: "v", SecretData: "x", VersionId: "w" };
    for (const label of ["АCSCurrent", "ＡＣＳCurrent", "x".repeat(65)]) {
      const VersionStages = JSON.stringify([label]);
      await expect(api("PutSecretValue", { ...next, VersionStages }), label).rejects.toMatchObject(wrong);
    }
    await api("PutSecretValue", { ...next, VersionStages: '["acscurrent"]' });
    expect(await api("GetSecretValue", { SecretName: "v" })).toMatchObject({ SecretData: "value" });
  });
});

describe("shapes (openapi.md 3.1)", () => {
  it("answers a batch in flat lists, each refusal with its code and status (SEC-24)", async () => {
    await create("batch/a");
    await database.sql(
      `UPDATE secret SET type = 'ECS', automatic_rotation = 'Enabled', rotation_seconds = 604800,
       next_rotation_at = '2026-11-29T04:00:00Z', extended_config = '{"SecretSubType":"Password","InstanceId":"i-1"}'
       WHERE name = 'batch/a'`,
    );
    const SecretsList = JSON.stringify([
      { SecretName: "batch/a", VersionId: "", FetchExtendedConfig: true },
      { SecretName: "batch/none" },
    ]);
    const answer = await api("BatchGetSecretValue", { SecretsList });
    const rotation = {
      ...{ AutomaticRotation: "Enabled", RotationInterval: "604800s", NextRotationDate: "2026-11-29T04:00:00Z" },
      ExtendedConfig: '{"SecretSubType":"Password","InstanceId":"i-1"}',
    };
    expect(answer).toMatchObject({
      SecretValues: [{ SecretName: "batch/a", SecretType: "ECS", SecretData: "value", VersionId: "v1", ...rotation }],
      Errors: [{ SecretName: "batch/none", Code: "Forbidden.ResourceNotFound", HttpStatus: 404 }],
    });
    // Each value is what GetSecretValue would have answered, with its RequestId.
    expect(answer.SecretValues).toEqual([expect.objectContaining({ RequestId: answer.RequestId })]);
    expect(await api("DescribeSecret", { SecretName: "batch/a" })).toMatchObject(rotation);
    expect(await api("GetSecretValue", { SecretName: "batch/a" })).not.toHaveProperty("ExtendedConfig");
    await api("UpdateSecret", {
      SecretName: "batch/a",
      "ExtendedConfig.CustomData": '{"owner":"dba","tier":1,"hot":true}',
    });
    const changed = await api("GetSecretValue", { SecretName: "batch/a", FetchExtendedConfig: "true" });
    expect(JSON.parse(String(changed.ExtendedConfig))).toMatchObject({
      InstanceId: "i-1",
      CustomData: { owner: "dba", tier: 1, hot: true },
    });
    for (const CustomData of ['{"deep":{}}', '{"none":null}', '{"changes":12345678901234567890}']) {
      const ExtendedConfig = JSON.stringify({ CustomData: "PUT" }).replace('"PUT"', CustomData);
      await expect(api("UpdateSecret", { SecretName: "batch/a", ExtendedConfig }), CustomData).rejects.toMatchObject({
        code: expect.stringMatching(/^InvalidParameter/),
      });
    }
    const eleven = JSON.stringify(Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`k${at}`, "v"])));
    await expect(
      api("UpdateSecret", { SecretName: "batch/a", "ExtendedConfig.CustomData": eleven }),
    ).rejects.toMatchObject({ code: "InvalidParameter.ExtendedConfig" });
    expect(
      (await eventsOf("BatchGetSecretValue", "batch/a")).concat(await eventsOf("BatchGetSecretValue", "batch/none")),
    ).toEqual([
      { outcome: "Success", resource: expect.stringContaining("secret/batch/a") },
      { outcome: "SecretNotFound", resource: expect.stringContaining("secret/batch/none") },
    ]);
  });

  it("nests lists doubly, empty ones too, and gives tags only where they are asked for", async () => {
    await create("listed/a", { Tags: '[{"TagKey":"team","TagValue":"pay"}]' });
    const filter = (Key: string, ...Values: string[]) => ({ Filters: JSON.stringify([{ Key, Values }]) });
    const list = await api("ListSecrets", { ...filter("SecretName", "listed/"), FetchTags: "true" });
    expect(list).toMatchObject({
      PageNumber: 1,
      PageSize: 10,
      TotalCount: 1,
      SecretList: {
        Secret: [
          { SecretName: "listed/a", SecretType: "Generic", Tags: { Tag: [{ TagKey: "team", TagValue: "pay" }] } },
        ],
      },
    });
    expect(JSON.stringify(await api("ListSecrets", filter("TagKey", "team")))).not.toContain("TagValue");
    expect(await api("ListSecrets", filter("DKMSInstanceId", "kst-none"))).toMatchObject({
      SecretList: { Secret: [] },
      TotalCount: 0,
    });
    expect(await api("DescribeSecret", { SecretName: "listed/a" })).not.toHaveProperty("PlannedDeleteTime");
    const twice = JSON.stringify([
      { Key: "SecretName", Values: ["a"] },
      { Key: "SecretName", Values: ["b"] },
    ]);
    await expect(api("ListSecrets", { Filters: twice })).rejects.toMatchObject({ code: "InvalidParameter" });
  });

  it("pages versions, and hides those without a label unless asked (SEC-25)", async () => {
    await create("paged");
    for (const VersionId of ["v2", "v3"]) {
      world.clock.advance({ seconds: 1 });
      await api("PutSecretValue", { SecretName: "paged", SecretData: VersionId, VersionId });
    }
    const versions = async (more: Record<string, string>) => {
      const { VersionIds, TotalCount } = (await api("ListSecretVersionIds", { SecretName: "paged", ...more })) as {
        VersionIds: { VersionId: { VersionId: string }[] };
        TotalCount: number;
      };
      return [VersionIds.VersionId.map((version) => version.VersionId), TotalCount];
    };
    expect(await versions({})).toEqual([["v3", "v2"], 2]);
    expect(await versions({ IncludeDeprecated: "true" })).toEqual([["v3", "v2", "v1"], 3]);
    expect(await versions({ IncludeDeprecated: "true", PageSize: "2", PageNumber: "2" })).toEqual([["v1"], 3]);
  });

  it("reads by version and by stage, and takes stages as JSON (SEC-22, SEC-24)", async () => {
    await create("staged");
    await api("PutSecretValue", {
      SecretName: "staged",
      SecretData: "next",
      VersionId: "v2",
      VersionStages: '["Next"]',
    });
    const read = (more: Record<string, string>) => api("GetSecretValue", { SecretName: "staged", ...more });
    expect(await read({})).toMatchObject({ SecretData: "value" });
    expect(await read({ VersionStage: "Next" })).toMatchObject({ SecretData: "next", VersionId: "v2" });
    expect(await read({ VersionId: "v2" })).toMatchObject({ VersionStages: { VersionStage: ["Next"] } });
    await expect(read({ VersionId: "v9" })).rejects.toMatchObject({
      code: "Forbidden.ResourceNotFound",
      statusCode: 404,
    });
  });
});

describe("refusals on the wire (openapi.md 4)", () => {
  it.each([
    ["DescribeSecret", { SecretName: "none" }, "Forbidden.ResourceNotFound", 404],
    ["GetSecretValue", { SecretName: "none" }, "Forbidden.ResourceNotFound", 404],
    ["DeleteSecret", { SecretName: "none" }, "Forbidden.ResourceNotFound", 404],
    ["GetSecretValue", {}, "MissingParameter", 400],
    ["PutSecretValue", { SecretName: "x", SecretData: "x" }, "MissingParameter", 400],
    ["CreateSecret", { SecretName: "x", SecretData: "x", VersionId: "v1" }, "MissingParameter", 400],
    ["CreateSecret", { SecretName: "acs/x", SecretData: "x", VersionId: "v1" }, "InvalidParameter", 400],
    [
      "CreateSecret",
      { SecretName: "x", SecretData: "x", VersionId: "v1", SecretType: "Rds" },
      "InvalidParameter.ExtendedConfig",
      400,
    ],
    [
      "CreateSecret",
      { SecretName: "x", SecretData: "x", VersionId: "v1", EnableAutomaticRotation: "true" },
      "UnsupportedOperation",
      400,
    ],
    ["BatchGetSecretValue", {}, "MissingParameter", 400],
    ["BatchGetSecretValue", { SecretsList: "[]" }, "InvalidParameter", 400],
    ["GetSecretValue", { SecretName: "none", DryRun: "true" }, "Forbidden.ResourceNotFound", 404],
  ])("%s %j is %s", async (action, query, code, statusCode) => {
    await expect(api(action, query)).rejects.toMatchObject({ code, statusCode });
  });

  it("names what is taken, in its window, and restored without need (SEC-42, 4.2)", async () => {
    await create("here");
    await expect(create("here")).rejects.toMatchObject({ code: "Rejected.ResourceExist", statusCode: 409 });
    await expect(api("RestoreSecret", { SecretName: "here" })).rejects.toMatchObject({
      code: "Rejected.ResourceInUse",
    });
    await expect(
      api("PutSecretValue", { SecretName: "here", SecretData: "other", VersionId: "v1" }),
    ).rejects.toMatchObject({ code: "Rejected.ResourceExist", statusCode: 409 });
    await api("DeleteSecret", { SecretName: "here" });
    await expect(create("here")).rejects.toMatchObject({ code: "Rejected.ResourceInDeleteWindow", statusCode: 409 });
    await api("DeleteSecret", { SecretName: "here", ForceDeleteWithoutRecovery: "true" });
    await create("here");
  });

  it("goes by the region in an ARN, and refuses one that is contradicted (REG-09, decisions 3)", async () => {
    const { Arn } = await create("by-arn");
    expect(await api("GetSecretValue", { SecretName: String(Arn) })).toMatchObject({ SecretName: "by-arn" });
    await expect(api("GetSecretValue", { SecretName: String(Arn), RegionId: "cn-shanghai" })).rejects.toMatchObject({
      code: "InvalidParameter",
    });
    await expect(api("GetSecretValue", { SecretName: "by-arn", RegionId: "cn-shanghai" })).rejects.toMatchObject({
      code: "Forbidden.ResourceNotFound",
    });
  });
});

describe("the record of a call (AUD-01)", () => {
  it("has one event for each read, allowed or refused, about the secret's own ARN (P11, P22)", async () => {
    await create("audited");
    await api("GetSecretValue", { SecretName: "audited" });
    await api("DescribeSecret", { SecretName: "audited" });
    await api("DeleteSecret", { SecretName: "audited" });
    await expect(api("GetSecretValue", { SecretName: "audited" })).rejects.toThrow();
    const resource = `acs:kms:${region}:${account.accountId}:secret/audited`;
    expect(await eventsOf("GetSecretValue", "audited")).toEqual([
      { outcome: "Success", resource },
      { outcome: "SecretInDeleteWindow", resource },
    ]);
    expect(await eventsOf("DescribeSecret", "audited")).toHaveLength(1);
    expect(await eventsOf("CreateSecret", "audited")).toHaveLength(1);
  });

  it("holds no value, and neither does the log (S43)", async () => {
    const canary = "canary-5d1f8a77c0";
    await create("canary", { SecretData: canary });
    await api("GetSecretValue", { SecretName: "canary" });
    await expect(create("canary", { SecretData: canary })).rejects.toThrow();
    await expect(create("canary/2", { SecretData: canary, Tags: "wrong" })).rejects.toThrow();
    const [hits] = await database.sql<{ rows: string }>(
      "SELECT count(*) AS rows FROM audit_event e WHERE strpos(e::text, $1) > 0",
      [canary],
    );
    expect(hits?.rows).toBe("0");
    expect(logged.filter((line) => line.includes(canary))).toEqual([]);
  });
});
