import { createClient } from "@redis/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allowing, keepsToTheContract, someAccount, wish } from "./accounts.test-support";
import { makeRedisTarget } from "./redis";
import { lackOfRedis, startRedis, type TestRedis } from "./redis.test-support";

const lack = lackOfRedis();
if (lack) process.stderr.write(`skipped: ${lack}\n`);

describe.skipIf(lack)("users of Redis and Valkey (SEC-18)", () => {
  let server: TestRedis;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  const port = makeRedisTarget({ guardAddress: allowing });
  const readWrite = { privilege: "ReadWrite", databases: [] } as const;

  keepsToTheContract({
    make: makeRedisTarget,
    target: (change) => server.target(change),
    caPem: () => server.caPem,
    rights: readWrite,
  });

  async function signedIn({ account, credential }: ReturnType<typeof wish>) {
    const { address, port: at } = server.target();
    const secret = credential.kind === "password" ? credential.password : "";
    const socket = { host: address, port: at ?? 0, reconnectStrategy: false } as const;
    const client = createClient({ username: account, password: secret, socket });
    client.on("error", () => {});
    return client.connect();
  }

  it("an account reads and writes, or reads, and administers nothing", async () => {
    const writer = wish(someAccount(), { make: readWrite });
    const reader = wish(someAccount(), { make: { privilege: "ReadOnly", databases: [] } });
    for (const each of [writer, reader]) expect(await port.set(server.target(), each)).toEqual({ ok: true });
    const [writing, reading] = [await signedIn(writer), await signedIn(reader)];
    expect(await writing.sendCommand(["SET", "greeting", "hello"])).toBe("OK");
    expect(await reading.sendCommand(["GET", "greeting"])).toBe("hello");
    await expect(reading.sendCommand(["SET", "greeting", "bye"])).rejects.toThrow("NOPERM");
    for (const client of [writing, reading]) {
      for (const command of [
        ["ACL", "LIST"],
        ["CONFIG", "GET", "*"],
        ["FLUSHALL"],
        ["CLIENT", "KILL", "ID", "1"],
        ["KEYS", "*"],
      ]) {
        await expect(client.sendCommand(command), command.join(" ")).rejects.toThrow("NOPERM");
      }
      client.destroy();
    }
  });

  it("a new value ends no open connection, and no right of an account that was there", async () => {
    const account = someAccount();
    const first = wish(account, { make: { privilege: "ReadOnly", databases: [] } });
    await port.set(server.target(), first);
    const open = await signedIn(first);
    expect(await port.set(server.target(), wish(account))).toEqual({ ok: true });
    expect(await open.sendCommand(["GET", "nothing"])).toBeNull();
    await expect(open.sendCommand(["SET", "a", "b"])).rejects.toThrow("NOPERM");
    open.destroy();
  });

  it("an administrator who may not is told so", async () => {
    const other = wish(someAccount(), { make: readWrite });
    await port.set(server.target(), other);
    const secret = other.credential.kind === "password" ? other.credential.password : "";
    const administrator = JSON.stringify({ UserName: other.account, Password: secret });
    expect(await port.check(server.target({ administrator }))).toEqual({ ok: true });
    const refused = await port.set(server.target({ administrator }), wish(someAccount(), { make: readWrite }));
    expect(refused).toEqual({ ok: false, error: "NotPermitted" });
  });

  it.each(["ownFile", "configuration"] as const)("what was set outlives the server: %s", async (users) => {
    const kept = users === "ownFile" ? server : await startRedis(users);
    const made = wish(someAccount(), { make: readWrite });
    expect(await port.set(kept.target(), made)).toEqual({ ok: true });
    expect(kept.kept()).toContain(made.account);
    expect(kept.kept()).not.toContain(made.credential.kind === "password" ? made.credential.password : "");
    await kept.restart();
    expect(await port.signIn(kept.target(), made.account, made.credential)).toEqual({ ok: true });
    if (kept !== server) await kept.stop();
  });

  it.each(["ownFile", "configuration"] as const)(
    "a password that the server could not write down does not count as set: %s",
    async (users) => {
      const full = await startRedis(users);
      const account = someAccount();
      expect(await port.set(full.target(), wish(account, { make: readWrite }))).toEqual({ ok: true });
      full.unwritable();
      expect(await port.set(full.target(), wish(account))).toEqual({ ok: false, error: "Failed" });
      await full.stop();
    },
  );

  it("a server that keeps users nowhere, and knows its administrator by a password alone, is served all the same", async () => {
    const forgetful = await startRedis("nowhere");
    const made = wish(someAccount(), { make: readWrite });
    expect(await port.check(forgetful.target())).toEqual({ ok: true });
    expect(await port.set(forgetful.target(), made)).toEqual({ ok: true });
    expect(await port.signIn(forgetful.target(), made.account, made.credential)).toEqual({ ok: true });
    await forgetful.stop();
  });
});
