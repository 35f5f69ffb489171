import { createDecipheriv, createHmac } from "node:crypto";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileIdOfPart, openFilePart, readFileHeader } from "@/lib/crypto/delivered-file";
import { makeDeliveryPorts } from "@/lib/external/delivery-ports";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { linkAudit } from "../audit/link-audit";
import { recordOutcome } from "../audit/record";
import type { Ctx } from "../context";
import { decrypt } from "../keys/decrypt";
import { disableKey } from "../keys/disable-key";
import { enableKey } from "../keys/enable-key";
import { listDefaultKeys } from "../keys/list-default-keys";
import { rotateKey } from "../keys/rotate-key";
import { scheduleKeyDeletion } from "../keys/schedule-key-deletion";
import { updateRotationPolicy } from "../keys/update-rotation-policy";
import { createDeliveryTarget } from "./create-delivery-target";
import { deliverTarget } from "./deliver-target";
import { listDeliveryTargets } from "./list-delivery-targets";
import { openDeliveredFile } from "./open-delivered-file";
import { testDeliveryTarget } from "./test-delivery-target";
import { updateDeliveryTarget } from "./update-delivery-target";

// Files of audit events under a service key, and under a key of the account's own (KEY-02): real files, real keys.

const region = "cn-hangzhou";
let database: TestDatabase;
let world: TestWorld;
let worker: Ctx;
let operator: Ctx;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
  folder = mkdtempSync(path.join(tmpdir(), "kms-encrypted-"));
  const settings = { dataDir: folder, outboundAllow: "", smtpFrom: "kms@example.com" };
  world = testWorld(database.db, { ports: { delivery: await makeDeliveryPorts(settings) } });
  worker = world.as({ kind: "system", job: "deliver-events" }, { source: "AliyunServiceEvent" });
  operator = world.as({ kind: "operator", osUser: "ops" }, { source: "OperatorCommand" });
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

type Wish = Partial<Parameters<typeof createDeliveryTarget>[1]>;

async function aTarget(wish: Wish = {}, account?: TestAccount) {
  const owner = account ?? (await anAccount(world));
  const common = {
    kind: "File",
    name: "siem",
    sendsEvents: true,
    sendsAlerts: false,
    encryption: "ServiceKey",
  } as const;
  const made = await createDeliveryTarget(owner.ctx, createDeliveryTarget.schema.parse({ ...common, ...wish }));
  const { pk } = await database.db.deliveryTarget.findUniqueOrThrow({ where: { targetId: made.targetId } });
  const place = path.join(folder, "deliveries", owner.accountId, wish.name ?? "siem");
  return { ...owner, pk, targetId: made.targetId, place };
}

async function happens(account: TestAccount, event: string): Promise<void> {
  const about = { accountId: account.accountId, region, arn: "something" };
  await recordOutcome(account.ctx, event, about, "Success");
  await linkAudit(worker);
}

async function deliver(account: TestAccount & { pk: string }, event: string) {
  await happens(account, event);
  return deliverTarget(worker, account.pk);
}

/** What the command line does (lib/cli/commands/audit.ts). */
async function opened(file: string, by = operator): Promise<string> {
  const keys = new Map<string, { header: NonNullable<ReturnType<typeof readFileHeader>>; dataKey: Uint8Array }>();
  let text = "";
  for (const line of readFileSync(file, "utf8").trim().split("\n")) {
    const bytes = Buffer.from(line, "base64");
    const header = readFileHeader(bytes);
    if (header) {
      keys.set(header.fileId.toString("hex"), { header, ...(await openDeliveredFile(by, { header: bytes })) });
    } else {
      const key = keys.get(fileIdOfPart(bytes).toString("hex"));
      if (!key) throw new Error("a part before its header");
      text += openFilePart(Buffer.from(key.dataKey), key.header, bytes).toString("utf8");
    }
  }
  return text;
}
const eventsIn = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).event as string);
const theFile = ({ place }: { place: string }) => {
  const [name = "", ...others] = readdirSync(place);
  expect(others).toEqual([]);
  return path.join(place, name);
};

