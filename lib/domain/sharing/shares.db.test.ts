import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aDirectory, aShare } from "@/lib/testing/builders/a-share";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";

let base: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
});
afterAll(() => base.close());

describe("x", () => {
  it("y", async () => {
    const [a, b] = [await anAccount(world), await anAccount(world)];
    await aDirectory(a, [b]);
    const instance = await anInstance(a.ctx);
    const share = await aShare(a.ctx, instance, [b]);
    expect(share).toMatchObject({ principals: [{ accounts: [{ state: "Active" }] }] });
  });
});
