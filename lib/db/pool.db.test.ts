import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { makePool } from "./pool";

let base: TestDatabase;
beforeAll(async () => {
  base = await testDatabase();
});
afterAll(() => base.close());

it("gives up on an answer that does not come, and asks the next one on another connection", async () => {
  // What a server that is cut off looks like from here: it neither answers nor closes.
  const pool = makePool(base.url, { max: 1, answerTimeoutMs: 200 });
  try {
    const pid = (await pool.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows[0]?.pid;
    await expect(pool.query("SELECT pg_sleep(20)")).rejects.toThrow(/timeout/);
    const next = (await pool.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows[0]?.pid;
    expect(next).not.toBe(pid);
  } finally {
    await pool.end();
  }
});
