import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { setAccessKeyState } from "@/lib/domain/accounts/set-access-key-state";
import { createKey } from "@/lib/domain/keys/create-key";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { TestClock } from "@/lib/testing/clock";
import type { TestWorld } from "@/lib/testing/context";
import type { TestDatabase } from "@/lib/testing/database";
import { type Credentials, genericClient, kms, legacyClient } from "@/lib/testing/sdk";
import { type Gateways, twoGateways } from "./gateways.test-support";
import { formText, signRpc } from "./signing.test-support";
import type { GatewayParts, RunningGateway } from "./start-gateway";

/** Two gateways over one database, as they run: real signatures, real HTTP, unmodified clients. */

const region = "cn-hangzhou";
let gateways: Gateways;
let database: TestDatabase;
let world: TestWorld;
let first: RunningGateway;
let second: RunningGateway;
let account: TestAccount;
let credentials: Credentials;

const start = (more: Partial<GatewayParts> = {}) => gateways.start(more);

beforeAll(async () => {
  gateways = await twoGateways();
  ({ database, world, first, second } = gateways);
});
afterAll(() => gateways.close());
beforeEach(async () => {
  account = await anAccount(world);
  credentials = await createAccessKey(account.ctx, {});
});

const call = (gateway = first, who = credentials) => genericClient(gateway.port, who);
const base64 = (text: string) => Buffer.from(text).toString("base64");
const events = (event: string, accountId = account.accountId) =>
  database.sql<{ outcome: string; resource: string; actor: string; request_id: string; access_key_id: string }>(
    "SELECT outcome, resource, actor, request_id, access_key_id FROM audit_event WHERE account_id = $1 AND event = $2 ORDER BY xid::text::bigint",
    [accountId, event],
  );
/** A signed GET, as text that can be sent again and again. */
const signedUrl = (parameters: Record<string, string>, gateway = first) =>
  `http://127.0.0.1:${gateway.port}/?${formText(
    signRpc(
      { AccessKeyId: credentials.accessKeyId, ...parameters },
      { method: "GET", secret: credentials.accessKeySecret },
    ),
  )}`;
