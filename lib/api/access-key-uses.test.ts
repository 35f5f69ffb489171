import { expect, it } from "vitest";
import { accessKeyUses } from "./access-key-uses";

function recorded(write: (accessKeyId: string) => Promise<void> = async () => {}) {
  const time = { now: 0 };
  const written: string[] = [];
  const failures: unknown[] = [];
  const uses = accessKeyUses(
    (accessKeyId) => {
      written.push(accessKeyId);
      return write(accessKeyId);
    },
    (error) => failures.push(error),
    () => time.now,
  );
  return { uses, time, written, failures };
}

it("writes the use of each AccessKey at most once a minute", async () => {
  const { uses, time, written } = recorded();
  for (let second = 0; second < 130; second++) {
    time.now = second * 1000;
    uses.note("a");
    uses.note("b");
    await uses.drain();
  }
  expect(written).toEqual(["a", "b", "a", "b", "a", "b"]);
});

it("writes one at a time, and goes on after a failure", async () => {
  let open = 0;
  let most = 0;
  const { uses, written, failures } = recorded(async (accessKeyId) => {
    most = Math.max(most, ++open);
    await Promise.resolve();
    open--;
    if (accessKeyId === "k3") throw new Error("the database is away");
  });
  const names = Array.from({ length: 20 }, (_, n) => `k${n}`);
  for (const name of names) uses.note(name);
  await uses.drain();
  expect(written).toEqual(names);
  expect(most).toBe(1);
  expect(failures).toHaveLength(1);
});
