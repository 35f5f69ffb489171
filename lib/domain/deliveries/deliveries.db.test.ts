import { once } from "node:events";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hmac } from "@/lib/crypto/digest";
import { dueTargets } from "@/lib/db/deliveries.sql";
import { ensurePartitions } from "@/lib/db/partitions.sql";
import { makeDeliveryPorts } from "@/lib/external/delivery-ports";
import { deliverEvents } from "@/lib/jobs/deliver-events";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { dbAs } from "@/lib/testing/process-role";
import { judgeConditions } from "../alerts/judge-conditions";
import { raiseAlert } from "../alerts/raise-alert";
import { linkAudit } from "../audit/link-audit";
import { auditRow } from "../audit/record";
import type { Ctx } from "../context";
import { transaction } from "../transaction";
import { createDeliveryTarget } from "./create-delivery-target";
import { deleteDeliveryTarget } from "./delete-delivery-target";
import { deliverTarget } from "./deliver-target";
import { listDeliveryTargets } from "./list-delivery-targets";
import { skipToNow } from "./skip-to-now";
import { testDeliveryTarget } from "./test-delivery-target";
import { updateDeliveryTarget } from "./update-delivery-target";

// Deliveries to a real HTTP server, a real SMTP server and real files (P25).

interface Got {
  headers: http.IncomingHttpHeaders;
  text: string;
  body: {
    kind: string;
    events?: { seq: number; id: string; event: string }[];
    alerts?: { id: string; name: string }[];
  };
}

let database: TestDatabase;
let world: TestWorld;
let worker: Ctx;
let receiver: http.Server;
let mailbox: SMTPServer;
let folder: string;
let url: string;
let got: Got[] = [];
let mails: string[] = [];
/** What the receiver answers; "hang": nothing. */
let answer: number | "hang" = 200;
/** Requests that arrived whole and got nothing. */
let unanswered = 0;

beforeAll(async () => {
  database = await testDatabase();
  folder = mkdtempSync(path.join(tmpdir(), "kms-deliveries-"));
  receiver = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (answer === "hang") {
      unanswered += 1;
      return;
    }
    const text = Buffer.concat(chunks).toString("utf8");
    if (answer === 200) got.push({ headers: request.headers, text, body: JSON.parse(text) });
    response.writeHead(answer).end("noted");
  });
  mailbox = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, _session, done) => {
      let text = "";
      stream.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
      });
      stream.on("end", () => {
        mails.push(text);
        done();
      });
    },
  });
  receiver.listen(0, "127.0.0.1");
  mailbox.listen(0, "127.0.0.1");
  await Promise.all([once(receiver, "listening"), once(mailbox.server, "listening")]);
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/kms`;
  const smtpUrl = `smtp://127.0.0.1:${(mailbox.server.address() as AddressInfo).port}`;
  const settings = { dataDir: folder, outboundAllow: "127.0.0.1", smtpFrom: "kms@example.com", smtpUrl };
  world = testWorld(database.db, { ports: { delivery: await makeDeliveryPorts(settings) } });
  worker = world.as({ kind: "system", job: "deliver-events" }, { source: "AliyunServiceEvent" });
  await ensurePartitions(database.db, world.clock.now());
});
beforeEach(async () => {
  // Nothing of the test before is sent in this one.
  await database.db.deliveryTarget.deleteMany();
  got = [];
  mails = [];
  answer = 200;
});
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await new Promise<void>((resolve) => mailbox.close(() => resolve()));
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

type Wish = Partial<Parameters<typeof createDeliveryTarget>[1]>;

/** An account with a webhook from its first event on. */
async function aTarget(wish: Wish = {}) {
  const account = await anAccount(world);
  const made = await addTarget(account, wish);
  return { account, ...made };
}

async function addTarget(account: TestAccount, wish: Wish = {}) {
  const common = { kind: "Webhook", name: "siem", address: url, sendsEvents: true, sendsAlerts: true } as const;
  const { targetId, secret } = await createDeliveryTarget(account.ctx, { ...common, from: "start", ...wish });
  const { pk } = await database.db.deliveryTarget.findUniqueOrThrow({ where: { targetId } });
  return { pk, targetId, secret: secret ?? "" };
}

