import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Keyring } from "@/lib/crypto/keyring";
import { generateRootKey } from "@/lib/crypto/root-key";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { DEFAULT_REGIONS } from "@/lib/domain/instances/region-catalogue";
import { enableDefaultKey } from "@/lib/domain/keys/enable-default-key";
import { enableServiceKey } from "@/lib/domain/keys/enable-service-key";
import { makeLog } from "@/lib/log";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { type GenericCall, genericClient } from "@/lib/testing/sdk";
import { type RunningGateway, startGateway } from "../start-gateway";

// Rotation, default and service keys as unmodified clients meet them.

const region = "cn-hangzhou";
const root = generateRootKey();
const keyring = () => new Keyring([{ generation: root.generation, bytes: Buffer.from(root.bytes) }]);

let database: TestDatabase;
let gateway: RunningGateway;
let account: TestAccount;
let api: GenericCall;
let KeyId: string;

beforeAll(async () => {
  database = await testDatabase();
  const world = testWorld(database.db, { keyring: keyring() });
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
    log: makeLog({}, () => {}, "error"),
    host: "127.0.0.1",
    port: 0,
  });
  account = await anAccount(world);
  api = genericClient(gateway.port, await createAccessKey(account.ctx, {}));
  KeyId = (await aKey(account.ctx, { instance: await anInstance(account.ctx) })).keyId;
});
afterAll(async () => {
  await gateway.stop(1000);
  await database.close();
});

const refusal = (code: string) => expect.objectContaining({ code });
const metadata = async () => (await api("DescribeKey", { KeyId })).KeyMetadata as Record<string, unknown>;

describe("UpdateRotationPolicy", () => {
  it("sets the period, which comes back in seconds, and takes it away (KEY-70, KEY-71)", async () => {
    await api("UpdateRotationPolicy", { KeyId, EnableAutomaticRotation: "true", RotationInterval: "7d" });
    const on = await metadata();
    expect(on).toMatchObject({ AutomaticRotation: "Enabled", RotationInterval: "604800s" });
    const span = Date.parse(String(on.NextRotationDate)) - Date.parse(String(on.LastRotationDate));
    expect(span).toBe(604_800_000);
    await api("UpdateRotationPolicy", { KeyId, EnableAutomaticRotation: "false" });
    const off = await metadata();
    expect(off).toMatchObject({ AutomaticRotation: "Disabled" });
    expect(off).not.toHaveProperty("RotationInterval");
    expect(off).not.toHaveProperty("NextRotationDate");
  });

  it("refuses what is no period, what is too short or long, and a period that is missing (KEY-72)", async () => {
    const set = (more: Record<string, string>) =>
      api("UpdateRotationPolicy", { KeyId, EnableAutomaticRotation: "true", ...more });
    for (const RotationInterval of ["6d", "366d", "604799s", "7", "1w", "7D", "-7d"]) {
      await expect(set({ RotationInterval }), RotationInterval).rejects.toEqual(
        expect.objectContaining({ code: expect.stringMatching(/^InvalidParameter/) }),
      );
    }
    await expect(set({})).rejects.toEqual(refusal("MissingParameter"));
  });

  it("is refused with the state of the key (KEY-45)", async () => {
    await api("DisableKey", { KeyId });
    const set = { KeyId, EnableAutomaticRotation: "true", RotationInterval: "7d" };
    await expect(api("UpdateRotationPolicy", set)).rejects.toEqual(refusal("Rejected.Disabled"));
    await api("EnableKey", { KeyId });
  });
});

describe("keys outside instances", () => {
  it("a default key is a user's, and rotates with its plan alone (KEY-06)", async () => {
    const made = await enableDefaultKey(account.ctx, enableDefaultKey.schema.parse({ region }));
    const users = await api("ListKeys", { Filters: JSON.stringify([{ Key: "CreatorType", Values: ["User"] }]) });
    expect(JSON.stringify(users)).toContain(made.keyId);
    const set = { KeyId: made.keyId, EnableAutomaticRotation: "true", RotationInterval: "365d" };
    await expect(api("UpdateRotationPolicy", set)).rejects.toEqual(refusal("UnsupportedOperation"));
  });

  it("a service key is listed as such, and nothing changes, deletes or uses it (KEY-02, KEY-05, FAQ-02)", async () => {
    const { keyId } = await enableServiceKey(account.ctx, { region, product: "oss" });
    const filter = JSON.stringify([{ Key: "CreatorType", Values: ["Service"] }]);
    expect(await api("ListKeys", { Filters: filter })).toMatchObject({ Keys: { Key: [{ KeyId: keyId }] } });
    const about = { KeyId: keyId };
    for (const [action, more] of [
      ["DisableKey", {}],
      ["ScheduleKeyDeletion", { PendingWindowInDays: "7" }],
      ["UpdateKeyDescription", { Description: "x" }],
      ["TagResource", { Tags: JSON.stringify([{ TagKey: "a", TagValue: "b" }]) }],
      ["CreateAlias", { AliasName: "alias/x" }],
      ["UpdateRotationPolicy", { EnableAutomaticRotation: "true", RotationInterval: "365d" }],
    ] as const) {
      await expect(api(action, { ...about, ...more }), action).rejects.toEqual(refusal("UnsupportedOperation"));
    }
    const use = { KeyId: keyId, Plaintext: Buffer.from("x").toString("base64") };
    await expect(api("Encrypt", use)).rejects.toEqual(refusal("Forbidden.NoPermission"));
  });
});
