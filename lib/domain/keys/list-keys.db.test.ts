import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Prisma } from "@/lib/generated/prisma/client";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { long } from "@/lib/testing/long";
import type { Ctx } from "../context";
import type { KeyFilter } from "./key-filter";
import { listAliases } from "./list-aliases";
import { listKeys } from "./list-keys";

const region = "cn-hangzhou";
const DAY_MS = 24 * 3600_000;
const KEYS = 90;

let database: TestDatabase;
let world: TestWorld;
let me: Awaited<ReturnType<typeof anAccount>>;
let other: typeof me;
let instances: Record<"mine" | "alone" | "expired" | "theirs", { pk: string; instanceId: string }>;

const ROW = { instance: true, aliases: true, tags: true } as const;
type Row = Prisma.KeyGetPayload<{ include: typeof ROW }>;
let rows: Row[];

beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  me = await anAccount(world);
  other = await anAccount(world);
  instances = {
    mine: await anInstance(me.ctx),
    alone: await anInstance(me.ctx),
    expired: await anInstance(me.ctx, { chargeType: "PREPAY", months: 1 }),
    theirs: await anInstance(other.ctx),
  };
  await database.sql("UPDATE instance SET sharing_mode = 'Independent' WHERE pk = $1", [instances.alone.pk]);
  world.clock.advance({ days: 40 });
  for (let n = 0; n < KEYS; n++) await insertKey(n);
  rows = (await database.db.key.findMany({ where: { region }, include: ROW })).filter(isVisible);
}, 60_000);
afterAll(() => database.close());

const PLACES = ["mine", "mine", "alone", "expired", "theirs", null] as const;
const SPECS = ["Aliyun_AES_256", "RSA_2048", "EC_P256K", "HMAC_SHA_384"] as const;
const USAGES = ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "SIGN_VERIFY", "GENERATE_VERIFY_MAC"] as const;
const STATES = ["Enabled", "Disabled", "Enabled", "PendingDeletion", "PendingImport"] as const;

/** Every mixture of place, account, kind, spec and state within 90 rows; several of one moment, so that pk decides. */
async function insertKey(n: number): Promise<void> {
  const place = PLACES[n % PLACES.length] ?? null;
  const account = n % 5 === 3 ? other : me;
  const state = STATES[(n >> 1) % STATES.length] ?? "Enabled";
  const now = world.clock.now().getTime();
  const createdAt = new Date(now - Math.floor(n / 3) * 1000);
  const pk = world.ctx.newId();
  const spec = n % SPECS.length;
  await database.db.key.create({
    data: {
      ...{ pk, keyId: `key-${String(n).padStart(4, "0")}`, region, accountId: account.accountId, state, createdAt },
      instancePk: place && instances[place].pk,
      kind: place === null && n % 4 === 1 ? "Service" : "Customer",
      spec: SPECS[spec] ?? "Aliyun_AES_256",
      usage: USAGES[spec] ?? "ENCRYPT_DECRYPT",
      primaryVersionId: "v",
      lastRotatedAt: createdAt,
      // A third of those pending deletion is past its date, and one is due in this very moment.
      deleteAt: state === "PendingDeletion" ? new Date(now + ((n % 3) - (n === 6 ? 0 : 1)) * DAY_MS + (n % 3)) : null,
      tags: { create: n % 2 ? [{ name: "env", value: n % 4 === 1 ? "prod" : "a=b" }] : [] },
    },
  });
  const names = n % 7 === 0 ? [] : [`alias/app-${n % 4}/${n}`, ...(n % 3 === 0 ? [`alias/app-${n % 4}/0/${n}`] : [])];
  for (const name of names) {
    const data = { pk: world.ctx.newId(), region, accountId: account.accountId, name, keyPk: pk, createdAt };
    await database.db.alias.create({ data });
  }
}

/** SHR-08 and KEY-51, said plainly. */
function isVisible({ accountId, instance, deleteAt }: Row): boolean {
  const own = accountId === me.accountId;
  const joint = instance?.ownerAccountId === me.accountId && instance.sharingMode === "Joint";
  return (own || joint) && (deleteAt === null || deleteAt > world.clock.now());
}

const shownState = (row: Row) => (row.instancePk === instances.expired.pk ? "Unavailable" : row.state);