const send = async (url: string) => {
  const response = await fetch(url);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe("an instance that a parameter names (POL-25)", () => {
  it("of another account is told from an unknown one by nothing, in no region", async () => {
    const { instanceId } = await anInstance((await anAccount(world)).ctx);
    const create = (RegionId: string, DKMSInstanceId: string) =>
      send(signedUrl({ Action: "CreateKey", RegionId, DKMSInstanceId }));
    for (const place of [region, "ap-northeast-1"]) {
      const [theirs, nobodys] = [await create(place, instanceId), await create(place, "kst-hzz000000000000000000")];
      expect([theirs.status, theirs.body.Code, theirs.body.Message]).toEqual([
        nobodys.status,
        nobodys.body.Code,
        nobodys.body.Message,
      ]);
    }
  });
});

describe("the unmodified clients", () => {
  it("@alicloud/kms20160120 1.2.0: the life of a key and its ciphertext (RPC V1)", async () => {
    const instance = await anInstance(account.ctx);
    const client = legacyClient(first.port, credentials);
    const created = await client.createKey(
      new kms.CreateKeyRequest({
        description: "d",
        DKMSInstanceId: instance.instanceId,
        dKMSInstanceId: instance.instanceId,
      }),
    );
    const keyId = created.keyMetadata.keyId;
    expect(created.keyMetadata).toMatchObject({
      arn: `acs:kms:${region}:${account.accountId}:key/${keyId}`,
      creator: account.accountId,
      keyState: "Enabled",
      keySpec: "Aliyun_AES_256",
      keyUsage: "ENCRYPT/DECRYPT",
      protectionLevel: "SOFTWARE",
      creationDate: "2026-11-22T04:00:00Z",
      automaticRotation: "Disabled",
      description: "d",
    });
    await client.createAlias(new kms.CreateAliasRequest({ keyId, aliasName: "alias/sdk" }));
    const aliases = await client.listAliases(new kms.ListAliasesRequest({}));
    expect(aliases.aliases.alias).toMatchObject([{ aliasName: "alias/sdk", keyId }]);
    const listed = await client.listKeys(new kms.ListKeysRequest({ pageNumber: 1, pageSize: 10 }));
    expect(listed).toMatchObject({ totalCount: 1, pageNumber: 1, pageSize: 10 });
    expect(listed.keys.key.map((key: { keyId: string }) => key.keyId)).toEqual([keyId]);

    const sealed = await client.encrypt(new kms.EncryptRequest({ keyId: "alias/sdk", plaintext: base64("hello") }));
    expect(sealed.keyId).toBe(keyId);
    const open = () => client.decrypt(new kms.DecryptRequest({ ciphertextBlob: sealed.ciphertextBlob }));
    expect(await open()).toMatchObject({ plaintext: base64("hello"), keyId, keyVersionId: sealed.keyVersionId });
    const dataKey = await client.generateDataKey(new kms.GenerateDataKeyRequest({ keyId, numberOfBytes: 24 }));
    expect(Buffer.from(dataKey.plaintext, "base64")).toHaveLength(24);

    await client.disableKey(new kms.DisableKeyRequest({ keyId }));
    await expect(open()).rejects.toMatchObject({ code: "Rejected.DisabledError" });
    await client.enableKey(new kms.EnableKeyRequest({ keyId }));
    await client.scheduleKeyDeletion(new kms.ScheduleKeyDeletionRequest({ keyId, pendingWindowInDays: 7 }));
    const described = await client.describeKey(new kms.DescribeKeyRequest({ keyId: "alias/sdk" }));
    expect(described.keyMetadata).toMatchObject({ keyState: "PendingDeletion", deleteDate: "2026-11-29T04:00:00Z" });
    await client.cancelKeyDeletion(new kms.CancelKeyDeletionRequest({ keyId }));
    expect(await open()).toMatchObject({ plaintext: base64("hello") });
  });

  it("@alicloud/openapi-core: contexts, filters, tags, nested lists (ACS3, openapi.md 3.1)", async () => {
    const api = call();
    const { KeyMetadata } = (await api("CreateKey", { Tags: '[{"TagKey":"a","TagValue":"b"}]' })) as {
      KeyMetadata: { KeyId: string };
    };
    const { KeyId } = KeyMetadata;
    const EncryptionContext = '{"b":"2","a":"1"}';
    const sealed = await api("Encrypt", { KeyId, Plaintext: base64("hello"), EncryptionContext });
    const CiphertextBlob = String(sealed.CiphertextBlob);
    expect(await api("Decrypt", { CiphertextBlob, EncryptionContext: '{ "a": "1", "b": "2" }' })).toMatchObject({
      Plaintext: base64("hello"),
      KeyId,
    });
    await expect(api("Decrypt", { CiphertextBlob })).rejects.toMatchObject({
      code: "InvalidParameter",
      statusCode: 400,
    });
    expect(await api("ListResourceTags", { KeyId })).toMatchObject({
      Tags: { Tag: [{ KeyId, TagKey: "a", TagValue: "b" }] },
    });
    const disabled = '[{"Key":"KeyState","Values":["Disabled"]}]';
    expect(await api("ListKeys", { Filters: disabled })).toMatchObject({ Keys: { Key: [] }, TotalCount: 0 });
    expect(await api("ListAliasesByKeyId", { KeyId })).toMatchObject({ Aliases: { Alias: [] }, PageSize: 10 });
    await expect(api("Encrypt", { KeyId: "alias/none", Plaintext: "eA==" })).rejects.toMatchObject({
      code: "Forbidden.AliasNotFound",
      statusCode: 404,
    });
    await expect(api("EnableKey", { KeyId: "key-none" })).rejects.toMatchObject({ code: "Forbidden.KeyNotFound" });
    await expect(api("Encrypt", { KeyId, Plaintext: "eA==", DryRun: "true" })).rejects.toMatchObject({
      code: "DryRunOperationError",
    });
  });
});

describe("the region of a call (REG-09)", () => {
  it("is that of the key or ciphertext when none is named; a named one must hold it", async () => {
    const api = call();
    const key = await aKey(account.ctx, { region: "ap-northeast-1" });
    const sealed = await api("Encrypt", { KeyId: key.keyId, Plaintext: "eA==" });
    expect(await api("Decrypt", { CiphertextBlob: String(sealed.CiphertextBlob) })).toMatchObject({
      Plaintext: "eA==",
    });
    await api("DisableKey", { KeyId: key.keyId });
    expect(await api("DescribeKey", { KeyId: key.arn })).toMatchObject({ KeyMetadata: { KeyState: "Disabled" } });
    await expect(api("DescribeKey", { KeyId: key.keyId, RegionId: region })).rejects.toMatchObject({
      code: "Forbidden.KeyNotFound",
    });
    await expect(api("DescribeKey", { KeyId: key.arn, RegionId: region })).rejects.toMatchObject({
      code: "InvalidParameter",
    });
    await expect(api("DescribeKey", { KeyId: key.keyId, RegionId: "moon-1" })).rejects.toMatchObject({
      code: "InvalidParameter",
    });
  });

  it("must be named by a change when copies stand in several (BKP-100)", async () => {
    const key = await aKey(account.ctx, { region: "ap-northeast-1" });
    await database.sql(
      `INSERT INTO key (pk, key_id, region, account_id, spec, usage, state, primary_version_id, created_at, last_rotated_at)
       SELECT gen_random_uuid(), key_id, 'ap-southeast-1', account_id, spec, usage, state, primary_version_id,
         created_at + interval '1 hour', last_rotated_at FROM key WHERE key_id = $1`,
      [key.keyId],
    );
    const api = call();
    await expect(api("DisableKey", { KeyId: key.keyId })).rejects.toMatchObject({ code: "InvalidParameter" });
    await expect(api("Encrypt", { KeyId: key.keyId, Plaintext: "eA==" })).resolves.toMatchObject({ KeyId: key.keyId });
    await api("DisableKey", { KeyId: key.keyId, RegionId: "ap-southeast-1" });
    const states = await database.sql("SELECT region, state FROM key WHERE key_id = $1 ORDER BY region", [key.keyId]);
    expect(states).toEqual([
      { region: "ap-northeast-1", state: "Enabled" },
      { region: "ap-southeast-1", state: "Disabled" },
    ]);
  });
});

describe("what every process knows at once (decisions 8)", () => {
  it("a key whose disabling was answered encrypts and decrypts nowhere afterwards, and an enabled one everywhere", async () => {
    const { keyId: KeyId } = await aKey(account.ctx);
    const gateways = [call(first), call(second)] as const;
    const [one, other] = gateways;
    const { CiphertextBlob } = await one("Encrypt", { KeyId, Plaintext: "eA==" });
    const uses = () =>
      gateways.flatMap((api) => [
        api("Encrypt", { KeyId, Plaintext: "eA==" }),
        api("Decrypt", { CiphertextBlob: String(CiphertextBlob) }),
      ]);
    for (let round = 0; round < 8; round++) {
      // Under load, so that batches are in flight while the state changes.
      const load = Promise.allSettled([...uses(), ...uses(), ...uses()]);
      await (round % 2 ? one : other)("DisableKey", { KeyId });
      const after = await Promise.allSettled(uses());
      for (const outcome of after) {
        expect(outcome).toMatchObject({ status: "rejected", reason: { code: "Rejected.Disabled", statusCode: 409 } });
      }
      await load;
      await (round % 2 ? other : one)("EnableKey", { KeyId });
      for (const outcome of await Promise.allSettled(uses())) expect(outcome.status).toBe("fulfilled");
    }
  });

  it("an AccessKey that was switched off calls nowhere afterwards, and again once it is on", async () => {
    const { keyId: KeyId } = await aKey(account.ctx);
    const all = () =>
      Promise.allSettled(
        [first, second].flatMap((gateway) => [
          call(gateway)("Encrypt", { KeyId, Plaintext: "eA==" }),
          call(gateway)("DescribeKey", { KeyId }),
          call(gateway)("UpdateKeyDescription", { KeyId, Description: "x" }),
        ]),
      );
    const { accessKeyId } = credentials;
    for (let round = 0; round < 2; round++) {
      const before = (await all()).filter(({ status }) => status === "rejected");
      // The two descriptions of one key may meet, and an encryption may meet both; nothing else may fail.
      const mayBe = expect.stringMatching(/^(Rejected\.StateModifiedFailed|ServiceUnavailableTemporary)$/);
      for (const one of before) expect(one).toMatchObject({ reason: { code: mayBe } });
      await setAccessKeyState(account.ctx, { accessKeyId, state: "Inactive" });
      for (const one of await all()) {
        expect(one).toMatchObject({ status: "rejected", reason: { code: "Forbidden.AccessKey", statusCode: 403 } });
      }
      await setAccessKeyState(account.ctx, { accessKeyId, state: "Active" });
    }
  });

  it("an alias that was bound to another key means that key at once", async () => {
    const [from, to] = [await aKey(account.ctx, { alias: "alias/move" }), await aKey(account.ctx)];
    const encrypt = (gateway: RunningGateway) => call(gateway)("Encrypt", { KeyId: "alias/move", Plaintext: "eA==" });
    for (const gateway of [first, second]) expect(await encrypt(gateway)).toMatchObject({ KeyId: from.keyId });
    await call(first)("UpdateAlias", { AliasName: "alias/move", KeyId: to.keyId });
    for (const gateway of [first, second]) expect(await encrypt(gateway)).toMatchObject({ KeyId: to.keyId });
    await call(first)("DeleteAlias", { AliasName: "alias/move" });
    for (const gateway of [first, second]) {
      await expect(encrypt(gateway)).rejects.toMatchObject({ code: "Forbidden.AliasNotFound" });
    }
  });

  it("a key past its due date is gone although the cache held it as pending, and time alone says so (KEY-51)", async () => {
    const clock = new TestClock();
    const gateway = await start({ now: clock.now });
    try {
      const { keyId: KeyId } = await aKey(account.ctx);
      const api = call(gateway);
      await api("Encrypt", { KeyId, Plaintext: "eA==" });
      await api("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: "7" });
      const encrypt = () => api("Encrypt", { KeyId, Plaintext: "eA==" });
      await expect(encrypt()).rejects.toMatchObject({ code: "Rejected.PendingDeletion" });
      clock.advance({ days: 7 });
      await expect(encrypt()).rejects.toMatchObject({ code: "Forbidden.KeyNotFound" });
    } finally {
      await gateway.stop(1000);
    }
  });
});

describe("replays", () => {
  it.each(["Encrypt", "DescribeKey", "DisableKey"])("of %s are refused, by the other gateway too", async (Action) => {
    const { keyId: KeyId } = await aKey(account.ctx);
    const url = signedUrl({ Action, KeyId, Plaintext: "eA==" });
    expect((await send(url)).status).toBe(200);
    for (const again of [url, url.replace(String(first.port), String(second.port))]) {
      expect(await send(again)).toMatchObject({ status: 400, body: { Code: "SignatureNonceUsed" } });
    }
    const outcomes = (await events(Action)).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === "Success")).toHaveLength(1);
  });

  it("sent to both at the same time: one is answered, once", async () => {
    const { keyId: KeyId } = await aKey(account.ctx);
    for (const Action of ["Encrypt", "EnableKey"]) {
      const url = signedUrl({ Action, KeyId, Plaintext: "eA==" });
      const urls = [url, url.replace(String(first.port), String(second.port))];
      const answers = await Promise.all([...urls, ...urls, ...urls].map(send));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      for (const { status, body } of answers) if (status !== 200) expect(body.Code).toBe("SignatureNonceUsed");
    }
  });

  it("of a refused call are told apart from it", async () => {
    const { keyId: KeyId } = await aKey(account.ctx, { state: "Disabled" });
    const url = signedUrl({ Action: "Encrypt", KeyId, Plaintext: "eA==" });
    expect(await send(url)).toMatchObject({ status: 409, body: { Code: "Rejected.Disabled" } });
    expect(await send(url)).toMatchObject({ status: 400, body: { Code: "SignatureNonceUsed" } });
  });
});

