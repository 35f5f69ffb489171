import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { OPERATOR_OPERATIONS } from "@/lib/api/internal-operations";
import { makeLog } from "@/lib/log";
import { operatorContexts } from "@/lib/socket/contexts";
import { serveSocket } from "@/lib/socket/server";
import { operatorSocketPath } from "@/lib/socket/socket-path";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";

// The operator's commands about money (BIL-11), over the real socket.

let database: TestDatabase;
let server: { close(): Promise<void> };
let folder: string;
let account: TestAccount;
let balance: (args: string[]) => Promise<unknown>;
let prices: (args: string[]) => Promise<unknown>;
let freeMode: (args: string[]) => Promise<unknown>;

beforeAll(async () => {
  database = await testDatabase();
  const world = testWorld(database.db);
  account = await anAccount(world, { name: "north" });
  await anAccount(world, { name: "northgate" });
  folder = mkdtempSync(path.join(tmpdir(), "kms-cli-"));
  vi.stubEnv("KMS_GATEWAY_SOCKET", path.join(folder, "gateway.sock"));
  vi.resetModules(); // settings are read once in a process
  balance = (await import("./balance")).balanceCommand;
  ({ pricesCommand: prices, freeModeCommand: freeMode } = await import("./prices"));
  server = await serveSocket({
    path: operatorSocketPath(path.join(folder, "gateway.sock")),
    operations: OPERATOR_OPERATIONS,
    contextFor: operatorContexts(world.ctx),
    log: makeLog({}, () => {}, "error"),
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.resetModules();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
  await database.close();
});

const given = (...args: string[]) => ["top-up", "--account", ...args];

describe("kms balance", () => {
  it("tells what each account can spend, and one by its whole name or UID", async () => {
    const north = { accountId: account.accountId, name: "north", balance: "10000.00" };
    expect(await balance([])).toEqual([north, expect.objectContaining({ name: "northgate" })]);
    expect(await balance(["--account", "North"])).toEqual(north);
    expect(await balance(["--account", account.accountId])).toEqual(north);
    await expect(balance(["--account", "nort"])).rejects.toMatchObject({ code: "AccountNotFound" });
  });

  it("tops up, each time anew, and says what there is then", async () => {
    expect(await balance(given("north", "--amount", "100.50", "--note", "a gift"))).toMatchObject({
      balance: "10100.50",
    });
    expect(await balance(given("north", "--amount", "100.50"))).toMatchObject({ balance: "10201.00" });
    const [movement] = await database.sql("SELECT note FROM ledger_movement WHERE kind = 'TopUp' ORDER BY note DESC");
    expect(movement).toEqual({ note: "a gift" });
  });

  it("is one top-up for one token, which is said before it is asked for", async () => {
    const says = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const first = (await balance(given("north", "--amount", "1"))) as { balance: string; token: string };
    expect(says.mock.calls).toEqual([[expect.stringContaining(`--token ${first.token}`)]]);
    says.mockRestore();
    expect(await balance(given("north", "--amount", "1", "--token", first.token))).toEqual(first);
    const mine = await balance(given("north", "--amount", "1", "--token", "invoice-7"));
    expect(mine).toMatchObject({ token: "invoice-7" });
    expect(await balance(given("north", "--amount", "1", "--token", "invoice-7"))).toEqual(mine);
    await expect(balance(given("north", "--amount", "2", "--token", "invoice-7"))).rejects.toMatchObject({
      code: "InvalidParameter",
    });
  });

  it("refuses what is no amount, too much, and an account that there is not", async () => {
    for (const typed of ["-1", "1.005", "ten"]) {
      await expect(balance(given("north", "--amount", typed))).rejects.toThrow(/no amount|argument/);
    }
    await expect(balance(given("north", "--amount", "0"))).rejects.toMatchObject({ code: "InvalidAmount" });
    await expect(balance(given("south", "--amount", "1"))).rejects.toMatchObject({ code: "AccountNotFound" });
    await expect(balance(["top-up"])).rejects.toThrow(/--account is missing/);
    await expect(balance(["topup"])).rejects.toThrow();
  });
});

describe("kms prices, kms free-mode", () => {
  it("show the table, change a price from now on, and switch free mode", async () => {
    expect(await prices(["set", "key.day", "0.05"])).toMatchObject({ code: "key.day", amount: "0.05" });
    expect(await prices([])).toMatchObject({
      freeMode: false,
      prices: expect.arrayContaining([expect.objectContaining({ code: "key.day", amount: "0.05" })]),
    });
    expect(await freeMode(["on"])).toMatchObject({ freeMode: true });
    expect(await prices([])).toMatchObject({ freeMode: { since: expect.any(Date) } });
    expect(await freeMode(["off"])).toMatchObject({ freeMode: false });
  });

  it("refuse what they do not know", async () => {
    await expect(prices(["set", "gold", "1"])).rejects.toMatchObject({ code: "PriceNotFound" });
    for (const wrong of [["set", "key.day"], ["set", "key.day", "1", "2"], ["list"]]) {
      await expect(prices(wrong)).rejects.toThrow();
    }
    for (const wrong of [[], ["maybe"], ["on", "off"]]) await expect(freeMode(wrong)).rejects.toThrow(/kms/);
  });
});