/** Events as operations record them, chained. */
async function events(account: TestAccount, count: number, detail = {}): Promise<void> {
  await transaction(account.ctx, async (tx) => {
    const subject = { accountId: account.accountId, region: "cn-hangzhou", arn: "acs:kms:cn-hangzhou:1:key/x" };
    const rows = Array.from({ length: count }, () => auditRow(tx, "Encrypt", subject, "Success", detail));
    await tx.db.auditEvent.createMany({
      data: rows.map((row) => ({ ...row, detail: { ...row.detail } as object, leaf: new Uint8Array(row.leaf) })),
    });
  });
  world.clock.advance({ seconds: 1 });
  await linkAudit(worker);
}

const raise = ({ accountId }: TestAccount, level: "INFO" | "CRITICAL" = "CRITICAL", resource = "acs:kms:r:1:key/x") =>
  transaction(worker, (tx) =>
    raiseAlert(tx, { accountId, region: "r", level, name: "Key:DeleteKey", resource, status: "Normal", content: {} }),
  );
const viewOf = async (account: TestAccount) => (await listDeliveryTargets(account.ctx, {}))[0];
const seqsOf = (bodies: Got[]) => bodies.flatMap(({ body }) => body.events?.map(({ seq }) => seq) ?? []);
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);
const chainHead = async ({ accountId }: TestAccount) => database.db.auditLink.count({ where: { accountId } });

/** The program that docs/alerts.md gives to receivers, as it stands there. */
async function documented(): Promise<{ isFromKms: (...given: unknown[]) => boolean }> {
  const [, program = ""] = /```js\n([\s\S]+?)```/.exec(readFileSync("docs/alerts.md", "utf8")) ?? [];
  const file = path.join(folder, "receiver.mjs");
  writeFileSync(file, program);
  return import(pathToFileURL(file).href);
}