/** KEY-94 as a predicate over one row: AND between, OR within. */
function matches(row: Row, filter: KeyFilter): boolean {
  const within = <Value>(asked: readonly Value[] | undefined, has: (value: Value) => boolean) =>
    !asked || asked.some(has);
  const named = (text: string) => {
    const prefix = text.startsWith("alias/") ? text : `alias/${text}`;
    return row.aliases.some(({ name }) => name.startsWith(prefix));
  };
  const tagged = (text: string) => row.tags.some(({ name, value }) => [name, value, `${name}=${value}`].includes(text));
  return (
    within(filter.instanceIds, (id) => row.instance?.instanceId === id) &&
    within(filter.states, (state) => shownState(row) === state) &&
    within(filter.specs, (spec) => row.spec === spec) &&
    within(filter.usages, (usage) => row.usage === usage) &&
    within(filter.protectionLevels, (level) => row.protectionLevel === level) &&
    within(filter.creatorTypes, (type) => (row.kind === "Service") === (type === "Service")) &&
    within(filter.kinds, (kind) => row.kind === kind) &&
    within(filter.keyIds, (id) => row.keyId === id) &&
    within(filter.aliases, named) &&
    within(filter.creators, (id) => row.accountId === id) &&
    within(filter.tagNames, (name) => row.tags.some((tag) => tag.name === name)) &&
    within(filter.tagValues, (value) => row.tags.some((tag) => tag.value === value)) &&
    (!filter.search || row.keyId === filter.search || named(filter.search) || tagged(filter.search))
  );
}

const read = (more: object) => listKeys(me.ctx, listKeys.schema.parse({ region, ...more }));

/** Every page by cursor, and every page by number. */
async function walk(filter: KeyFilter, size: number, more: object = {}) {
  const byCursor: string[] = [];
  let after: string | undefined;
  do {
    const page = await read({ filter, page: { size, after }, ...more });
    byCursor.push(...page.rows.map(({ keyId }) => keyId));
    expect(page.rows).toHaveLength(page.next ? size : page.rows.length);
    after = page.next ?? undefined;
  } while (after);
  const byNumber: string[] = [];
  let total = 0;
  for (let number = 1; number === 1 || byNumber.length < total; number++) {
    const page = await read({ filter, page: { size, number }, ...more });
    byNumber.push(...page.rows.map(({ keyId }) => keyId));
    total = page.total;
    expect(page.rows.length).toBeGreaterThan(total === 0 ? -1 : 0);
  }
  return { byCursor, byNumber, total };
}

const newestFirst = (left: Row, right: Row) =>
  right.createdAt.getTime() - left.createdAt.getTime() || (left.pk < right.pk ? 1 : -1);

async function expectComplete(filter: KeyFilter, size: number) {
  const expected = rows.filter((row) => matches(row, filter)).sort(newestFirst);
  const ids = expected.map(({ keyId }) => keyId);
  const { byCursor, byNumber, total } = await walk(filter, size);
  expect([...byCursor].sort()).toEqual([...ids].sort());
  expect(byNumber).toEqual(byCursor);
  expect(total).toBe(ids.length);
  if (!filter.aliases && !filter.search) expect(byCursor).toEqual(ids);
  return expected;
}

describe("pages of keys are complete, without repetition and counted (KEY-94, GEN-07, decisions 18)", () => {
  const filters: [string, () => KeyFilter][] = [
    ["no filter", () => ({})],
    ["what no time has taken: Unavailable", () => ({ states: ["Unavailable"] })],
    ["one stored state", () => ({ states: ["Enabled"] })],
    ["states of both kinds", () => ({ states: ["PendingDeletion", "Unavailable", "PendingImport"] })],
    ["customer keys", () => ({ kinds: ["Customer"] })],
    ["the tab of default keys", () => ({ kinds: ["Default", "Service"] })],
    ["services' keys", () => ({ creatorTypes: ["Service"], states: ["Enabled", "Disabled"] })],
    ["an HMAC specification", () => ({ specs: ["HMAC_SHA_384"], usages: ["GENERATE_VERIFY_MAC"] })],
    ["instances", () => ({ instanceIds: [instances.mine.instanceId, instances.expired.instanceId] })],
    ["a creator", () => ({ creators: [other.accountId] })],
    ["key ids", () => ({ keyIds: ["key-0001", "key-0003", "key-0080", "key-none"] })],
    ["a tag", () => ({ tagNames: ["env", "x"], tagValues: ["prod"] })],
    ["beginnings of aliases, one within the other", () => ({ aliases: ["app-1", "alias/app-1/0", "app-2/1"] })],
    ["an alias in a state", () => ({ aliases: ["app-"], states: ["Disabled"] })],
    ["a search that is a key id", () => ({ search: "key-0001" })],
    ["a search by alias", () => ({ search: "app-3" })],
    ["a search by tag", () => ({ search: "env=a=b" })],
    ["a search and an alias", () => ({ search: "prod", aliases: ["app-1"] })],
    ["what there is none of", () => ({ protectionLevels: ["HSM"] })],
  ];
  it.each(filters)("under %s", async (_, filterOf) => {
    await expectComplete(filterOf(), 9);
  });

  it("under any filters together", async () => {
    const some = <Value>(...values: Value[]) =>
      fc.option(fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }), {
        nil: undefined,
        freq: 2,
      });
    const filters = fc.record({
      states: some(...STATES, "Unavailable" as const),
      specs: some(...SPECS),
      kinds: some("Customer" as const, "Default" as const, "Service" as const),
      creators: some(me.accountId, other.accountId),
      instanceIds: some(...Object.values(instances).map(({ instanceId }) => instanceId)),
      tagNames: some("env", "x"),
      aliases: some("app-1", "app-1/0", "app-", "y"),
      search: fc.option(fc.constantFrom("app-1/0", "prod", "env", "key-0009"), { nil: undefined, freq: 1 }),
    });
    const sizes = fc.constantFrom(3, 20, 100);
    await fc.assert(
      fc.asyncProperty(filters, sizes, async (filter, size) => {
        await expectComplete(filter as KeyFilter, size);
      }),
      { numRuns: long ? 200 : 10 },
    );
  });
});

