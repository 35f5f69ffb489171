import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomBytes } from "@/lib/crypto/random";
import { refusalSubject } from "@/lib/domain/audit/refusal-subject";
import type { Ctx } from "@/lib/domain/context";
import { disableKey } from "@/lib/domain/keys/disable-key";
import { scheduleKeyDeletion } from "@/lib/domain/keys/schedule-key-deletion";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { describeSecret } from "./describe-secret";
import { getSecretValue } from "./get-secret-value";
import { listSecretVersionIds } from "./list-secret-version-ids";
import { putSecretValue } from "./put-secret-value";

let database: TestDatabase;
let world: TestWorld;
let ctx: Ctx;
let instance: Awaited<ReturnType<typeof anInstance>>;
let keyId: string;

const region = "cn-hangzhou";

beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  ctx = (await anAccount(world)).ctx;
  instance = await anInstance(ctx);
  keyId = (await aKey(ctx, { instance })).keyId;
});
afterAll(() => database.close());

const put = (secret: string, versionId: string, secretData: string, more: object = {}) =>
  putSecretValue(ctx, putSecretValue.schema.parse({ region, secret, versionId, secretData, ...more }));
const read = (secret: string, which: { versionId?: string; stage?: string } = {}) =>
  getSecretValue(ctx, { region, secret, ...which });
const stagesOf = async (secret: string) =>
  Object.fromEntries(
    (await listSecretVersionIds(ctx, { region, secret, includeDeprecated: true })).map(({ versionId, stages }) => [
      versionId,
      stages,
    ]),
  );
const events = (event: string, name: string) =>
  database.db.auditEvent.findMany({ where: { event, resource: { endsWith: `:secret/${name}` } } });

describe("PutSecretValue", () => {
  it("makes the new version current and the former current previous (SEC-22, SEC-24)", async () => {
    const { name } = await aSecret(ctx, { encryptionKey: keyId, value: "one" });
    await put(name, "v2", "two");
    await put(name, "v3", "three");
    expect(await stagesOf(name)).toEqual({ v1: [], v2: ["ACSPrevious"], v3: ["ACSCurrent"] });
    expect(await read(name)).toMatchObject({ secretData: "three", versionId: "v3" });
    expect(await read(name, { stage: "ACSPrevious" })).toMatchObject({ secretData: "two", versionId: "v2" });
    expect(await read(name, { versionId: "v1" })).toMatchObject({ secretData: "one", stages: [] });
    await expect(read(name, { versionId: "v1", stage: "ACSCurrent" })).rejects.toThrow("SecretVersionNotFound");
    await expect(read(name, { versionId: "v9" })).rejects.toThrow("SecretVersionNotFound");
    const shown = await listSecretVersionIds(ctx, { region, secret: name, includeDeprecated: false });
    expect(shown.map(({ versionId }) => versionId).sort()).toEqual(["v2", "v3"]); // SEC-25
  });

  it("moves only the labels that are named (SEC-20, SEC-22)", async () => {
    const { name } = await aSecret(ctx, { encryptionKey: keyId });
    await put(name, "v2", "two", { stages: ["Next"] });
    expect(await stagesOf(name)).toEqual({ v1: ["ACSCurrent"], v2: ["Next"] });
    await put(name, "v3", "three", { stages: ["Next"] });
    expect(await stagesOf(name)).toEqual({ v1: ["ACSCurrent"], v2: [], v3: ["Next"] });
  });

  it("is a success without change for the same version and value, and refused for another value (SEC-22)", async () => {
    const { name } = await aSecret(ctx, { encryptionKey: keyId, value: "same" });
    await put(name, "v2", "other");
    const before = await describeSecret(ctx, { region, secret: name });
    expect(await put(name, "v1", "same")).toMatchObject({ versionId: "v1", stages: ["ACSPrevious"] });
    await expect(put(name, "v1", "changed")).rejects.toThrow("SecretVersionExists");
    const sameBytes = { dataType: "binary" };
    await expect(put(name, "v1", Buffer.from("same").toString("base64"), sameBytes)).rejects.toThrow(
      "SecretVersionExists",
    );
    expect(await stagesOf(name)).toEqual({ v1: ["ACSPrevious"], v2: ["ACSCurrent"] });
    expect((await describeSecret(ctx, { region, secret: name })).updatedAt).toEqual(before.updatedAt);
  });

  it("removes the earliest version without a label when the eleventh comes (SEC-21)", async () => {
    const { name } = await aSecret(ctx, { encryptionKey: keyId });
    for (let at = 2; at <= 11; at++) {
      world.clock.advance({ seconds: 1 });
      await put(name, `v${at}`, `value ${at}`);
    }
    const stages = await stagesOf(name);
    expect(Object.keys(stages)).toHaveLength(10);
    expect(stages).not.toHaveProperty("v1");
    expect(await read(name, { versionId: "v2" })).toMatchObject({ secretData: "value 2" });
  });

  it("is refused when all ten versions carry labels (SEC-21)", async () => {
    const { name } = await aSecret(ctx, { encryptionKey: keyId });
    for (let at = 2; at <= 10; at++) await put(name, `v${at}`, "x", { stages: [`L${at}`] });
    await expect(put(name, "v11", "x", { stages: ["L11"] })).rejects.toThrow("SecretVersionLimit");
    expect(Object.keys(await stagesOf(name))).toHaveLength(10);
  });

  it("loses none of many at once: each is stored whole or refused as ChangedMeanwhile", async () => {
    const { name } = await aSecret(ctx, { encryptionKey: keyId });
    const writers = ["a", "b", "c", "d", "e"];
    const outcomes = await Promise.allSettled(writers.map((writer) => put(name, writer, `by ${writer}`)));
    const stored = writers.filter((_, at) => outcomes[at]?.status === "fulfilled");
    expect(stored.length).toBeGreaterThan(0);
    for (const outcome of outcomes)
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "ChangedMeanwhile" });
    const stages = await stagesOf(name);
    expect(Object.keys(stages).sort()).toEqual([...stored, "v1"].sort());
    for (const writer of stored)
      expect(await read(name, { versionId: writer })).toMatchObject({ secretData: `by ${writer}` });
    expect(Object.values(stages).filter((labels) => labels.includes("ACSCurrent"))).toHaveLength(1);
    expect(Object.values(stages).filter((labels) => labels.includes("ACSPrevious"))).toHaveLength(1);
    expect(await events("PutSecretValue", name)).toHaveLength(stored.length);
  });
});