describe("under the service key", () => {
  it("no event is on the disk in the clear, and the operator's command reads all of them (KEY-02)", async () => {
    const target = await aTarget();
    expect(await deliver(target, "MarkedEventOne")).toBe("nothing left");
    expect(await deliver(target, "MarkedEventTwo")).toBe("nothing left");
    const file = theFile(target);
    expect(file).toMatch(/\d{4}-\d\d-\d\d\.events\.[0-9a-f-]{36}\.kmsfile$/);
    const raw = readFileSync(file, "utf8");
    const decoded = raw.split("\n").map((line) => Buffer.from(line, "base64").toString("latin1"));
    expect(raw + decoded.join()).not.toContain("Marked");
    const events = eventsIn(await opened(file));
    expect(events).toEqual(expect.arrayContaining(["CreateDeliveryTarget", "MarkedEventOne", "MarkedEventTwo"]));
    // The key that was made for it is the account's, free, and read-only.
    const { serviceKeys } = await listDefaultKeys(target.ctx, { region });
    expect(serviceKeys).toMatchObject([{ aliases: ["alias/acs/actiontrail"] }]);
    const trail = await database.db.auditEvent.findMany({ where: { accountId: target.accountId } });
    expect(trail.filter(({ event }) => event === "GenerateDataKey")).toMatchObject([{ actor: "job:deliver-events" }]);
    expect(trail.filter(({ event }) => event === "OpenDeliveredFile")).toMatchObject([{ actor: "operator:ops" }]);
  });

  it("delivers its own use of the key too, and comes to rest", async () => {
    const target = await aTarget();
    await deliver(target, "First");
    for (let turn = 0; turn < 3; turn++) {
      await linkAudit(worker);
      await deliverTarget(worker, target.pk);
    }
    const events = eventsIn(await opened(theFile(target)));
    expect(events.filter((event) => event === "GenerateDataKey")).toHaveLength(1);
    expect(await listDeliveryTargets(target.ctx, {})).toMatchObject([{ backlog: 0, encryption: "ServiceKey" }]);
  });

  it("nobody but the command line opens it: not the owner, not a person with the operator's flag (KEY-05, decisions 6)", async () => {
    const target = await aTarget();
    await deliver(target, "Secret");
    const header = Buffer.from(readFileSync(theFile(target), "utf8").split("\n")[0] ?? "", "base64");
    for (const caller of [target.ctx, (await anAccount(world, { operator: true })).ctx]) {
      await expect(openDeliveredFile(caller, { header })).rejects.toMatchObject({ code: "NoPermission" });
    }
    const blob = readFileHeader(header)?.blob ?? Buffer.alloc(0);
    await expect(decrypt(target.ctx, { region, blob })).rejects.toMatchObject({ code: "NoPermission" });
    for (const wrong of [Buffer.alloc(0), Buffer.from([1, 2, 3]), header.subarray(0, 60)]) {
      await expect(openDeliveredFile(operator, { header: wrong })).rejects.toMatchObject({ name: "DomainError" });
    }
  });

  it("a day's file has a data key of its own", async () => {
    const target = await aTarget();
    await deliver(target, "Today");
    world.clock.advance({ days: 1 });
    await deliver(target, "Tomorrow");
    const files = readdirSync(target.place);
    expect(files).toHaveLength(2);
    const headers = files.map((name) => readFileSync(path.join(target.place, name), "utf8").split("\n")[0]);
    expect(new Set(headers).size).toBe(2);
  });

  it("a service key that cannot be used fails the delivery; nothing is written in the clear, and it goes on afterwards", async () => {
    const target = await aTarget();
    await database.sql("UPDATE key SET state = 'Disabled' WHERE account_id = $1 AND kind = 'Service'", [
      target.accountId,
    ]);
    expect(await deliver(target, "Waiting")).toBe("failed");
    expect(await listDeliveryTargets(target.ctx, {})).toMatchObject([
      { lastError: "KeyUnavailable", state: "failing" },
    ]);
    expect(readdirSync(path.join(folder, "deliveries"))).not.toContain(target.accountId);
    await database.sql("UPDATE key SET state = 'Enabled' WHERE account_id = $1 AND kind = 'Service'", [
      target.accountId,
    ]);
    world.clock.advance({ minutes: 16 });
    expect(await deliver(target, "After")).toBe("nothing left");
    expect(eventsIn(await opened(theFile(target)))).toEqual(expect.arrayContaining(["Waiting", "After"]));
  });
});

