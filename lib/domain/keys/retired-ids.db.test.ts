import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { decrypt } from "./decrypt";
import { destroyDueKey } from "./destroy-key";
import { encrypt } from "./encrypt";

// P21: a deleted key that is made again under the same name is another key, and says so.

const region = "cn-hangzhou";
let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterAll(() => database.close());

/** A key under an alias, a ciphertext of it, and then its destruction at the end of the window. */
async function destroyedKey(ctx: Ctx) {
  const instance = await anInstance(ctx);
  const alias = "alias/payments";
  const key = await aKey(ctx, { instance, alias });
  const { blob } = await encrypt(ctx, { region, key: alias, plaintext: Buffer.from("hello"), context: undefined });
  await database.sql("UPDATE key SET state = 'PendingDeletion', delete_at = $2 WHERE key_id = $1", [
    key.keyId,
    world.clock.now(),
  ]);
  const [row] = await database.sql<{ pk: string }>("SELECT pk FROM key WHERE key_id = $1", [key.keyId]);
  await destroyDueKey(world.as({ kind: "system", job: "destroy-due-key" }), { keyPk: row?.pk ?? "" });
  return { instance, alias, key, blob };
}

describe("ids that are gone (P21)", () => {
  it("are not those of a key made again under the same alias, and its predecessor's ciphertext does not open", async () => {
    const { ctx } = await anAccount(world);
    const { instance, alias, key, blob } = await destroyedKey(ctx);
    const again = await aKey(ctx, { instance, alias });
    expect(again.keyId).not.toBe(key.keyId);
    await expect(decrypt(ctx, { region, blob, context: undefined })).rejects.toMatchObject({ code: "KeyNotFound" });
  });

  it("are refused by the database whatever tries to use them", async () => {
    const { ctx, accountId } = await anAccount(world);
    const { key } = await destroyedKey(ctx);
    const insert = database.sql(
      `INSERT INTO key (pk, key_id, region, account_id, spec, usage, state, primary_version_id, created_at, last_rotated_at)
       VALUES (gen_random_uuid(), $1, $2, $3, 'Aliyun_AES_256', 'ENCRYPT/DECRYPT', 'Enabled', 'v', $4, $4)`,
      [key.keyId, region, accountId, world.clock.now()],
    );
    await expect(insert).rejects.toMatchObject({ code: "23505" });
  });
});
