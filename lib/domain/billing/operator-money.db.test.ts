import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { dbAs, type ProcessDb } from "@/lib/testing/process-role";
import type { Ctx } from "../context";
import { parseInput } from "../parse-input";
import { transaction } from "../transaction";
import { aToken, billDays } from "./billing.test-support";
import { createInstanceOrder } from "./create-instance-order";
import { describeBalance } from "./describe-balance";
import { describePricing } from "./describe-pricing";
import { balanceOf, customerBook, post, TEST_BALANCE } from "./ledger";
import { listAccountBalances } from "./list-account-balances";
import { listLedgerMovements } from "./list-ledger-movements";
import { listPrices } from "./list-prices";
import { payOrder } from "./pay-order";
import { setFreeMode } from "./set-free-mode";
import { setPrice } from "./set-price";
import { topUpBalance } from "./top-up-balance";

// What the deployment's operator does about money (BIL-11), what the customer reads of it, and what the database refuses.

const region = "cn-hangzhou";
let database: TestDatabase;
let world: TestWorld;
let gateway: ProcessDb;
let console: ProcessDb;
let operator: TestAccount;
let account: TestAccount;
/** As the console asks the gateway to; and at the command line. */
let asOperator: Ctx;
let atCommandLine: Ctx;
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  gateway = await dbAs(database, "kms_gateway");
  console = await dbAs(database, "kms_console");
  operator = await anAccount(world, { operator: true, name: "the-operator" });
  asOperator = { ...operator.ctx, db: gateway.db };
  atCommandLine = world.as({ kind: "operator", osUser: "root" }, { source: "OperatorCommand", db: gateway.db });
});
afterAll(async () => {
  await gateway.close();
  await console.close();
  await database.close();
});
beforeEach(async () => {
  world.clock.advance({ days: 2 });
  account = await anAccount(world);
  world.clock.advance({ seconds: 1 });
});

const topUp = (amountMicros: bigint, more: object = {}, ctx = asOperator) =>
  topUpBalance(ctx, parseInput(topUpBalance, { accountId: account.accountId, amountMicros, ...more }));
const balance = () => balanceOf(account.ctx, account.accountId);
const told = (of: TestAccount, event: string) =>
  database.db.auditEvent.findMany({ where: { accountId: of.accountId, event }, orderBy: { at: "asc" } });
const statement = (input: object = {}) =>
  listLedgerMovements({ ...account.ctx, db: console.db }, parseInput(listLedgerMovements, input));
const buy = async (chargeType: "PREPAY" | "POSTPAY" = "PREPAY") => {
  const months = chargeType === "PREPAY" ? { months: 1 } : {};
  const form = { region, chargeType, clientToken: aToken(), ...months };
  return createInstanceOrder(account.ctx, createInstanceOrder.schema.parse(form));
};

describe("topping up (BIL-11)", () => {
  it("adds to the balance, with a note, and stands in the account's trail and statement", async () => {
    expect(await topUp(100_000_000n, { note: "invoice 7" })).toEqual({
      accountId: account.accountId,
      balanceMicros: TEST_BALANCE + 100_000_000n,
    });
    expect((await statement()).rows[0]).toMatchObject({
      kind: "TopUp",
      amountMicros: 100_000_000n,
      balanceMicros: TEST_BALANCE + 100_000_000n,
      note: "invoice 7",
      orderId: null,
    });
    expect(await told(account, "TopUpBalance")).toMatchObject([{ detail: { amount: "100.00", note: "invoice 7" } }]);
    await topUp(10_000n, {}, atCommandLine);
    expect(await balance()).toBe(TEST_BALANCE + 100_010_000n);
  });

  it("takes from 0.01 to 1,000,000,000.00, whole cents, of an account that there is", async () => {
    const largest = 1_000_000_000_000_000n;
    for (const wrong of [0n, -10_000n, 9_999n, 10_001n, largest + 10_000n]) {
      await expect(topUp(wrong)).rejects.toMatchObject({ code: "InvalidAmount" });
    }
    await expect(topUp(10_000n, { accountId: "1".repeat(16) })).rejects.toMatchObject({ code: "AccountNotFound" });
    await topUp(largest);
    expect(await balance()).toBe(TEST_BALANCE + largest);
  });

  it("is one for one client token, also when it comes twice at once, and refused with another amount", async () => {
    const clientToken = aToken();
    await Promise.all([1, 2, 3].map(() => topUp(50_000_000n, { clientToken })));
    await topUp(50_000_000n, { clientToken });
    expect(await balance()).toBe(TEST_BALANCE + 50_000_000n);
    expect(await told(account, "TopUpBalance")).toHaveLength(1);
    for (const other of [{ amountMicros: 60_000_000n }, { note: "another" }]) {
      await expect(topUp(50_000_000n, { clientToken, ...other })).rejects.toMatchObject({ code: "InvalidParameter" });
    }
    await topUp(50_000_000n);
    await topUp(50_000_000n);
    expect(await balance()).toBe(TEST_BALANCE + 150_000_000n);
  });

  it("asks a person who they are first, as prices and free mode do (S36)", async () => {
    const { actor } = asOperator;
    if (actor.kind !== "person") throw new Error("the operator is a person here");
    const ctx: Ctx = { ...asOperator, actor: { ...actor, steppedUp: false } };
    const calls = [
      () => topUp(10_000n, {}, ctx),
      () => setPrice(ctx, { code: "key.day", amountMicros: 0n }),
      () => setFreeMode(ctx, { free: true }),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "StepUpRequired" });
    expect(await balance()).toBe(TEST_BALANCE);
  });

  it("is not the customer's, nor are prices, free mode and others' balances (decisions 6)", async () => {
    const { ctx } = account;
    const calls = [
      () => topUp(10_000n, {}, ctx),
      () => setPrice(ctx, { code: "key.day", amountMicros: 0n }),
      () => setFreeMode(ctx, { free: true }),
      () => describePricing(ctx, {}),
      () => listAccountBalances(ctx, parseInput(listAccountBalances, {})),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "NoPermission" });
  });
});

