import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Keyring } from "@/lib/crypto/keyring";
import { randomUuid } from "@/lib/crypto/random";
import { formatRootKeys, generateRootKey } from "@/lib/crypto/root-key";
import { makeDb } from "@/lib/db/client";
import { ensurePartitions } from "@/lib/db/partitions.sql";
import { makeDeliveryPorts } from "@/lib/external/delivery-ports";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { migrate } from "../../../scripts/migrate.mjs";
import { startPostgres } from "../../../scripts/postgres.mjs";
import { linkAudit } from "../audit/link-audit";
import { auditRow } from "../audit/record";
import type { Ctx } from "../context";
import { transaction } from "../transaction";
import { createDeliveryTarget } from "./create-delivery-target";
import { deliverTarget } from "./deliver-target";
import type { VictimOrders } from "./kill-victim.test-support";

// P25 against `kill -9`: a worker that dies before or after the receiver's answer leaves no event out. What it had sent
// and not noted comes again, with the same seq.

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "kms-deliver-kill-"));
const rootKey = generateRootKey();
const cache = path.join(root, "node_modules/.cache");
const program = path.join(cache, `kill-victim-${randomUuid()}.mjs`);

let postgres: { url: string; stop(): Promise<void> };
let db: PrismaClient;
let world: TestWorld;
let worker: Ctx;
let account: TestAccount;
let receiver: http.Server;
/** The seqs of each request, in the order of their coming. */
let requests: number[][] = [];
let onRequest: () => "answer" | "never" = () => "answer";

beforeAll(async () => {
  postgres = await startPostgres({ dataDir: path.join(folder, "postgres"), throwaway: true });
  await migrate({ url: postgres.url });
  await bundleVictim();
  db = makeDb(postgres.url);
  const settings = { dataDir: folder, outboundAllow: "127.0.0.1", smtpFrom: "kms@example.com" };
  const ports = { delivery: await makeDeliveryPorts(settings) };
  world = testWorld(db, { ports, keyring: new Keyring([rootKey]) });
  worker = world.as({ kind: "system", job: "deliver-events" });
  await ensurePartitions(db, world.clock.now());
  account = await anAccount(world);
  receiver = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { events } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { events: { seq: number }[] };
    requests.push(events.map(({ seq }) => seq));
    if (onRequest() === "answer") response.end();
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
});

afterAll(async () => {
  receiver?.closeAllConnections();
  receiver?.close();
  await db?.$disconnect();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
  rmSync(program, { force: true });
});

it("a worker killed before the receiver has answered leaves all of it to the next", async () => {
  const pk = await aWebhook("unanswered");
  const head = await events(700);
  requests = [];
  const victim = startVictim(pk, false);
  const arrived = new Promise<void>((resolve) => {
    onRequest = () => {
      resolve();
      return "never";
    };
  });
  await arrived;
  victim.kill();
  await victim.ended;
  onRequest = () => "answer";
  expect((await db.deliveryTarget.findUniqueOrThrow({ where: { pk } })).nextSeq).toBe(1n);
  const before = requests.length;
  await nextWorkerDelivers(pk);
  expect(requests.slice(before).flat()).toEqual(upTo(head));
});

it("a worker killed between the answer and its note sends that again, and skips nothing", async () => {
  const pk = await aWebhook("unnoted");
  const head = await events(3);
  requests = [];
  const victim = startVictim(pk, true);
  await victim.sent;
  victim.kill();
  await victim.ended;
  const first = requests.flat();
  await nextWorkerDelivers(pk);
  expect(new Set(requests.flat())).toEqual(new Set(upTo(head)));
  expect(requests.slice(1).flat().slice(0, first.length)).toEqual(first);
});

it("files: every event is there in order, and none torn, wherever the writer was killed", async () => {
  const { targetId } = await createDeliveryTarget(account.ctx, { ...wish, kind: "File", name: "files", address: "" });
  const { pk } = await db.deliveryTarget.findUniqueOrThrow({ where: { targetId } });
  const head = await events(5);
  const victim = startVictim(pk, true);
  await victim.sent;
  victim.kill();
  await victim.ended;
  await nextWorkerDelivers(pk);
  const place = path.join(folder, "deliveries", account.accountId, "files");
  const lines = readdirSync(place).flatMap((name) => readFileSync(path.join(place, name), "utf8").trim().split("\n"));
  const seqs = lines.map((line) => (JSON.parse(line) as { seq: number }).seq);
  expect([...new Set(seqs)]).toEqual(upTo(head));
});

const wish = { kind: "Webhook", sendsEvents: true, sendsAlerts: false, from: "start" } as const;
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

async function aWebhook(name: string): Promise<string> {
  const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const { targetId } = await createDeliveryTarget(account.ctx, { ...wish, name, address });
  return (await db.deliveryTarget.findUniqueOrThrow({ where: { targetId } })).pk;
}

async function events(count: number): Promise<number> {
  await transaction(account.ctx, async (tx) => {
    const subject = { accountId: account.accountId, region: "cn-hangzhou", arn: "acs:kms:cn-hangzhou:1:key/x" };
    const rows = Array.from({ length: count }, () => auditRow(tx, "Encrypt", subject, "Success", {}));
    await tx.db.auditEvent.createMany({
      data: rows.map((row) => ({ ...row, detail: { ...row.detail } as object, leaf: new Uint8Array(row.leaf) })),
    });
  });
  await linkAudit(worker);
  return db.auditLink.count({ where: { accountId: account.accountId } });
}

/** The dead one's lease ends by the database's clock. */
async function nextWorkerDelivers(pk: string): Promise<void> {
  expect(await deliverTarget(worker, pk)).toBe("not now");
  await db.$executeRaw`UPDATE delivery_target SET lease_until = clock_timestamp() - interval '1 s' WHERE pk = ${pk}::uuid`;
  expect(await deliverTarget(worker, pk)).toBe("nothing left");
}

function startVictim(targetPk: string, standsAfterSending: boolean) {
  const now = world.clock.now().toISOString();
  const orders: VictimOrders = {
    url: postgres.url,
    folder,
    rootKey: formatRootKeys([rootKey]),
    targetPk,
    now,
    standsAfterSending,
  };
  const child = spawn(process.execPath, [program, JSON.stringify(orders)], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  return {
    sent: new Promise<void>((resolve) => lines.once("line", () => resolve())),
    ended: once(child, "exit"),
    kill: () => child.kill("SIGKILL"),
  };
}

async function bundleVictim(): Promise<void> {
  mkdirSync(cache, { recursive: true });
  await build({
    entryPoints: [path.join(root, "lib/domain/deliveries/kill-victim.test-support.ts")],
    outfile: program,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    tsconfig: path.join(root, "tsconfig.json"),
    logLevel: "error",
  });
}