describe("any bytes", () => {
  it("gives back 30,720 bytes of every value, and refuses one more (SEC-05, P30)", async () => {
    const bytes = Buffer.from(Array.from({ length: 30_720 }, (_, at) => at % 256));
    const { name } = await aSecret(ctx, { encryptionKey: keyId, value: bytes });
    const { secretData, dataType } = await read(name);
    expect(dataType).toBe("binary");
    expect(Buffer.from(secretData, "base64").equals(bytes)).toBe(true);
    const oneMore = Buffer.concat([bytes, Buffer.from([0])]).toString("base64");
    await expect(put(name, "v2", oneMore, { dataType: "binary" })).rejects.toThrow("SecretTooLong");
  });

  it("gives back each single byte, and values of many lengths (P30)", async () => {
    const { name } = await aSecret(ctx, { encryptionKey: keyId });
    const values = [
      ...[0x00, 0x0a, 0x7f, 0x80, 0xff].map((byte) => Buffer.from([byte])),
      ...[2, 15, 16, 17, 255, 4096].map((length) => randomBytes(length)),
    ];
    for (const [at, value] of values.entries()) {
      await put(name, `b${at}`, value.toString("base64"), { dataType: "binary" });
      const { secretData } = await read(name);
      expect(Buffer.from(secretData, "base64").equals(value)).toBe(true);
    }
  });

  it("gives back text with line ends, zero characters and four-byte characters as it was", async () => {
    const text = "a\0b\r\n\t秘密🔑\ufeff";
    const { name } = await aSecret(ctx, { encryptionKey: keyId, value: text });
    expect((await read(name)).secretData).toBe(text);
    await expect(put(name, "v2", "half \ud83d")).rejects.toThrow("InvalidParameter");
  });
});

