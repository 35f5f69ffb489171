import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { decrypt } from "./decrypt";
import { encrypt } from "./encrypt";
import { MaterialDamaged } from "./key-material";
import type { KeyView } from "./key-view";

// Whoever can write the database, but has no root key, must gain nothing by moving rows about (S4).

const region = "cn-hangzhou";
let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterAll(() => database.close());

interface Held {
  ctx: Ctx;
  key: KeyView;
  blob: Buffer;
}

async function held(ctx: Ctx, wishes: Parameters<typeof aKey>[1] = {}): Promise<Held> {
  const key = await aKey(ctx, wishes);
  const place = { region: key.region, key: key.keyId };
  const { blob } = await encrypt(ctx, { ...place, plaintext: Buffer.from(`of ${key.keyId}`) });
  return { ctx, key, blob };
}

const materialOf = (key: KeyView) =>
  `(SELECT m.version_pk FROM key_material m JOIN key_version v ON v.pk = m.version_pk
    WHERE v.version_id = '${key.primaryVersionId}' AND v.region = '${key.region}')`;

/** Exchanges what the sealed boxes of two versions hold, wrapping key id included. */
const swap = (one: KeyView, other: KeyView) =>
  database.sql(
    `UPDATE key_material m SET sealed = o.sealed, wrapping_key_id = o.wrapping_key_id FROM key_material o
     WHERE (m.version_pk, o.version_pk) IN ((${materialOf(one)}, ${materialOf(other)}), (${materialOf(other)}, ${materialOf(one)}))`,
  );

async function expectAlarm({ ctx, key, blob }: Held) {
  const place = { region: key.region, key: key.keyId };
  const encrypting = encrypt(ctx, { ...place, plaintext: Buffer.from("x") });
  await expect(encrypting).rejects.toBeInstanceOf(MaterialDamaged);
  await expect(decrypt(ctx, { region: key.region, blob })).rejects.toBeInstanceOf(MaterialDamaged);
}

async function expectFine({ ctx, key, blob }: Held) {
  const { plaintext } = await decrypt(ctx, { region: key.region, blob });
  expect(plaintext.toString()).toBe(`of ${key.keyId}`);
}

describe("sealed material that was moved to another row does not open there (S4)", () => {
  it.each([
    ["two 1.0 keys of an account", async () => pair((ctx) => [held(ctx), held(ctx)])],
    [
      "two keys of an instance",
      async () => {
        const { ctx } = await anAccount(world);
        const instance = await anInstance(ctx);
        return [await held(ctx, { instance }), await held(ctx, { instance })] as const;
      },
    ],
    [
      "two instances of an account",
      async () => {
        const { ctx } = await anAccount(world);
        const [one, other] = [await anInstance(ctx), await anInstance(ctx)];
        return [await held(ctx, { instance: one }), await held(ctx, { instance: other })] as const;
      },
    ],
    ["two regions", async () => pair((ctx) => [held(ctx), held(ctx, { region: "ap-northeast-1" })])],
    [
      "two accounts",
      async () => {
        const [one, other] = [await anAccount(world), await anAccount(world)];
        return [await held(one.ctx), await held(other.ctx)] as const;
      },
    ],
  ])("between %s", async (_where, make) => {
    const [one, other] = await make();
    await expectFine(one);
    await expectFine(other);
    await swap(one.key, other.key);
    await expectAlarm(one);
    await expectAlarm(other);
    await swap(one.key, other.key);
    await expectFine(one);
    await expectFine(other);
  });

  it("with a row of key or version rewritten to point elsewhere", async () => {
    const mine = await anAccount(world);
    const theirs = await anAccount(world);
    const victim = await held(theirs.ctx);
    // The thief makes the victim's key its own: the row says so, the box does not.
    await database.sql("UPDATE key SET account_id = $1 WHERE key_id = $2", [mine.accountId, victim.key.keyId]);
    await expectAlarm({ ...victim, ctx: mine.ctx });

    const [one, other] = [await held(mine.ctx), await held(mine.ctx)];
    await database.sql("UPDATE key SET primary_version_id = $1 WHERE key_id = $2", [
      other.key.primaryVersionId,
      one.key.keyId,
    ]);
    const place = { region, key: one.key.keyId };
    await expect(encrypt(mine.ctx, { ...place, plaintext: Buffer.from("x") })).rejects.toMatchObject({
      code: "KeyVersionNotFound",
    });
    // A version hung under another key takes that key's place in the binding, and does not open.
    await database.sql("UPDATE key_version SET key_pk = (SELECT pk FROM key WHERE key_id = $1) WHERE version_id = $2", [
      one.key.keyId,
      other.key.primaryVersionId,
    ]);
    await expect(decrypt(mine.ctx, { region, blob: other.blob })).rejects.toBeInstanceOf(MaterialDamaged);
  });

  it("with wrapping keys exchanged, or a bit of any sealed row flipped (S19, P30)", async () => {
    const [one, other] = await pair((ctx) => [held(ctx), held(ctx)]);
    const flip = (at: number) =>
      database.sql(
        `UPDATE key_material SET sealed = set_byte(sealed, $1, get_byte(sealed, $1) # 1)
        WHERE version_pk = ${materialOf(one.key)}`,
        [at],
      );
    // Wrapping key id, generation, salt, commitment, ciphertext, tag (decisions 5.3).
    for (const at of [1, 20, 21, 52, 53, 84, 85, 116, 117, 132]) {
      await flip(at);
      await expectAlarm(one);
      await flip(at);
    }
    await expectFine(one);

    const stranger = await anAccount(world);
    const account = await database.db.account.findUniqueOrThrow({ where: { accountId: one.key.accountId } });
    await database.sql(
      "UPDATE wrapping_key SET sealed = (SELECT sealed FROM wrapping_key WHERE owner_pk = $1) WHERE owner_pk = $2",
      [stranger.accountPk, account.pk],
    );
    for (const { ctx, blob } of [one, other]) await expect(decrypt(ctx, { region, blob })).rejects.toThrow();
  });
});

async function pair(make: (ctx: Ctx) => [Promise<Held>, Promise<Held>]): Promise<readonly [Held, Held]> {
  const { ctx } = await anAccount(world);
  return Promise.all(make(ctx));
}