describe("what each account can spend", () => {
  it("is listed by name, page by page, and found by name, its beginning or UID", async () => {
    await topUp(70_000n);
    const list = (input: object = {}) =>
      listAccountBalances({ ...operator.ctx, db: console.db }, parseInput(listAccountBalances, input));
    const { accountId, name } = account;
    const balanceMicros = TEST_BALANCE + 70_000n;
    for (const typed of [name, accountId, name.slice(0, -1).toUpperCase()]) {
      expect((await list({ account: typed })).rows).toContainEqual({ accountId, name, balanceMicros });
    }
    expect((await list({ account: "%" })).rows).toEqual([]);
    const { rows, total } = await list({ page: { size: 100 } });
    expect(total).toBe(await database.db.account.count());
    expect(rows.map((row) => row.name)).toEqual(rows.map((row) => row.name).sort());
    const first = await list({ page: { size: 1 } });
    const second = await list({ page: { size: 1, after: first.next ?? "" } });
    expect([...first.rows, ...second.rows]).toEqual(rows.slice(0, 2));
  });
});

describe("the price table (BIL-06, BIL-11)", () => {
  const price = async (code = "instance.software.month") => (await listPrices(account.ctx, {}))[code];

  it("changes from now on; placed orders keep their price, and who changed it stands in the operator's trail", async () => {
    const before = await buy();
    expect(await setPrice(asOperator, { code: "instance.software.month", amountMicros: 700_000_000n })).toEqual({
      code: "instance.software.month",
      amountMicros: 700_000_000n,
      startsAt: world.clock.now(),
    });
    expect(await price()).toBe(700_000_000n);
    expect((await buy()).amountMicros).toBe(700_000_000n);
    await payOrder(account.ctx, { orderId: before.orderId, termsAccepted: true });
    expect(await balance()).toBe(TEST_BALANCE - 500_000_000n);
    const [event] = await told(operator, "SetPrice");
    expect(event).toMatchObject({ detail: { code: "instance.software.month", before: "500.00", after: "700.00" } });
    world.clock.advance({ seconds: 1 });
    await setPrice(atCommandLine, { code: "instance.software.month", amountMicros: 500_000_000n });
    await setPrice(atCommandLine, { code: "instance.software.month", amountMicros: 500_000_000n }); // no change
    expect((await told(operator, "SetPrice")).map(({ actor }) => actor)).toEqual([
      expect.stringContaining(operator.accountId),
      "operator:root",
    ]);
    const { prices, free } = await describePricing({ ...operator.ctx, db: console.db }, {});
    expect(free).toBe(false);
    expect(prices.map(({ code }) => code)).toEqual([...prices.map(({ code }) => code)].sort());
    const shown = prices.find(({ code }) => code === "instance.software.month");
    expect(shown?.history.map(({ amountMicros }) => amountMicros)).toEqual([500_000_000n, 700_000_000n, 500_000_000n]);
    expect(shown?.startsAt).toEqual(shown?.history[0]?.startsAt);
  });

  it("refuses an unknown code and an amount that is none", async () => {
    await expect(setPrice(asOperator, { code: "gold.gram", amountMicros: 10_000n })).rejects.toMatchObject({
      code: "PriceNotFound",
      params: { code: "gold.gram" },
    });
    for (const wrong of [-10_000n, 1n, 1_000_000_010_000n]) {
      await expect(setPrice(asOperator, { code: "key.day", amountMicros: wrong })).rejects.toMatchObject({
        code: "InvalidAmount",
      });
    }
  });

  it("takes two changes of one code at once, one after the other", async () => {
    const amounts = [20_000n, 40_000n, 50_000n];
    await Promise.all(amounts.map((amountMicros) => setPrice(asOperator, { code: "key.day", amountMicros })));
    world.clock.advance({ seconds: 1 });
    expect(amounts).toContain(await price("key.day"));
    await setPrice(asOperator, { code: "key.day", amountMicros: 30_000n });
  });
});

