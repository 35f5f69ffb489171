import { afterAll, beforeAll, expect, it } from "vitest";
import { type KeySpec, keySpecs } from "@/lib/crypto/key-spec";
import { checkProbe } from "@/lib/crypto/probe";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { findVersion, versionMaterial } from "./key-material";
import { usagesOf } from "./key-spec-rules";
import { addReadyKeyPair, READY_KEY_PAIRS } from "./ready-key-pairs";

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterAll(() => database.close());

const SPECS = Object.keys(keySpecs) as KeySpec[]; // the table's own names

it("makes every specification, with the usage of KEY-25 and material that answers its probe (KEY-20..27)", async () => {
  const { ctx } = await anAccount(world);
  const instance = await anInstance(ctx);
  for (const spec of SPECS) {
    const key = await aKey(ctx, { instance, spec });
    expect({ spec: key.spec, usage: key.usage, state: key.state }).toEqual({
      spec,
      usage: usagesOf(spec)[0],
      state: "Enabled",
    });
    const version = await findVersion(ctx, key.region, key.primaryVersionId);
    if (!version) throw new Error("no version");
    const { probe } = await database.db.keyVersion.findUniqueOrThrow({ where: { pk: version.pk } });
    expect(checkProbe(spec, version.versionId, await versionMaterial(ctx, version), probe)).toBe(true);
  }
}, 60_000);

it("of origin EXTERNAL waits for its material, with one version and one unit of quota (KEY-41, INS-08)", async () => {
  const { ctx } = await anAccount(world);
  const instance = await anInstance(ctx);
  const key = await aKey(ctx, { instance, origin: "EXTERNAL" });
  expect(key.state).toBe("PendingImport");
  const versions = await database.db.keyVersion.findMany({
    where: { key: { keyId: key.keyId } },
    include: { material: true },
  });
  expect(versions.map(({ probe, material }) => [probe.length, material])).toEqual([[0, null]]);
  const { keyVersionsUsed } = await database.db.instance.findUniqueOrThrow({ where: { pk: instance.pk } });
  expect(keyVersionsUsed).toBe(1);
});

it("takes an RSA pair out of the sealed stock, each pair once, and makes one where the stock is empty", async () => {
  const { ctx } = await anAccount(world);
  const instance = await anInstance(ctx);
  await database.db.readyKeyPair.deleteMany();
  expect(await addReadyKeyPair(ctx)).toBe(true);
  const [ready] = await database.db.readyKeyPair.findMany();
  expect(ready?.spec).toBe("RSA_2048");
  await Promise.all([aKey(ctx, { instance, spec: "RSA_2048" }), aKey(ctx, { instance, spec: "RSA_2048" })]);
  expect(await database.db.readyKeyPair.count()).toBe(0);
  const probes = await database.db.keyVersion.findMany({ where: { key: { instancePk: instance.pk } } });
  expect(new Set(probes.map(({ probe }) => Buffer.from(probe).toString("hex"))).size).toBe(2);
}, 30_000);

it("throws away a pair of the stock that does not open, and makes another (S4)", async () => {
  const { ctx } = await anAccount(world);
  const instance = await anInstance(ctx);
  await database.db.readyKeyPair.deleteMany();
  await addReadyKeyPair(ctx);
  await database.db.$executeRaw`UPDATE ready_key_pair SET spec = 'RSA_3072'`; // moved: its box says RSA_2048
  expect((await aKey(ctx, { instance, spec: "RSA_3072" })).state).toBe("Enabled");
  expect(await database.db.readyKeyPair.count()).toBe(0);
}, 30_000);

it("keeps no more pairs ready than it says", async () => {
  const { ctx } = await anAccount(world);
  await database.db.readyKeyPair.deleteMany();
  const rows = Object.entries(READY_KEY_PAIRS).flatMap(([spec, wanted]) =>
    Array.from({ length: wanted ?? 0 }, () => ({
      pk: ctx.newId(),
      spec: spec as KeySpec,
      sealed: Buffer.alloc(128, 1),
      createdAt: ctx.now(),
    })),
  );
  await database.db.readyKeyPair.createMany({ data: rows });
  expect(await addReadyKeyPair(ctx)).toBe(false);
});