describe("the last use of an AccessKey", () => {
  const lastUse = () =>
    database.sql<{ last_used_at: Date | null; revision: string }>(
      "SELECT last_used_at, revision FROM access_key WHERE access_key_id = $1",
      [credentials.accessKeyId],
    );
  /** Notes are written beside the calls, so a gateway is stopped to see them all. */
  const calledAndStopped = async (calls: (gateway: RunningGateway) => Promise<unknown>) => {
    const gateway = await start();
    await calls(gateway).finally(() => gateway.stop(1000));
  };

  it("is noted, by the business clock, and moves no revision that a cache relies on", async () => {
    const [before] = await lastUse();
    await calledAndStopped((gateway) => call(gateway)("ListKeys", {}));
    const at = world.clock.now();
    expect(await lastUse()).toEqual([{ last_used_at: at, revision: before?.revision }]);
    world.clock.advance({ seconds: 30 });
    await calledAndStopped((gateway) => call(gateway)("ListKeys", {}));
    expect(await lastUse()).toMatchObject([{ last_used_at: at }]);
    world.clock.advance({ seconds: 30 });
    const refused = (gateway: RunningGateway) => call(gateway)("DescribeKey", { KeyId: "none" });
    await calledAndStopped((gateway) => refused(gateway).catch(() => undefined));
    expect(await lastUse()).toMatchObject([{ last_used_at: world.clock.now() }]);
  });

  it("is not noted for a request that it did not sign", async () => {
    const forger = { ...credentials, accessKeySecret: "x".repeat(30) };
    await calledAndStopped((gateway) =>
      call(gateway, forger)("ListKeys", {}).then(
        () => expect.unreachable(),
        () => undefined,
      ),
    );
    expect(await lastUse()).toMatchObject([{ last_used_at: null }]);
  });
});