describe("free mode (BIL-11)", () => {
  it("costs nothing and goes the same way: order, terms, Pay, instance; orders from before keep their price", async () => {
    const before = await buy();
    expect(await setFreeMode(asOperator, { free: true })).toEqual({ free: true, startsAt: world.clock.now() });
    await setFreeMode(asOperator, { free: true }); // no change
    expect(new Set(Object.values(await listPrices(account.ctx, {})))).toEqual(new Set([0n]));
    const order = await buy();
    expect(order).toMatchObject({ amountMicros: 0n, state: "Unpaid" });
    await expect(payOrder(account.ctx, { orderId: order.orderId, termsAccepted: false })).rejects.toMatchObject({
      code: "TermsNotAccepted",
    });
    const paid = await payOrder(account.ctx, { orderId: order.orderId, termsAccepted: true });
    expect(paid).toMatchObject({ state: "Paid", paidWith: "Balance", resourceId: expect.stringMatching(/^kst-/) });
    expect(await balance()).toBe(TEST_BALANCE);
    expect((await statement()).rows).toHaveLength(1);
    await payOrder(account.ctx, { orderId: before.orderId, termsAccepted: true });
    expect(await balance()).toBe(TEST_BALANCE - 500_000_000n);
    world.clock.advance({ hours: 1 });
    await setFreeMode(atCommandLine, { free: false });
    expect((await buy()).amountMicros).toBe(500_000_000n);
    expect((await told(operator, "SetFreeMode")).map(({ detail }) => detail)).toEqual([
      { before: false, after: true },
      { before: true, after: false },
    ]);
    expect(await describePricing(asOperator, {})).toMatchObject({ free: false, freeSince: world.clock.now() });
  });
});

describe("the statement", () => {
  it("tells every movement with what it was for and the balance after it, whatever is filtered", async () => {
    const from = world.clock.now();
    const { orderId } = await buy();
    world.clock.advance({ seconds: 1 });
    await payOrder(account.ctx, { orderId, termsAccepted: true });
    world.clock.advance({ seconds: 1 });
    await topUp(10_000n, { note: "a cent" });
    await anInstance(account.ctx, { enabled: false });
    world.clock.advance({ days: 1 });
    await billDays(world.as({ kind: "system", job: "bill-days" }), account);
    const { rows, next } = await statement();
    const shown = rows.map(({ kind, amountMicros, balanceMicros }) => [kind, amountMicros, balanceMicros]);
    const paid = TEST_BALANCE - 500_000_000n;
    expect(shown).toEqual([
      ["DailyBill", -4_500_000n, paid + 10_000n - 4_500_000n],
      ["TopUp", 10_000n, paid + 10_000n],
      ["OrderPayment", -500_000_000n, paid],
      ["TestBalance", TEST_BALANCE, TEST_BALANCE],
    ]);
    expect(next).toBeNull();
    expect(rows.map(({ orderId, billId, note }) => [orderId, billId, note])).toEqual([
      [null, expect.stringMatching(/^bil-/), ""],
      [null, null, "a cent"],
      [orderId, null, ""],
      [null, null, ""],
    ]);
    const later = { from: new Date(from.getTime() + 1000), to: new Date(from.getTime() + 2000) };
    expect((await statement(later)).rows).toEqual([rows[2]]);
    const first = await statement({ page: { size: 3 } });
    const second = await statement({ page: { size: 3, after: first.next } });
    expect([...first.rows, ...second.rows]).toEqual(rows);
    expect(second.next).toBeNull();
    const { balanceMicros } = await describeBalance({ ...account.ctx, db: console.db }, {});
    expect(balanceMicros).toBe(rows[0]?.balanceMicros);
  });
});

