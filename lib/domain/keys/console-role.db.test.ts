import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { dbAs, type ProcessDb } from "@/lib/testing/process-role";
import type { Ctx } from "../context";
import { cancelKeyDeletion } from "./cancel-key-deletion";
import { countKeys } from "./count-keys";
import { createAlias } from "./create-alias";
import { createKey } from "./create-key";
import { deleteAlias } from "./delete-alias";
import { describeKey } from "./describe-key";
import { describeKeyAssociations } from "./describe-key-associations";
import { disableKey } from "./disable-key";
import { enableKey } from "./enable-key";
import { encrypt } from "./encrypt";
import { listAliasesByKeyId } from "./list-aliases";
import { listKeys } from "./list-keys";
import { scheduleKeyDeletion } from "./schedule-key-deletion";
import { setDeletionProtection } from "./set-deletion-protection";
import { listKeyTags, tagKey, untagKey } from "./tag-key";
import { updateAlias } from "./update-alias";
import { updateKeyDescription } from "./update-key-description";

// What the console runs itself must be possible for its own database role, and what it must not do impossible (decisions 6).

const region = "cn-hangzhou";
let database: TestDatabase;
let world: TestWorld;
let console: ProcessDb;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  console = await dbAs(database, "kms_console");
});
afterAll(async () => {
  await console.close();
  await database.close();
});

async function consoleWithKey() {
  const account = await anAccount(world);
  const instance = await anInstance(account.ctx);
  const key = await aKey(account.ctx, { instance });
  const ctx: Ctx = { ...account.ctx, db: console.db, keyring: undefined };
  return { ctx, instance, key, names: { region, key: key.keyId } };
}

describe("with the console's database role", () => {
  it("every change of a key's metadata goes through", async () => {
    const { ctx, names, key } = await consoleWithKey();
    expect(await disableKey(ctx, names)).toMatchObject({ state: "Disabled" });
    expect(await enableKey(ctx, names)).toMatchObject({ state: "Enabled" });
    expect(await updateKeyDescription(ctx, { ...names, description: "new" })).toMatchObject({ description: "new" });
    await setDeletionProtection(ctx, { ...names, enabled: true, why: "" });
    await setDeletionProtection(ctx, { ...names, enabled: false, why: "" });
    await scheduleKeyDeletion(ctx, { ...names, windowDays: 30 });
    expect(await cancelKeyDeletion(ctx, names)).toMatchObject({ state: "Enabled", keyId: key.keyId });
  });

  it("every read goes through", async () => {
    const { ctx, names, key } = await consoleWithKey();
    expect(await describeKey(ctx, names)).toMatchObject({ keyId: key.keyId, versions: [{ primary: true }] });
    expect((await listKeys(ctx, listKeys.schema.parse({ region }))).total).toBe(1);
    expect((await listAliasesByKeyId(ctx, listAliasesByKeyId.schema.parse(names))).rows).toEqual([]);
    expect((await listKeyTags(ctx, names)).tags).toEqual([]);
    expect((await countKeys(ctx, { region })).total).toBe(1);
    expect((await describeKeyAssociations(ctx, names)).callers).toEqual([]);
  });

  it("tags stay as they are: policies ask about them, so that who writes them lets people in (ACC-08)", async () => {
    const { ctx, names } = await consoleWithKey();
    await tagKey({ ...ctx, db: database.db }, { ...names, tags: [{ name: "team", value: "red" }] });
    const tags = [{ name: "team", value: "blue" }];
    await expect(tagKey(ctx, { ...names, tags })).rejects.toThrow(/permission denied/);
    await expect(untagKey(ctx, { ...names, names: ["team"] })).rejects.toThrow(/permission denied/);
    await expect(console.db.secretTag.deleteMany()).rejects.toThrow(/permission denied/);
    await expect(listKeyTags(ctx, names)).resolves.toMatchObject({ tags: [{ name: "team", value: "red" }] });
  });

  it("aliases stay as they are: programs encrypt under the key that an alias names", async () => {
    const { ctx, names, instance } = await consoleWithKey();
    const other = await aKey({ ...ctx, db: database.db, keyring: world.ctx.keyring }, { instance });
    const alias = "alias/c";
    await createAlias({ ...ctx, db: database.db }, { ...names, alias });
    await expect(createAlias(ctx, { ...names, alias: "alias/d" })).rejects.toThrow(/permission denied/);
    await expect(updateAlias(ctx, { region, key: other.keyId, alias })).rejects.toThrow(/permission denied/);
    await expect(deleteAlias(ctx, { region, alias })).rejects.toThrow(/permission denied/);
  });

  it("material stays out of reach, even with the root key in hand", async () => {
    const { ctx, names, instance } = await consoleWithKey();
    const armed: Ctx = { ...ctx, keyring: world.ctx.keyring };
    await expect(encrypt(armed, { ...names, plaintext: Buffer.from("x") })).rejects.toThrow(/permission denied/);
    await expect(createKey(armed, createKey.schema.parse({ region, instanceId: instance.instanceId }))).rejects.toThrow(
      /permission denied/,
    );
    await expect(console.db.keyMaterial.findMany()).rejects.toThrow(/permission denied/);
  });
});