describe("a webhook", () => {
  it("gets the account's events in the order of its chain, and each alert once, before them", async () => {
    const { account, pk } = await aTarget();
    const other = await anAccount(world);
    await events(other, 3);
    await events(account, 5);
    await raise(account);
    expect(await deliverTarget(worker, pk)).toBe("nothing left");
    expect(got.map(({ body }) => body.kind)).toEqual(["alerts", "events"]);
    expect(seqsOf(got)).toEqual(upTo(await chainHead(account)));
    const rows = await database.db.auditLink.findMany({
      where: { accountId: account.accountId },
      orderBy: { seq: "asc" },
    });
    expect(got[1]?.body.events?.map(({ id }) => id)).toEqual(rows.map(({ eventId }) => eventId));
    expect(await viewOf(account)).toMatchObject({ state: "current", backlog: 0, backlogSince: null, lastError: null });
    expect(await deliverTarget(worker, pk)).toBe("nothing left");
    expect(got).toHaveLength(2);
  });

  it("can tell by the signature that a request is ours and as it was sent", async () => {
    const { account, pk, secret } = await aTarget();
    await events(account, 1);
    await deliverTarget(worker, pk);
    const [{ headers, text }] = got as [Got];
    expect(secret).toMatch(/^whsec_[A-Za-z0-9]{40}$/);
    const timestamp = String(headers["x-kms-timestamp"]);
    expect(Number(timestamp)).toBe(Math.floor(world.clock.now().getTime() / 1000));
    const expected = hmac("sha256", Buffer.from(secret), Buffer.from(`${timestamp}.${text}`));
    expect(headers["x-kms-signature"]).toBe(`v1=${expected.toString("hex")}`);
    expect(headers["content-type"]).toBe("application/json; charset=utf-8");

    const { isFromKms } = await documented();
    const now = Number(timestamp) * 1000;
    const raw = Buffer.from(text);
    expect(isFromKms(headers, raw, secret, now + 299_000)).toBe(true);
    expect(isFromKms(headers, raw, secret, now + 301_000)).toBe(false);
    expect(isFromKms(headers, Buffer.from(`${text} `), secret, now)).toBe(false);
    expect(isFromKms({ ...headers, "x-kms-timestamp": String(Number(timestamp) + 1) }, raw, secret, now)).toBe(false);
    expect(isFromKms(headers, raw, `${secret}x`, now)).toBe(false);
  });

  it("gets at most 500 events and 1 MB at once", async () => {
    const { account, pk } = await aTarget();
    await events(account, 1100);
    await deliverTarget(worker, pk);
    const sizes = got.map(({ body }) => body.events?.length);
    expect(Math.max(...sizes.map(Number))).toBe(500);
    expect(seqsOf(got)).toEqual(upTo(await chainHead(account)));
    got = [];
    await events(account, 12, { note: "x".repeat(200_000) });
    await deliverTarget(worker, pk);
    expect(got.map(({ text }) => text.length).every((length) => length < 1_100_000)).toBe(true);
    expect(got.map(({ body }) => body.events?.length)).toEqual([4, 4, 4]);
  });

  it("is told of an event whose row is gone, instead of silence", async () => {
    const { account, pk } = await aTarget();
    await events(account, 3);
    await database.sql(
      "DELETE FROM audit_event WHERE id = (SELECT event_id FROM audit_link WHERE account_id = $1 AND seq = 3)",
      [account.accountId],
    );
    await deliverTarget(worker, pk);
    expect(seqsOf(got)).toEqual(upTo(await chainHead(account)));
    expect(got[0]?.body.events?.[2]).toMatchObject({ seq: 3, missing: true });
  });

  it("begins with the next event where it is not asked for all", async () => {
    const account = await anAccount(world);
    await events(account, 4);
    const before = await chainHead(account);
    const { pk } = await addTarget(account, { from: "now" });
    await events(account, 2);
    await deliverTarget(worker, pk);
    expect(seqsOf(got)[0]).toBe(before + 1);
  });
});