describe("what a crash or a change leaves", () => {
  it("a torn part is cut off and comes again, a torn header is written anew", async () => {
    const target = await aTarget();
    await deliver(target, "One");
    const file = theFile(target);
    appendFileSync(file, "dG9ybg");
    await deliver(target, "Two");
    expect(eventsIn(await opened(file))).toEqual(expect.arrayContaining(["One", "Two"]));
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 40));
    await deliver(target, "Three");
    expect(eventsIn(await opened(file))).toContain("Three");
  });

  it("two writers at once leave a file with two headers, and every part belongs to its own", async () => {
    const target = await aTarget();
    await deliver(target, "One");
    const file = theFile(target);
    const first = readFileSync(file, "utf8");
    rmSync(file);
    await deliver(target, "Two");
    const second = readFileSync(file, "utf8").trim().split("\n");
    const [header = "", ...parts] = first.trim().split("\n");
    writeFileSync(file, `${[header, second[0], ...parts, ...second.slice(1)].join("\n")}\n`);
    expect(eventsIn(await opened(file))).toEqual(expect.arrayContaining(["One", "Two"]));
  });

  it("a file whose header was altered fails the delivery instead of being written over", async () => {
    const target = await aTarget();
    await deliver(target, "One");
    const file = theFile(target);
    const [header = "", ...parts] = readFileSync(file, "utf8").split("\n");
    const altered = Buffer.from(header, "base64");
    altered.writeUInt8(altered.readUInt8(altered.length - 1) ^ 1, altered.length - 1);
    writeFileSync(file, [altered.toString("base64"), ...parts].join("\n"));
    expect(await deliver(target, "Two")).toBe("failed");
    expect(await listDeliveryTargets(target.ctx, {})).toMatchObject([{ lastError: "FileDamaged" }]);
  });
});

