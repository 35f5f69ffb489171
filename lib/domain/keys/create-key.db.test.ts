import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type KeySpec, keySpecs } from "@/lib/crypto/key-spec";
import { checkProbe } from "@/lib/crypto/probe";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { importParameters } from "@/lib/testing/builders/an-imported-key";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { CallLimits } from "../call-rates";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { createKey } from "./create-key";
import { importKeyMaterial } from "./import-key-material";
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

describe("an account that asks for RSA keys again and again (INS-11)", () => {
  /** As if a second never ended. */
  function limits(): CallLimits {
    const used = new Map<string, number>();
    return {
      take: ({ subject, cost, quota }) => {
        const now = (used.get(subject) ?? 0) + cost;
        if (now > quota) throw new DomainError("Throttled", { retryAfterMilliseconds: 1 });
        used.set(subject, now);
        return undefined;
      },
    };
  }

  it("gets a few a second, made or imported, whatever comes of the calls; others are not in its way", async () => {
    const { ctx: plain } = await anAccount(world);
    const ctx: Ctx = { ...plain, source: "ApiCall", ports: { ...plain.ports, callLimits: limits() } };
    const instance = await anInstance(plain, { keyQuota: 1 });
    const external = await aKey(plain, { instance, spec: "RSA_2048", origin: "EXTERNAL" });
    await database.db.readyKeyPair.deleteMany();
    const wrapped = Buffer.alloc(256);
    const { token } = await importParameters(ctx, external); // one pair
    const refused = (call: Promise<unknown>, code: string) => expect(call).rejects.toMatchObject({ code });
    const { region, keyId: key } = external;
    await refused(importKeyMaterial(ctx, { region, key, token, wrapped, expiresAt: null }), "InvalidKeyMaterial");
    const wish = createKey.schema.parse({ region, instanceId: instance.instanceId, spec: "RSA_2048" });
    for (let times = 0; times < 3; times++) await refused(createKey(ctx, wish), "KeyQuotaExceeded");
    await refused(createKey(ctx, wish), "Throttled");
    await refused(importKeyMaterial(ctx, { region, key, token, wrapped, expiresAt: null }), "Throttled");
    await addReadyKeyPair(plain);
    await refused(importParameters(ctx, external), "Throttled");
    expect(await database.db.readyKeyPair.count()).toBe(2); // its own and the one that the call brought
    await createKey(ctx, { ...wish, instanceId: undefined, spec: "EC_P256" });
    const { ctx: other } = await anAccount(world);
    await createKey({ ...other, ports: ctx.ports, source: "ApiCall" }, { ...wish, instanceId: undefined });
  }, 60_000);
});
