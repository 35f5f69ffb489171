import { afterAll, beforeAll, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { cancelKeyDeletion } from "./cancel-key-deletion";
import { decrypt } from "./decrypt";
import { describeKey } from "./describe-key";
import { destroyDueKey } from "./destroy-key";
import { encrypt } from "./encrypt";
import { scheduleKeyDeletion } from "./schedule-key-deletion";
import { setDeletionProtection } from "./set-deletion-protection";

// What the provider's FAQ promises of deletion, as an operator meets it.

const region = "cn-hangzhou";
let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterAll(() => database.close());

const blobOf = async (ctx: Ctx, key: string) =>
  (await encrypt(ctx, { region, key, plaintext: Buffer.from("kept") })).blob;

it("a key pending deletion cannot be used; cancelled before the end it can; after the end it is gone (FAQ-03)", async () => {
  const { ctx } = await anAccount(world);
  const { keyId: key } = await aKey(ctx, { instance: await anInstance(ctx) });
  const blob = await blobOf(ctx, key);
  await scheduleKeyDeletion(ctx, { region, key, windowDays: 7 });
  await expect(decrypt(ctx, { region, blob })).rejects.toMatchObject({ code: "KeyPendingDeletion" });
  world.clock.advance({ days: 6, hours: 23, minutes: 59, seconds: 59 });
  await cancelKeyDeletion(ctx, { region, key });
  expect((await decrypt(ctx, { region, blob })).plaintext.toString()).toBe("kept");

  await scheduleKeyDeletion(ctx, { region, key, windowDays: 7 });
  world.clock.advance({ days: 7 });
  const gone = { code: "KeyNotFound" };
  // At once, and after the worker has been there.
  await expect(cancelKeyDeletion(ctx, { region, key })).rejects.toMatchObject(gone);
  await expect(decrypt(ctx, { region, blob })).rejects.toMatchObject(gone);
  const { pk } = await ctx.db.key.findFirstOrThrow({ where: { keyId: key } });
  await destroyDueKey(world.as({ kind: "system", job: "destroy-due-key" }), { keyPk: pk });
  await expect(describeKey(ctx, { region, key })).rejects.toMatchObject(gone);
  await expect(decrypt(ctx, { region, blob })).rejects.toMatchObject(gone);
});

it("a 1.0 key in the 3.0 console is seen in full and refused for every change, deletion among them (FAQ-04, KEY-07)", async () => {
  const { ctx } = await anAccount(world);
  const { keyId: key } = await aKey(ctx);
  const console: Ctx = { ...ctx, source: "ConsoleOperation" };
  expect(await describeKey(console, { region, key })).toMatchObject({ keyId: key, state: "Enabled", instanceId: null });
  const readOnly = { code: "KeyReadOnly" };
  await expect(scheduleKeyDeletion(console, { region, key, windowDays: 7 })).rejects.toMatchObject(readOnly);
  await expect(setDeletionProtection(console, { region, key, enabled: true, why: "" })).rejects.toMatchObject(readOnly);
  // Where 1.0 keys are managed, it works.
  expect((await scheduleKeyDeletion({ ...ctx, source: "ApiCall" }, { region, key, windowDays: 7 })).state).toBe(
    "PendingDeletion",
  );
});

it("with deletion protection on, scheduling fails; off, it works (FAQ-05)", async () => {
  const { ctx } = await anAccount(world);
  const { keyId: key } = await aKey(ctx, { instance: await anInstance(ctx) });
  await setDeletionProtection(ctx, { region, key, enabled: true, why: "payments" });
  await expect(scheduleKeyDeletion(ctx, { region, key, windowDays: 7 })).rejects.toMatchObject({
    code: "KeyDeletionProtected",
  });
  await setDeletionProtection(ctx, { region, key, enabled: false, why: "" });
  expect((await scheduleKeyDeletion(ctx, { region, key, windowDays: 7 })).state).toBe("PendingDeletion");
});