describe("the encryption key's state", () => {
  it.each([
    ["Disabled", "KeyDisabled"],
    ["PendingDeletion", "KeyPendingDeletion"],
  ] as const)("%s stops reading and storing, and not the metadata (SEC-08)", async (state, code) => {
    const key = await aKey(ctx, { instance });
    const { name } = await aSecret(ctx, { encryptionKey: key.keyId });
    if (state === "Disabled") await disableKey(ctx, { region, key: key.keyId });
    else await scheduleKeyDeletion(ctx, { region, key: key.keyId, windowDays: 7 });
    await expect(read(name)).rejects.toThrow(code);
    await expect(put(name, "v2", "x")).rejects.toThrow(code);
    expect(await describeSecret(ctx, { region, secret: name })).toMatchObject({ state: "Enabled" });
    expect(await events("GetSecretValue", name)).toEqual([]);
  });

  it("an expired instance stops both, and not the metadata (INS-62, KEY-43)", async () => {
    const own = testWorld(database.db, { keyring: world.ctx.keyring });
    const { ctx: caller } = await anAccount(own);
    const expiring = await anInstance(caller, { chargeType: "PREPAY", months: 1 });
    const { name } = await aSecret(caller, { instance: expiring });
    own.clock.advance({ days: 32 });
    const input = { region, secret: name };
    await expect(getSecretValue(caller, input)).rejects.toThrow("InstanceUnavailable");
    await expect(
      putSecretValue(caller, { ...input, versionId: "v2", secretData: "x", dataType: "text" }),
    ).rejects.toThrow("InstanceUnavailable");
    expect(await describeSecret(caller, input)).toMatchObject({ state: "Unavailable" });
  });
});

describe("the audit", () => {
  it("can tell which secret a refusal was about, however the caller named it (P22)", async () => {
    const key = await aKey(ctx, { instance });
    const { name, arn } = await aSecret(ctx, { encryptionKey: key.keyId });
    await disableKey(ctx, { region, key: key.keyId });
    const refused = await read(name).catch((error: unknown) => error);
    expect(refusalSubject(refused)?.arn).toBe(arn);
  });

  it("has one event for each reveal, and none for looking at the page (P11)", async () => {
    const { name } = await aSecret(ctx, { encryptionKey: keyId });
    await describeSecret(ctx, { region, secret: name });
    await listSecretVersionIds(ctx, { region, secret: name, includeDeprecated: true });
    expect(await events("GetSecretValue", name)).toEqual([]);
    await read(name);
    await read(name, { versionId: "v1" });
    const told = await events("GetSecretValue", name);
    expect(told.map(({ outcome, detail }) => ({ outcome, detail }))).toEqual([
      { outcome: "Success", detail: { versionId: "v1" } },
      { outcome: "Success", detail: { versionId: "v1" } },
    ]);
  });

  it("gives no value whose event could not be written (decisions 8)", async () => {
    const { name } = await aSecret(ctx, { encryptionKey: keyId });
    await database.sql("ALTER TABLE audit_event ADD CONSTRAINT no_room CHECK (event <> 'GetSecretValue') NOT VALID");
    try {
      await expect(read(name)).rejects.toThrow();
    } finally {
      await database.sql("ALTER TABLE audit_event DROP CONSTRAINT no_room");
    }
  });

  it("and every other table hold no value, in no encoding (S43, AUD-05)", async () => {
    const canary = `canary-${randomBytes(12).toString("hex")}`;
    const { name } = await aSecret(ctx, { encryptionKey: keyId, value: canary });
    await put(name, "v2", `${canary}-2`);
    await put(name, "v2", `${canary}-2`);
    await read(name);
    await expect(put(name, "v2", `${canary}-3`)).rejects.toThrow("SecretVersionExists");
    const tables = await database.sql<{ name: string }>(
      "SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'",
    );
    const forms = [canary, Buffer.from(canary).toString("hex"), Buffer.from(canary).toString("base64").slice(0, 24)];
    const hits: string[] = [];
    for (const table of tables)
      for (const form of forms) {
        const [found] = await database.sql<{ rows: string }>(
          `SELECT count(*) AS rows FROM "${table.name}" t WHERE strpos(t::text, $1) > 0`,
          [form],
        );
        if (found?.rows !== "0") hits.push(`${table.name} ${form}`);
      }
    expect(tables.length).toBeGreaterThan(20);
    expect(hits).toEqual([]);
  });
});