describe("a page of keys", () => {
  it("has keys of a jointly shared instance once, whoever made them, and none of an independent one (SHR-08)", async () => {
    const shown = await expectComplete({}, 100);
    const makers = (place: keyof typeof instances) =>
      new Set(shown.filter((row) => row.instancePk === instances[place].pk).map((row) => row.accountId));
    expect(makers("mine")).toEqual(new Set([me.accountId, other.accountId]));
    expect(makers("alone")).toEqual(new Set([me.accountId]));
    expect(makers("theirs")).toEqual(new Set([me.accountId]));
  });

  it("follows an instance and a due date over time, without a row being written (KEY-40, KEY-51)", async () => {
    const later: Ctx = { ...me.ctx, now: () => new Date(world.clock.now().getTime() + 3 * DAY_MS) };
    const pending = listKeys.schema.parse({ region, filter: { states: ["PendingDeletion"] }, page: { size: 100 } });
    expect((await listKeys(me.ctx, pending)).total).toBeGreaterThan(0);
    expect(await listKeys(later, pending)).toMatchObject({ total: 0, rows: [], next: null });
    const before: Ctx = { ...me.ctx, now: () => new Date(world.clock.now().getTime() - 20 * DAY_MS) };
    const unavailable = listKeys.schema.parse({ region, filter: { states: ["Unavailable"] } });
    expect((await listKeys(me.ctx, unavailable)).total).toBeGreaterThan(0);
    expect((await listKeys(before, unavailable)).total).toBe(0);
  });

  it("says that there are more where it was told how far to count", async () => {
    const all = (await read({})).total;
    expect(await read({ countUpTo: 10 })).toMatchObject({ total: 10, totalIsLeast: true });
    expect(await read({ countUpTo: all })).toMatchObject({ total: all, totalIsLeast: false });
    expect(await read({ countUpTo: 10, filter: { search: "app-" } })).toMatchObject({ total: 10, totalIsLeast: true });
  });

  it.each(["", "by-name.x", "1.2.3", "by-name.00000000-0000-0000-0000-000000000000."])(
    "begins at the start after a cursor that the list did not write: %s",
    async (after) => {
      const first = await read({ page: { size: 5 } });
      expect(await read({ page: { size: 5, after } })).toMatchObject({ next: first.next });
    },
  );

  it("takes at most ten values of a name (KEY-94)", () => {
    const keyIds = Array.from({ length: 11 }, (_, n) => `key-${n}`);
    expect(listKeys.schema.safeParse({ region, filter: { keyIds } }).success).toBe(false);
    expect(listKeys.schema.safeParse({ region, filter: { keyIds: keyIds.slice(1) } }).success).toBe(true);
  });
});

it("lists aliases newest first and whole, without those of keys that are past their date (GEN-07, KEY-51)", async () => {
  const now = world.clock.now();
  const living = { OR: [{ deleteAt: null }, { deleteAt: { gt: now } }] };
  const expected = await database.db.alias.findMany({
    where: { accountId: me.accountId, region, key: living },
    orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
  });
  const names: string[] = [];
  for (let number = 1; names.length < expected.length; number++) {
    const page = await listAliases(me.ctx, listAliases.schema.parse({ region, page: { size: 13, number } }));
    expect(page.total).toBe(expected.length);
    expect(page.rows.length).toBeGreaterThan(0);
    names.push(...page.rows.map(({ name }) => name));
  }
  expect(names).toEqual(expected.map(({ name }) => name));
});
