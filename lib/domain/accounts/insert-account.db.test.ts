import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anAccount } from "@/lib/testing/builders/an-account";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { balanceOf, TEST_BALANCE } from "../billing/ledger";
import { currentWrappingKey } from "../wrapping-keys";

let base: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
});
afterAll(() => base.close());

describe("a new account", () => {
  it("has a 16-digit UID, a root person, a key of its own and the test balance (GEN-02, ACC-01, BIL-11)", async () => {
    const account = await anAccount(world);
    expect(account.accountId).toMatch(/^[1-9]\d{15}$/);
    const person = await base.db.person.findUniqueOrThrow({ where: { pk: account.personPk } });
    expect(person).toMatchObject({ root: true, operator: false, accountId: account.accountId });
    expect((await currentWrappingKey(account.ctx, "Account", account.accountPk)).generation).toBe(1);
    expect(await balanceOf(account.ctx, account.accountId)).toBe(TEST_BALANCE);
  });

  it("takes neither a name nor a UID that is taken, and leaves nothing behind", async () => {
    const first = await anAccount(world);
    await expect(anAccount(world, { name: first.name })).rejects.toMatchObject({ code: "AccountExists" });
    await expect(anAccount(world, { accountId: first.accountId })).rejects.toMatchObject({ code: "AccountExists" });
    expect(await base.db.wrappingKey.count({ where: { kind: "Account" } })).toBe(await base.db.account.count());
  });
});