describe("a target that is down (P25)", () => {
  it("waits 5 s to 15 min between attempts, keeps its backlog and why, and loses nothing", async () => {
    const { account, pk } = await aTarget();
    await events(account, 3);
    answer = 503;
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 12; attempt++) {
      expect(await deliverTarget(worker, pk)).toBe("failed");
      const view = await viewOf(account);
      expect(view).toMatchObject({ state: "failing", attempts: attempt, lastError: "Status:503" });
      waits.push(Number(view?.nextAttemptAt) - world.clock.now().getTime());
      expect(await deliverTarget(worker, pk)).toBe("not now");
      expect(await dueTargets(database.db, world.clock.now(), 100)).not.toContain(pk);
      await events(account, 1); // operations go on
      world.clock.set(view?.nextAttemptAt ?? new Date(0));
    }
    expect(waits[0]).toBeGreaterThanOrEqual(4000);
    expect(waits[0]).toBeLessThanOrEqual(5000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(15 * 60_000);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(12 * 60_000);
    const head = await chainHead(account);
    expect(await viewOf(account)).toMatchObject({ backlog: head, skipped: 0 });
    answer = 200;
    expect(await dueTargets(database.db, world.clock.now(), 100)).toContain(pk);
    await deliverTarget(worker, pk);
    expect(seqsOf(got)).toEqual(upTo(head));
    expect(await viewOf(account)).toMatchObject({ state: "current", attempts: 0, failingSince: null, backlog: 0 });
  });

  it("is one alert after a minute, however long it lasts, and over when something arrives", async () => {
    const { account, pk } = await aTarget();
    const alerts = () =>
      database.db.alert.findMany({ where: { accountId: account.accountId, name: "Delivery:Failing" } });
    await events(account, 1);
    answer = 500;
    const began = world.clock.now();
    await deliverTarget(worker, pk);
    await judgeConditions(worker);
    expect(await alerts()).toEqual([]);
    for (let hour = 0; hour < 3; hour++) {
      world.clock.advance({ hours: 1 });
      await deliverTarget(worker, pk);
      await judgeConditions(worker);
    }
    expect(await alerts()).toMatchObject([
      { level: "WARN", status: "Failed", at: began, endedAt: null, content: { target: "siem", reason: "Status:500" } },
    ]);
    answer = 200;
    world.clock.advance({ hours: 1 });
    await deliverTarget(worker, pk);
    await judgeConditions(worker);
    expect((await alerts()).map(({ endedAt }) => endedAt)).toEqual([world.clock.now()]);
  });

  it("delays no other: one that answers nothing and one that is well go on beside each other", async () => {
    const account = await anAccount(world);
    const silent = await addTarget(account, { name: "silent", address: `${url}?silent` });
    await addTarget(account, { name: "well", kind: "File", address: "" });
    await events(account, 2);
    answer = "hang";
    const before = unanswered;
    await deliverEvents().run(worker);
    const lines = () => {
      const place = path.join(folder, "deliveries", account.accountId, "well");
      return readdirSync(place).flatMap((name) => readFileSync(path.join(place, name), "utf8").trim().split("\n"));
    };
    const head = await chainHead(account);
    await expect.poll(() => lines().length, { timeout: 8000 }).toBe(head);
    // Only what has arrived can be broken off.
    await expect.poll(() => unanswered, { timeout: 8000 }).toBe(before + 1);
    const row = await database.db.deliveryTarget.findUniqueOrThrow({ where: { pk: silent.pk } });
    expect(row).toMatchObject({ nextSeq: 1n, attempts: 0 });
    expect(row.leaseToken).not.toBeNull();
    receiver.closeAllConnections();
    const given = () => database.db.deliveryTarget.findUniqueOrThrow({ where: { pk: silent.pk } });
    await expect.poll(async () => (await given()).lastError, { timeout: 8000 }).toBe("ConnectionLost");
  });

  it("can be given up on: the gap is counted, recorded, and the next event arrives", async () => {
    const { account, pk, targetId } = await aTarget();
    await events(account, 6);
    answer = 500;
    await deliverTarget(worker, pk);
    const gap = await chainHead(account);
    expect(await skipToNow(account.ctx, { target: targetId })).toEqual({ skipped: gap });
    expect(await viewOf(account)).toMatchObject({ backlog: 0, skipped: gap });
    answer = 200;
    await events(account, 1);
    await deliverTarget(worker, pk);
    expect(seqsOf(got)[0]).toBe(gap + 1);
    const [skip] = got.flatMap(({ body }) => body.events ?? []).filter(({ event }) => event === "SkipToNow");
    expect(skip).toMatchObject({ detail: { from: "1", to: String(gap), events: String(gap) } });
    expect(await skipToNow(account.ctx, { target: targetId })).toEqual({ skipped: 0 });
  });
});

describe("one sender at a time", () => {
  it("eight workers at once send each event once, in order", async () => {
    const { account, pk } = await aTarget();
    await events(account, 700);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => deliverTarget(worker, pk)));
    expect(outcomes.filter((outcome) => outcome === "nothing left")).toHaveLength(1);
    expect(seqsOf(got)).toEqual(upTo(await chainHead(account)));
  });

  it("whose lease ended meanwhile notes nothing: the next one sends the same again", async () => {
    const { account, pk } = await aTarget();
    await events(account, 2);
    const head = await chainHead(account);
    const late = deliverTarget(worker, pk, {
      onSent: async () => {
        await database.sql(
          "UPDATE delivery_target SET lease_until = clock_timestamp() - interval '1 s' WHERE pk = $1",
          [pk],
        );
        expect(await deliverTarget(worker, pk)).toBe("nothing left");
      },
    });
    expect(await late).toBe("not now");
    expect(seqsOf(got)).toEqual([...upTo(head), ...upTo(head)]);
    expect(await viewOf(account)).toMatchObject({ backlog: 0 });
  });
});