describe("under a key of one's own", () => {
  async function ownTarget(days?: number) {
    const account = await anAccount(world);
    const { keyId: key } = await aKey(account.ctx, { instance: await anInstance(account.ctx), alias: "alias/audit" });
    if (days) await updateRotationPolicy(account.ctx, { region, key, enabled: true, rotationSeconds: days * 86_400 });
    const wish = { encryption: "OwnKey", encryptionKey: "alias/audit", encryptionRegion: region } as const;
    return { ...(await aTarget(wish, account)), key };
  }

  it("its owner reads the file with plain Decrypt and the published layout alone (decisions 5.7)", async () => {
    const target = await ownTarget();
    await deliver(target, "OwnEvent");
    const lines = readFileSync(theFile(target), "utf8").trim().split("\n");
    const [header = Buffer.alloc(0), ...parts] = lines.map((line) => Buffer.from(line, "base64"));
    // Written from docs/audit.md: nothing of this product is used but the call.
    const fileId = header.subarray(1, 17);
    const blob = header.subarray(21 + header.readUInt32BE(17));
    const context = { "kms-console:use": "delivered-file", account: target.accountId, file: fileId.toString("hex") };
    const { plaintext: dataKey } = await decrypt(target.ctx, { region, blob, context });
    const text = parts.map((part) => {
      const label = Buffer.from("kms-console/1/delivered-file\0");
      const derived = createHmac("sha512", dataKey)
        .update(Buffer.concat([label, part.subarray(1, 17), part.subarray(17, 49), Buffer.from([1])]))
        .digest();
      expect(derived.subarray(32).equals(part.subarray(49, 81))).toBe(true);
      const decipher = createDecipheriv("aes-256-gcm", derived.subarray(0, 32), Buffer.alloc(12), {
        authTagLength: 16,
      });
      decipher.setAAD(Buffer.concat([part.subarray(0, 81), header]));
      decipher.setAuthTag(part.subarray(-16));
      return decipher.update(part.subarray(81, -16), undefined, "utf8") + decipher.final("utf8");
    });
    expect(eventsIn(text.join(""))).toContain("OwnEvent");
  });

  it("stops while the key is disabled or pending deletion, and never falls back (KEY-55)", async () => {
    const target = await ownTarget();
    await disableKey(target.ctx, { region, key: target.key });
    expect(await deliver(target, "WhileDisabled")).toBe("failed");
    await enableKey(target.ctx, { region, key: target.key });
    world.clock.advance({ minutes: 16 });
    expect(await deliver(target, "Enabled")).toBe("nothing left");
    await scheduleKeyDeletion(target.ctx, { region, key: target.key, windowDays: 7 });
    world.clock.advance({ minutes: 16 });
    expect(await deliver(target, "Pending")).toBe("failed");
    world.clock.advance({ days: 8 });
    expect(await deliver(target, "Gone")).toBe("failed");
    expect(await listDeliveryTargets(target.ctx, {})).toMatchObject([{ lastError: "KeyUnavailable" }]);
    const other = await updateDeliveryTarget(target.ctx, { target: target.targetId, encryption: "ServiceKey" });
    expect(other).toBeUndefined();
    expect(await deliver(target, "Saved")).toBe("nothing left");
  });

  it("a file outlives the rotation of its key (KEY-75)", async () => {
    const target = await ownTarget(7);
    await deliver(target, "Before");
    await database.sql("UPDATE key SET next_rotation_at = created_at WHERE key_id = $1", [target.key]);
    const { pk: keyPk } = await database.db.key.findFirstOrThrow({ where: { keyId: target.key } });
    expect(await rotateKey(worker, { keyPk })).toBe(true);
    await deliver(target, "After");
    expect(eventsIn(await opened(theFile(target)))).toEqual(expect.arrayContaining(["Before", "After"]));
  });

  it("is chosen only by who may make data keys under it, for files alone, and of the account's own", async () => {
    const account = await anAccount(world);
    const { instanceId } = await anInstance(account.ctx);
    const { keyId } = await aKey(account.ctx, { instance: { instanceId } });
    const user = await aRamUser(world, account, {
      statements: [{ Effect: "Allow", Action: "kms:*Delivery*", Resource: "*" }],
    });
    const choose = (ctx: Ctx, more: object) => {
      const wish = {
        kind: "File",
        name: "x",
        sendsEvents: true,
        sendsAlerts: false,
        encryption: "OwnKey",
        encryptionKey: keyId,
      };
      return createDeliveryTarget(ctx, createDeliveryTarget.schema.parse({ ...wish, ...more }));
    };
    await expect(choose(user.ctx, {})).rejects.toMatchObject({ code: "NoPermission" });
    await expect(choose(account.ctx, { encryptionKey: "" })).rejects.toMatchObject({ code: "InvalidDeliveryTarget" });
    await expect(choose(account.ctx, { encryptionKey: "key-none" })).rejects.toMatchObject({ code: "KeyNotFound" });
    await expect(choose((await anAccount(world)).ctx, {})).rejects.toMatchObject({ code: "KeyNotFound" });
    const mail = { kind: "Webhook", address: "https://example.com/" };
    await expect(choose(account.ctx, mail)).rejects.toMatchObject({
      code: expect.stringMatching(/Invalid|NotAllowed/),
    });
    await disableKey(account.ctx, { region, key: keyId });
    await expect(choose(account.ctx, {})).rejects.toMatchObject({ code: "KeyDisabled" });
    expect(await listDeliveryTargets(account.ctx, {})).toEqual([]);
  });
});

it("a test of the target says whether its key works", async () => {
  const target = await aTarget();
  expect(await testDeliveryTarget(target.ctx, { target: target.targetId })).toMatchObject({ ok: true });
  expect(readdirSync(target.place)).toEqual([expect.stringMatching(/\.test\.[0-9a-f-]{36}\.kmsfile$/)]);
  await database.sql("DELETE FROM key_material USING key_version v WHERE version_pk = v.pk AND v.account_id = $1", [
    target.accountId,
  ]);
  await expect(testDeliveryTarget(target.ctx, { target: target.targetId })).resolves.toMatchObject({ ok: false });
});
