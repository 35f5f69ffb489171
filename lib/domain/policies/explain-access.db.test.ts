import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { aRole } from "@/lib/testing/builders/a-role";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { long } from "@/lib/testing/long";
import { mayDo } from "../authorize";
import type { Ctx } from "../context";
import { loadKey } from "../keys/load-key";
import { writeStatement } from "./explain";
import { explainAccess } from "./explain-access";
import { ABROAD, HOME, ramStatements, resourceStatements } from "./generated-access.test-support";
import { rootArn } from "./principal";

const region = "cn-hangzhou";
const seed = Date.now() % 2 ** 31;
const POLICIES = long ? 200 : 30;
let base: TestDatabase;
let world: TestWorld;
let home: TestAccount;
let abroad: TestAccount;
let keyId: string;
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
  [home, abroad] = [await anAccount(world), await anAccount(world)];
  const { instanceId } = await anInstance(home.ctx);
  ({ keyId } = await aKey(home.ctx, { instance: { instanceId }, tags: [{ name: "env", value: "prod" }] }));
});
afterAll(() => base.close());

/** The generated names are two accounts and one key; here they are those of the database. */
const real = (text: string) =>
  text
    .replaceAll(HOME, home.accountId)
    .replaceAll(ABROAD, abroad.accountId)
    .replaceAll("key-1", keyId)
    .replaceAll("KMS:", "kms:");
const explained = (ctx: Ctx, principal: string, action: string, more = {}) =>
  explainAccess(
    ctx,
    explainAccess.schema.parse({ region, resourceType: "key", resource: keyId, principal, action, ...more }),
  );

it(`says of everybody what happens to him, in some hundred cases (seed ${seed})`, { timeout: 120_000 }, async () => {
  const statementsOf = (count: number, at: number) =>
    fc.sample(ramStatements, { seed: seed + at, numRuns: count }).map((one) => JSON.parse(real(writeStatement(one))));
  const alice = await aRamUser(world, home, { name: "alice", statements: statementsOf(3, 1) });
  const bob = await aRamUser(world, home, {
    name: "bob",
    policies: ["AliyunKMSFullAccess"],
    statements: statementsOf(1, 2),
  });
  const app = await aRole(world, home, { name: "app", statements: statementsOf(2, 3) });
  const everybody = [
    { arn: rootArn(home.accountId), ctx: home.ctx },
    { arn: alice.arn, ctx: alice.ctx },
    { arn: bob.arn, ctx: bob.ctx },
    { arn: app.arn, ctx: app.ctx },
    { arn: rootArn(abroad.accountId), ctx: abroad.ctx },
  ];
  const { pk } = await home.ctx.db.key.findUniqueOrThrow({ where: { region_keyId: { region, keyId } } });
  const policies = fc.sample(fc.array(resourceStatements, { minLength: 1, maxLength: 4 }), { seed, numRuns: POLICIES });
  const sourceIp = "10.1.2.3";
  let cases = 0;
  const verdicts = new Set<boolean>();
  for (const policy of policies) {
    const document = `{"Version":"1","Statement":[${policy.map((one) => real(writeStatement(one))).join(",")}]}`;
    await home.ctx.db.keyPolicy.update({ where: { keyPk: pk }, data: { document } });
    // Where the policy denies the root itself, he is told nothing either.
    if (!mayDo(home.ctx, "kms:ExplainAccess", await loadKey(home.ctx, { region, key: keyId }))) continue;
    for (const { arn, ctx } of everybody) {
      for (const action of ["kms:Decrypt", "kms:Encrypt", "kms:SetKeyPolicy"]) {
        const { allowed } = await explained(home.ctx, arn, action, { sourceIp });
        const unread = await loadKey(ctx, { region, key: `acs:kms:${region}:${home.accountId}:key/${keyId}` });
        expect([document, arn, action, allowed]).toEqual([
          document,
          arn,
          action,
          mayDo({ ...ctx, sourceIp }, action, unread),
        ]);
        verdicts.add(allowed);
        cases++;
      }
    }
  }
  expect(cases).toBeGreaterThan(3 * POLICIES);
  expect(verdicts.size).toBe(2);
});

it("names the statement, its policy and the way it is held", async () => {
  const document = `{"Version":"1","Statement":[{"Sid":"all","Effect":"Allow","Principal":{"RAM":["acs:ram::${home.accountId}:*"]},"Action":["kms:*"],"Resource":["*"]}]}`;
  const { pk } = await home.ctx.db.key.findUniqueOrThrow({ where: { region_keyId: { region, keyId } } });
  await home.ctx.db.keyPolicy.update({ where: { keyPk: pk }, data: { document } });
  const user = await aRamUser(world, home, { policies: ["AliyunKMSReadOnlyAccess"] });
  const decided = await explained(home.ctx, user.arn, "kms:DescribeKey");
  expect(decided).toMatchObject({ allowed: true, reason: "AllowedByRam", missing: [], ramKnown: true });
  expect(decided.deciding).toMatchObject([
    { source: "ram", policy: "AliyunKMSReadOnlyAccess", through: "user", index: 0 },
  ]);
  expect(await explained(home.ctx, user.arn, "kms:Decrypt")).toMatchObject({
    allowed: false,
    reason: "NothingAllows",
    enough: "one",
    missing: [
      { what: "AllowByRam", accountId: home.accountId },
      { what: "AllowByPolicy", accountId: home.accountId },
    ],
  });
});

it("tells nobody without kms:ExplainAccess, not even about himself", async () => {
  const user = await aRamUser(world, home, { policies: ["AliyunKMSReadOnlyAccess"] });
  await expect(explained(user.ctx, user.arn, "kms:Decrypt")).rejects.toMatchObject({ code: "NoPermission" });
  const auditor = await aRamUser(world, home, {
    statements: [{ Effect: "Allow", Action: "kms:ExplainAccess", Resource: "*" }],
  });
  await expect(explained(auditor.ctx, user.arn, "kms:Decrypt")).resolves.toMatchObject({ allowed: false });
  await expect(explained(abroad.ctx, user.arn, "kms:Decrypt")).rejects.toMatchObject({ code: "KeyNotFound" });
});

it("knows nothing of what other accounts grant their own, and refuses what nobody could be", async () => {
  const foreign = await aRamUser(world, abroad, { policies: ["AliyunKMSFullAccess"] });
  await expect(explained(home.ctx, foreign.arn, "kms:Decrypt")).resolves.toMatchObject({
    ramKnown: false,
    allowed: false,
  });
  const wrong = { code: "InvalidParameter", params: { name: "Principal" } };
  await expect(explained(home.ctx, `acs:ram::${home.accountId}:*`, "kms:Decrypt")).rejects.toMatchObject(wrong);
  await expect(explained(home.ctx, "alice", "kms:Decrypt")).rejects.toMatchObject(wrong);
  const nobody = `acs:ram::${home.accountId}:user/nobody`;
  await expect(explained(home.ctx, nobody, "kms:Decrypt")).rejects.toMatchObject({ code: "UserNotFound" });
  const noRole = `acs:ram::${home.accountId}:role/nobody`;
  await expect(explained(home.ctx, noRole, "kms:Decrypt")).rejects.toMatchObject({ code: "RoleNotFound" });
});
