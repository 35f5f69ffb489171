import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BatchEntry, Written } from "@/lib/db/recorder.sql";
import { groupRecorder } from "./recorder";

const entry = (name: string, nonce?: string): BatchEntry => ({
  used: [{ table: "key", pk: name, revision: 0n }],
  ...(nonce && { nonce: { signedAt: new Date(0), digest16: Buffer.from(nonce.padEnd(16)) } }),
});
const nameOf = ({ used }: BatchEntry) => used[0]?.pk ?? "";

/** A database whose commits the test ends one by one. */
function heldWriter() {
  const batches: { names: string[]; end(): void; fail(error: unknown): void }[] = [];
  let inFlight = 0;
  let most = 0;
  let arrived = () => {};
  const write = (entries: readonly BatchEntry[]) =>
    new Promise<Written[]>((resolve, reject) => {
      most = Math.max(most, ++inFlight);
      const settle = (then: () => void) => {
        inFlight--;
        then();
      };
      batches.push({
        names: entries.map(nameOf),
        end: () => settle(() => resolve(entries.map(() => ({ kind: "written" })))),
        fail: (error) => settle(() => reject(error)),
      });
      arrived();
    });
  const batch = async (at: number) => {
    while (batches.length <= at) await new Promise<void>((resolve) => (arrived = resolve));
    return batches[at] as (typeof batches)[number];
  };
  return { write, batch, batches, most: () => most };
}

describe("the group recorder (decisions 8)", () => {
  it("collects while a batch commits, with one in flight", async () => {
    const { write, batch, most } = heldWriter();
    const recorder = groupRecorder(write, () => {});
    const first = recorder.submit(entry("a"));
    const held = await batch(0);
    const others = Promise.all([recorder.submit(entry("b")), recorder.submit(entry("c"))]);
    held.end();
    expect(await first).toEqual({ kind: "written" });
    const next = await batch(1);
    expect(next.names).toEqual(["b", "c"]);
    next.end();
    await others;
    await recorder.drain();
    expect(most()).toBe(1);
  });

  it("puts at most 512 into one", async () => {
    const sizes: number[] = [];
    const recorder = groupRecorder(
      async (entries) => {
        sizes.push(entries.length);
        return entries.map(() => ({ kind: "written" }));
      },
      () => {},
    );
    await Promise.all(Array.from({ length: 1200 }, (_, at) => recorder.submit(entry(String(at)))));
    expect(Math.max(...sizes)).toBe(512);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(1200);
  });

  it("says at once that it cannot keep up, instead of waiting without end", async () => {
    const { write, batch } = heldWriter();
    const recorder = groupRecorder(write, () => {});
    const kept = Array.from({ length: 8192 }, (_, at) => recorder.submit(entry(String(at))));
    await expect(recorder.submit(entry("one too many"))).rejects.toMatchObject({ code: "ServiceUnavailable" });
    for (let at = 0; at < 16; at++) (await batch(at)).end();
    expect(await Promise.all(kept)).toHaveLength(8192);
  });

  it("drops every result of a batch that failed, and goes on with the next", async () => {
    const { write, batch } = heldWriter();
    const failures: unknown[] = [];
    const recorder = groupRecorder(write, (error) => failures.push(error));
    const lost = [recorder.submit(entry("a")), recorder.submit(entry("b"))];
    const gone = new Error("the connection is gone");
    (await batch(0)).fail(gone);
    for (const one of lost) await expect(one).rejects.toMatchObject({ code: "ServiceUnavailable" });
    const next = recorder.submit(entry("c"));
    (await batch(1)).end();
    await expect(next).resolves.toEqual({ kind: "written" });
    expect(failures).toEqual([gone]);
  });

  it("lets one entry that cannot be stored take no other with it", async () => {
    const recorder = groupRecorder(
      async (entries) => {
        if (entries.some((one) => nameOf(one) === "bad")) throw Object.assign(new Error("22"), { code: "22P05" });
        return entries.map(() => ({ kind: "written" }));
      },
      () => {},
    );
    const [good, bad, other] = [
      recorder.submit(entry("good")),
      recorder.submit(entry("bad")),
      recorder.submit(entry("x")),
    ];
    await expect(bad).rejects.toMatchObject({ code: "ServiceUnavailable" });
    expect(await Promise.all([good, other])).toEqual([{ kind: "written" }, { kind: "written" }]);
  });

  it("never puts one nonce twice into a batch, where the statement could not tell the two apart", async () => {
    const { write, batch } = heldWriter();
    const recorder = groupRecorder(write, () => {});
    const all = [
      recorder.submit(entry("a", "n")),
      recorder.submit(entry("b", "n")),
      recorder.submit(entry("c", "m")),
      recorder.submit(entry("d")),
    ];
    const first = await batch(0);
    expect(first.names).toEqual(["a", "c", "d"]);
    first.end();
    const second = await batch(1);
    expect(second.names).toEqual(["b"]);
    second.end();
    await Promise.all(all);
  });
});

describe("when the next batch begins", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setImmediate", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

  /** A batch of two that took 10 ms, with a third call waiting behind it. */
  async function afterOne() {
    const { write, batches } = heldWriter();
    const recorder = groupRecorder(write, () => {});
    const answered = Promise.all([recorder.submit(entry("a")), recorder.submit(entry("b"))]);
    await pass(1);
    void recorder.submit(entry("c"));
    await pass(9);
    batches[0]?.end();
    await answered;
    return { recorder, batches, names: () => batches.map((batch) => batch.names) };
  }

  it("callers who were answered and call again at once take part in it", async () => {
    const { recorder, names } = await afterOne();
    void recorder.submit(entry("a again"));
    await pass(2);
    expect(names()).toEqual([["a", "b"]]);
    void recorder.submit(entry("b again"));
    await pass(0);
    expect(names()).toEqual([
      ["a", "b"],
      ["c", "a again", "b again"],
    ]);
  });

  it("nobody is waited for longer than half of what the last took", async () => {
    const { names } = await afterOne();
    await pass(4);
    expect(names()).toHaveLength(1);
    await pass(1);
    expect(names()[1]).toEqual(["c"]);
  });

  it("nor for long where the last took very long; and a call that comes alone waits for nothing", async () => {
    const { recorder, batches, names } = await afterOne();
    await pass(5);
    void recorder.submit(entry("d"));
    await pass(30_000);
    batches[1]?.end();
    await pass(20);
    expect(names()[2]).toEqual(["d"]);
    batches[2]?.end();
    await recorder.drain();
    await pass(1000);
    void recorder.submit(entry("e"));
    await pass(0);
    expect(names()[3]).toEqual(["e"]);
  });
});