describe("a page of the statement", () => {
  it("tells the same balances however it is cut and filtered, of movements of one moment too", async () => {
    for (const amount of [10_000n, 20_000n, 30_000n]) await topUp(amount);
    world.clock.advance({ seconds: 1 });
    const between = world.clock.now();
    for (const amount of [40_000n, 50_000n]) await topUp(amount);
    const { rows } = await statement({ page: { size: 100 } });
    const upTo = (index: number) => rows.slice(index).reduce((sum, { amountMicros }) => sum + amountMicros, 0n);
    expect(rows.map(({ balanceMicros }) => balanceMicros)).toEqual(rows.map((_, index) => upTo(index)));
    expect(rows[0]?.balanceMicros).toBe(TEST_BALANCE + 150_000n);
    const walked = [];
    for (let after: string | null | undefined, more = true; more; more = after !== null) {
      const page = await statement({ page: { size: 1, after } });
      walked.push(...page.rows);
      after = page.next;
    }
    expect(walked).toEqual(rows);
    expect((await statement({ to: between })).rows).toEqual(rows.slice(2));
    expect(
      (
        await statement({
          to: between,
          page: { size: 2, after: (await statement({ to: between, page: { size: 1 } })).next },
        })
      ).rows,
    ).toEqual(rows.slice(3, 5));
    expect((await statement({ from: between })).rows).toEqual(rows.slice(0, 2));
    expect((await statement({ to: new Date(0) })).rows).toEqual([]);
  });
});

describe("what the database itself refuses, the owner of it too (decisions 15)", () => {
  const movement = () => database.db.ledgerMovement.findFirstOrThrow({ where: { accountId: account.accountId } });
  const gift = (more: Partial<Parameters<typeof post>[1]> = {}) =>
    transaction(account.ctx, (tx) => {
      const lines = [
        { book: "revenue", amountMicros: -1n },
        { book: customerBook(account.accountId), amountMicros: 1n },
      ];
      return post(tx, { accountId: account.accountId, kind: "OrderPayment", lines, ...more });
    });

  it("a movement without lines, and one that does not sum to zero", async () => {
    await expect(gift({ lines: [] })).rejects.toThrow(/has no lines/);
    const one = { book: customerBook(account.accountId), amountMicros: 1n };
    await expect(gift({ lines: [one] })).rejects.toThrow(/does not sum to zero/);
  });

  it("to alter or remove what is written, or to add to it", async () => {
    const { pk } = await movement();
    for (const sql of [
      `UPDATE ledger_entry SET amount_micros = 0 WHERE movement_pk = '${pk}'`,
      `DELETE FROM ledger_entry WHERE movement_pk = '${pk}'`,
      `UPDATE ledger_movement SET note = 'x' WHERE pk = '${pk}'`,
      `DELETE FROM ledger_movement WHERE pk = '${pk}'`,
      "TRUNCATE ledger_entry",
      "UPDATE daily_bill SET amount_micros = 0",
      "DELETE FROM daily_bill",
    ]) {
      await expect(database.sql(sql), sql).rejects.toThrow(/only grows/);
    }
    const values = (book: string, amount: number) => `(gen_random_uuid(), '${pk}', '${book}', ${amount})`;
    const lines = [values("revenue", -1), values(customerBook(account.accountId), 1)].join(", ");
    await expect(
      database.sql(`INSERT INTO ledger_entry (pk, movement_pk, book, amount_micros) VALUES ${lines}`),
    ).rejects.toThrow(/is closed/);
    expect(await balance()).toBe(TEST_BALANCE);
  });

  it("a second payment of an order, a second charge for a bill, and a price or bill below zero", async () => {
    const { orderId } = await buy();
    await payOrder(account.ctx, { orderId, termsAccepted: true });
    const { pk: orderPk } = await database.db.order.findUniqueOrThrow({ where: { orderId } });
    await expect(gift({ orderPk })).rejects.toThrow(/order_pk|Unique/);
    const billPk = account.ctx.newId();
    await gift({ kind: "DailyBill", billPk });
    await expect(gift({ kind: "DailyBill", billPk })).rejects.toThrow(/bill_pk|Unique/);
    await expect(database.sql("INSERT INTO price VALUES ('key.day', -1, now())")).rejects.toThrow(/no_gift/);
  });

  it("to rewrite prices, modes and bills, for the roles of the processes", async () => {
    const grants = await database.sql<{ role: string; tab: string; may: string }>(`
      SELECT role, tab, may FROM unnest(ARRAY['kms_gateway', 'kms_worker', 'kms_console']) AS role,
        unnest(ARRAY['price', 'pricing_mode', 'daily_bill', 'ledger_movement', 'ledger_entry']) AS tab,
        unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS may
      WHERE has_table_privilege(role, tab, may) AND NOT (may = 'INSERT' AND role <> 'kms_console')`);
    expect(grants).toEqual([]);
  });
});