describe("the audit of calls", () => {
  it("holds one event for every acknowledged encryption, and none more (AUD-01)", async () => {
    const { keyId: KeyId, arn } = await aKey(account.ctx);
    const calls = Array.from({ length: 300 }, (_, at) =>
      call(at % 2 ? first : second)("Encrypt", { KeyId, Plaintext: base64(String(at)) }),
    );
    const acknowledged = (await Promise.all(calls)).map((answer) => String(answer.RequestId));
    const recorded = await events("Encrypt");
    expect(recorded.map(({ request_id }) => request_id).sort()).toEqual([...acknowledged].sort());
    for (const event of recorded) {
      expect(event).toMatchObject({ outcome: "Success", resource: arn, access_key_id: credentials.accessKeyId });
    }
  });

  it("comes before the answer: what cannot be recorded is not answered", async () => {
    const { keyId: KeyId } = await aKey(account.ctx);
    const name = "no_data_keys";
    await database.sql(`ALTER TABLE audit_event ADD CONSTRAINT ${name} CHECK (event <> 'GenerateDataKey') NOT VALID`);
    try {
      const refused = call()("GenerateDataKey", { KeyId });
      const [, fine] = await Promise.all([
        expect(refused).rejects.toMatchObject({ code: "ServiceUnavailableTemporary", statusCode: 503 }),
        // In the same batch, and no worse for it.
        call()("Encrypt", { KeyId, Plaintext: "eA==" }),
      ]);
      expect(fine).toMatchObject({ KeyId });
    } finally {
      await database.sql(`ALTER TABLE audit_event DROP CONSTRAINT ${name}`);
    }
    expect(await events("GenerateDataKey")).toEqual([]);
  });

  it("names the caller and the key of every refused use of a disabled or pending key (P22)", async () => {
    for (const [state, outcome] of [
      ["Disabled", "KeyDisabled"],
      ["PendingDeletion", "KeyPendingDeletion"],
    ] as const) {
      const key = await aKey(account.ctx, { state, alias: `alias/${state}` });
      await expect(call()("Encrypt", { KeyId: `alias/${state}`, Plaintext: "eA==" })).rejects.toBeDefined();
      expect((await events("Encrypt")).at(-1)).toMatchObject({
        outcome,
        resource: key.arn,
        actor: `acs:ram::${account.accountId}:root`,
        access_key_id: credentials.accessKeyId,
      });
    }
  });

  it("names the key of a ciphertext that was refused, though the call names none (P22)", async () => {
    const key = await aKey(account.ctx);
    const { CiphertextBlob } = await call()("Encrypt", { KeyId: key.keyId, Plaintext: "eA==" });
    await call()("DisableKey", { KeyId: key.keyId });
    await expect(call()("Decrypt", { CiphertextBlob: String(CiphertextBlob) })).rejects.toBeDefined();
    expect(await events("Decrypt")).toMatchObject([{ outcome: "KeyDisabled", resource: key.arn }]);
  });

  it("holds reads, and one bad signature of many (AUD-01, decisions 9)", async () => {
    const key = await aKey(account.ctx);
    await call()("DescribeKey", { KeyId: key.keyId });
    await call()("DescribeRegions", {});
    expect(await events("DescribeKey")).toMatchObject([{ outcome: "Success", resource: key.arn }]);
    expect(await events("DescribeRegions")).toEqual([]);
    const forged = call(first, { ...credentials, accessKeySecret: "x".repeat(30) });
    for (let at = 0; at < 3; at++) {
      await expect(forged("ListKeys", {})).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
    }
    // A later, answered call: its batch is behind the sample's.
    await call()("ListAliases", {});
    expect((await events("ListKeys")).map(({ outcome }) => outcome)).toEqual(["SignatureDoesNotMatch"]);
  });

  it("holds no plaintext and no AccessKey secret (AUD-05, S7)", async () => {
    const { keyId: KeyId } = await aKey(account.ctx);
    const marker = "marker-of-a-plaintext";
    await call()("Encrypt", { KeyId, Plaintext: base64(marker), EncryptionContext: '{"purpose":"context-marker"}' });
    const rows = await database.sql("SELECT to_jsonb(e)::text AS row FROM audit_event e WHERE account_id = $1", [
      account.accountId,
    ]);
    const all = JSON.stringify(rows);
    for (const secret of [marker, base64(marker), credentials.accessKeySecret]) expect(all).not.toContain(secret);
  });
});

describe("a root key that does not fit (P14)", () => {
  it("answers every call with 503 that names nothing, and keeps answering", async () => {
    const gateway = await start({ keyring: { mismatch: "0123456789abcdef" } });
    try {
      const key = await createKey(account.ctx, createKey.schema.parse({ region }));
      for (const Action of ["Encrypt", "DescribeKey", "NoSuchAction"]) {
        const answer = await send(signedUrl({ Action, KeyId: key.keyId }, gateway));
        expect(answer).toMatchObject({ status: 503, body: { Code: "ServiceUnavailableTemporary" } });
        expect(JSON.stringify(answer)).not.toContain("0123456789abcdef");
      }
    } finally {
      await gateway.stop(1000);
    }
  });
});
