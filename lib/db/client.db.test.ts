import { afterAll, beforeAll, expect, it } from "vitest";
import { transaction } from "@/lib/domain/transaction";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";

let base: TestDatabase;
beforeAll(async () => {
  base = await testDatabase();
});
afterAll(() => base.close());

it("asks a transaction's one connection one query at a time, however many relations are read", async () => {
  const warnings: string[] = [];
  const heard = (warning: Error) => warnings.push(warning.message);
  process.on("warning", heard);
  try {
    const { ctx } = await anAccount(testWorld(base.db));
    await aKey(ctx, { alias: "alias/one", tags: [{ name: "a", value: "b" }] });
    const related = await transaction(ctx, (tx) =>
      tx.db.key.findFirstOrThrow({ include: { versions: true, aliases: true, tags: true } }),
    );
    expect([related.versions.length, related.aliases.length, related.tags.length]).toEqual([1, 1, 1]);
    // Node gives warnings out in a later turn.
    await new Promise<void>((resolve) => setImmediate(resolve));
  } finally {
    process.off("warning", heard);
  }
  expect(warnings.filter((message) => message.includes("already executing a query"))).toEqual([]);
});

it("goes on after a query that failed beside others", async () => {
  const { ctx } = await anAccount(testWorld(base.db));
  const failing = transaction(ctx, async (tx) => {
    await Promise.all([tx.db.$queryRaw`SELECT 1/0`, tx.db.$queryRaw`SELECT 1`, tx.db.account.count()]);
  });
  await expect(failing).rejects.toThrow();
  expect(await transaction(ctx, (tx) => tx.db.account.count())).toBeGreaterThan(0);
});
