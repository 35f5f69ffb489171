import { afterAll, beforeAll, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { decrypt } from "./decrypt";
import { disableKey } from "./disable-key";
import { encrypt } from "./encrypt";

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
});
afterAll(() => database.close());

it("a call that is refused counts too: at its key where it may use that, else at its account (INS-11)", async () => {
  const { ctx: plain, accountId } = await anAccount(world);
  const counted: string[] = [];
  const take = ({ subject }: { subject: string }) => {
    counted.push(subject);
    return undefined;
  };
  const ctx: Ctx = { ...plain, ports: { ...plain.ports, callLimits: { take } } };
  const instance = await anInstance(plain);
  const { keyId: key, region } = await aKey(plain, { instance });
  const stranger = await anAccount(world);
  const foreign = await aKey(stranger.ctx, { instance: await anInstance(stranger.ctx) });
  const plaintext = Buffer.from("x");
  const ofInstance = `instance ${instance.pk}`;
  const ofAccount = `symmetric ${accountId}`;
  const countedBy = async (call: Promise<unknown>) => {
    counted.length = 0;
    const code = await call.then(
      () => "ok",
      (error) => error.code,
    );
    return [code, ...counted];
  };

  const { blob } = await encrypt(plain, { region, key, plaintext });
  const { blob: theirs } = await encrypt(stranger.ctx, { region, key: foreign.keyId, plaintext });
  expect(await countedBy(encrypt(ctx, { region, key, plaintext }))).toEqual(["ok", ofInstance]);
  expect(await countedBy(decrypt(ctx, { region, blob }))).toEqual(["ok", ofInstance]);
  expect(await countedBy(encrypt(ctx, { region, key: foreign.keyId, plaintext }))).toEqual(["KeyNotFound", ofAccount]);
  expect(await countedBy(encrypt(ctx, { region, key: "key-of-nobody", plaintext }))).toEqual([
    "KeyNotFound",
    ofAccount,
  ]);
  expect(await countedBy(decrypt(ctx, { region, blob: theirs }))).toEqual(["KeyNotFound", ofAccount]);
  await disableKey(plain, { region, key });
  expect(await countedBy(encrypt(ctx, { region, key, plaintext }))).toEqual(["KeyDisabled", ofInstance]);
  expect(await countedBy(decrypt(ctx, { region, blob }))).toEqual(["KeyDisabled", ofInstance]);
});