describe("files", () => {
  it("hold the events of each business day, one a line, and a torn line is mended", async () => {
    const { account, pk } = await aTarget({ kind: "File", name: "archive", address: "" });
    world.clock.set("2026-11-23T15:59:59.000Z"); // 23:59:59 in Shanghai
    await events(account, 2);
    world.clock.set("2026-11-23T16:00:01.000Z");
    await events(account, 1);
    await deliverTarget(worker, pk);
    const place = path.join(folder, "deliveries", account.accountId, "archive");
    const first = readdirSync(place).sort();
    expect(first).toContain("2026-11-23.events.ndjson");
    expect(first).toContain("2026-11-24.events.ndjson");
    const last = path.join(place, "2026-11-24.events.ndjson");
    appendFileSync(last, '{"seq":99,"torn');
    await events(account, 1);
    await raise(account);
    await deliverTarget(worker, pk);
    const lines = readdirSync(place)
      .sort()
      .filter((name) => name.includes("events"))
      .flatMap((name) => readFileSync(path.join(place, name), "utf8").trim().split("\n"));
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(upTo(await chainHead(account)));
    const alerts = readFileSync(path.join(place, "2026-11-24.alerts.ndjson"), "utf8");
    expect(JSON.parse(alerts)).toMatchObject({ product: "KMS", name: "Key:DeleteKey", ver: "1.0" });
  });
});

describe("mail", () => {
  it("carries alerts, several in one, the gravest first; no header can be smuggled in", async () => {
    const { account, pk } = await aTarget({ kind: "Email", address: "ops@example.com", sendsEvents: false });
    await raise(account, "CRITICAL", "acs:kms:r:1:secret/x\r\nBcc: thief@example.com\r\n\r\n.");
    await deliverTarget(worker, pk);
    await raise(account, "INFO");
    world.clock.advance({ seconds: 1 });
    await raise(account, "CRITICAL");
    await events(account, 3);
    await deliverTarget(worker, pk);
    expect(mails).toHaveLength(2);
    const [head = ""] = mails[0]?.split("\r\n\r\n") ?? [];
    expect(head).toMatch(/^Subject: \[KMS CRITICAL\] Key:DeleteKey/m);
    expect(head).not.toMatch(/^Bcc:/im);
    expect(mails[1]).toContain("Subject: [KMS] 2 alerts (1 CRITICAL, 1 INFO)");
    expect(mails[1]?.indexOf("CRITICAL Key:")).toBeLessThan(Number(mails[1]?.indexOf("INFO Key:")));
  });
});

describe("setting up a target", () => {
  it("is refused for addresses that must not be reached (S46), for what cannot be, and twice", async () => {
    const account = await anAccount(world);
    const wish = {
      kind: "Webhook",
      name: "a",
      address: url,
      sendsEvents: true,
      sendsAlerts: false,
      from: "now",
    } as const;
    const refused = async (more: Wish, code: string) =>
      expect(createDeliveryTarget(account.ctx, { ...wish, ...more })).rejects.toMatchObject({ code });
    await refused({ address: "http://169.254.169.254/latest/meta-data" }, "AddressNotAllowed");
    await refused({ address: "http://[::ffff:10.0.0.1]/" }, "AddressNotAllowed");
    await refused({ address: "ftp://x.example/" }, "InvalidDeliveryTarget");
    await refused({ name: "../../etc" }, "InvalidDeliveryTarget");
    await refused({ kind: "Email", address: "ops@example.com" }, "InvalidDeliveryTarget");
    await createDeliveryTarget(account.ctx, wish);
    await refused({}, "DeliveryTargetExists");
    expect(await listDeliveryTargets(account.ctx, {})).toHaveLength(1);
  });

  it("shows its secret once and keeps it sealed; the console's process can read all but that", async () => {
    const { account, pk, secret } = await aTarget();
    const console = await dbAs(database, "kms_console");
    const views = await listDeliveryTargets({ ...account.ctx, db: console.db }, {});
    await expect(console.db.deliveryTarget.findMany({ select: { secretSealed: true } })).rejects.toThrow();
    await console.close();
    expect(JSON.stringify(views)).not.toContain(secret);
    const row = await database.db.deliveryTarget.findUniqueOrThrow({ where: { pk } });
    expect(Buffer.from(row.secretSealed ?? []).includes(secret)).toBe(false);
    const recorded = await database.db.auditEvent.findMany({ where: { accountId: account.accountId } });
    expect(JSON.stringify(recorded)).not.toContain(secret);
  });

  it("can be renamed, paused and resumed: what was missed comes then, and files stay in their folder", async () => {
    const { account, pk, targetId } = await aTarget({ kind: "File", name: "old", address: "" });
    await updateDeliveryTarget(account.ctx, { target: targetId, name: "new", paused: true });
    await events(account, 2);
    expect(await deliverTarget(worker, pk)).toBe("not now");
    expect(await viewOf(account)).toMatchObject({ name: "new", address: "old", state: "paused" });
    await updateDeliveryTarget(account.ctx, { target: targetId, paused: false });
    expect(await deliverTarget(worker, pk)).toBe("nothing left");
    expect(readdirSync(path.join(folder, "deliveries", account.accountId))).toEqual(["old"]);
    const again = {
      kind: "File",
      name: "old",
      address: "",
      sendsEvents: true,
      sendsAlerts: false,
      from: "now",
    } as const;
    await expect(createDeliveryTarget(account.ctx, again)).rejects.toMatchObject({ code: "DeliveryTargetExists" });
    const noMore = { target: targetId, sendsEvents: false, sendsAlerts: false };
    await expect(updateDeliveryTarget(account.ctx, noMore)).rejects.toMatchObject({ code: "InvalidDeliveryTarget" });
  });

  it("can be tested, paused or not: the answer is told and the test recorded", async () => {
    const { account, targetId } = await aTarget();
    await updateDeliveryTarget(account.ctx, { target: targetId, paused: true });
    expect(await testDeliveryTarget(account.ctx, { target: targetId })).toMatchObject({
      ok: true,
      answer: "200 noted",
    });
    expect(got.map(({ body }) => body.kind)).toEqual(["test"]);
    answer = 404;
    expect(await testDeliveryTarget(account.ctx, { target: targetId })).toMatchObject({
      ok: false,
      error: "Status:404",
    });
    const mail = await addTarget(account, {
      kind: "Email",
      name: "ops",
      address: "ops@example.com",
      sendsEvents: false,
    });
    expect(await testDeliveryTarget(account.ctx, { target: mail.targetId })).toMatchObject({ ok: true });
    expect(mails).toHaveLength(1);
    const tests = await database.db.auditEvent.findMany({
      where: { accountId: account.accountId, event: "TestDeliveryTarget" },
    });
    expect(tests.map(({ detail }) => detail)).toEqual(
      expect.arrayContaining([{ result: "delivered" }, { result: "Status:404" }]),
    );
  });

  it("is found by its own account alone, and gone once deleted, by a person who has just proved who they are (S36)", async () => {
    const { account, pk, targetId } = await aTarget();
    const other = await anAccount(world);
    for (const operation of [updateDeliveryTarget, deleteDeliveryTarget, testDeliveryTarget, skipToNow]) {
      await expect(operation(other.ctx, { target: targetId })).rejects.toMatchObject({
        code: "DeliveryTargetNotFound",
      });
    }
    const { actor } = account.ctx;
    const stale: Ctx = { ...account.ctx, actor: actor.kind === "person" ? { ...actor, steppedUp: false } : actor };
    await expect(deleteDeliveryTarget(stale, { target: targetId })).rejects.toMatchObject({ code: "StepUpRequired" });
    await deleteDeliveryTarget(account.ctx, { target: targetId });
    expect(await deliverTarget(worker, pk)).toBe("not now");
    expect(await listDeliveryTargets(account.ctx, {})).toEqual([]);
  });
});
