import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor, Ctx } from "@/lib/domain/context";
import { encrypt } from "@/lib/domain/keys/encrypt";
import { setKeyPolicy } from "@/lib/domain/keys/set-key-policy";
import type { Operation } from "@/lib/domain/operation";
import { setSecretPolicy } from "@/lib/domain/secrets/set-secret-policy";
import { aKey } from "../builders/a-key";
import { aSecret } from "../builders/a-secret";
import { anInstance } from "../builders/an-instance";
import { type TestWorld, testWorld } from "../context";
import { type TestDatabase, testDatabase } from "../database";
import { EVERYTHING, holding, person, program, root, statement } from "./callers";
import { aLandscape, type Landscape, REGION } from "./landscape";
import { allOperations } from "./operations";
import { ROWS } from "./rows";
import { verdict as verdictOf } from "./verdict";

// S29 for accounts that share an instance (SHR-08..12, SHR-19) and for users of other accounts (POL-13, POL-14, POL-16):
// every operation that names an instance, a key or a secret, against every way to stand to its owner.
const operations = await allOperations();

let base: TestDatabase;
let world: TestWorld;
/** Owner of the instances; two accounts that they are shared with; one that was, and no longer is. */
let owner: Landscape;
let principal: Landscape;
let another: Landscape;
let former: Landscape;
/** What the principals made in the owner's instances. */
let inJoint: { principal: Landscape; another: Landscape };
let inIndependent: { principal: Landscape; another: Landscape };

beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
  const { ctx } = world;
  await ctx.db.installation.create({ data: { id: ctx.newId(), createdAt: ctx.now(), timeZone: "Asia/Shanghai" } });
  owner = await aLandscape(world);
  principal = await aLandscape(world);
  another = await aLandscape(world);
  former = await aLandscape(world);
  inJoint = await shared(owner.instanceId, "Joint");
  inIndependent = await shared((await anInstance(owner.ctx)).instanceId, "Independent");
}, 60_000);
afterAll(() => base.close());

async function shared(instanceId: string, sharingMode: "Joint" | "Independent") {
  const { pk: instancePk } = await base.db.instance.update({ where: { instanceId }, data: { sharingMode } });
  const rows = [principal, another].map(({ accountId }) => ({ accountId, state: "Active" as const }));
  await base.db.instancePrincipal.createMany({
    data: [...rows, { accountId: former.accountId, state: "Ended" as const }].map((row) => ({
      ...row,
      instancePk,
      since: world.ctx.now(),
    })),
  });
  return { principal: await madeIn(instanceId, principal), another: await madeIn(instanceId, another) };
}

/** A key with an alias and a secret under it, made by that account in somebody's instance. */
async function madeIn(instanceId: string, by: Landscape): Promise<Landscape> {
  const alias = `alias/shared-${by.accountId}-${instanceId}`;
  const { keyId, primaryVersionId: keyVersionId } = await aKey(by.ctx, { instance: { instanceId }, alias });
  const name = `shared/${by.accountId}/${instanceId}`;
  const { name: secret } = await aSecret(by.ctx, { name, encryptionKey: keyId, instance: { instanceId } });
  const { blob } = await encrypt(by.ctx, { region: REGION, key: keyId, plaintext: Buffer.from("matrix") });
  return { ...by, instanceId, keyId, keyVersionId, alias, secret, blob };
}

/** The same things as somebody else has to name them: aliases and secrets by their ARN (KEY-12). */
const asNamedByOthers = (at: Landscape): Landscape => ({
  ...at,
  alias: at.arn(at.alias),
  secret: at.arn("secret", at.secret),
});

const verdict = (operation: Operation, actor: Actor, input: unknown) =>
  verdictOf({ base, world }, operation, actor, input);

type Cell = { name: string; operation: Operation; row: Extract<(typeof ROWS)[string], { kind: "permission" }> };
const rowsThatMiss = (...missing: string[]): Cell[] =>
  [...operations].flatMap(([name, operation]) => {
    const row = ROWS[name];
    return row?.kind === "permission" && missing.includes(row.missing ?? "") ? [{ name, operation, row }] : [];
  });
const ABOUT_ITEMS = rowsThatMiss("KeyNotFound", "SecretNotFound", "AliasNotFound");
const ABOUT_INSTANCES = rowsThatMiss("InstanceNotFound");
/** What a principal may do with the instance itself (SHR-12): put something new into it, and say that it goes there. */
const OF_PRINCIPALS = ["CreateKey", "SetDefaultInstance"];

describe.each(["joint", "independent"])("the principal of a %s share", (mode) => {
  const theirs = () => (mode === "joint" ? inJoint : inIndependent);

  it.each(ABOUT_ITEMS)("$name, about what it made there (SHR-10)", async ({ operation, row }) => {
    const at = theirs().principal;
    const input = row.input(at);
    const allow = row.needs(at).map((need) => statement("Allow", need));
    expect.soft(await verdict(operation, root(at), input), "its root").toBe("let through");
    expect.soft(await verdict(operation, holding(at, allow), input), "exactly what it needs").toBe("let through");
    expect.soft(await verdict(operation, person(at, {}), input), "without a policy").toBe("NoPermission");
  });

  it.each(ABOUT_ITEMS)("$name, about what is the owner's or another principal's (SHR-09)", async (cell) => {
    const { operation, row } = cell;
    const [owners, anothers] = [owner, theirs().another].map((at) => row.input(asNamedByOthers(at)));
    const administrator = holding(principal, [EVERYTHING]);
    expect.soft(await verdict(operation, root(principal), owners), "its root").toBe(row.missing);
    expect.soft(await verdict(operation, root(principal), anothers), "its root").toBe(row.missing);
    expect.soft(await verdict(operation, administrator, anothers), "its administrator").toBe(row.missing);
  });

  it.each(ABOUT_INSTANCES)("$name, about the instance (SHR-12)", async ({ name, operation, row }) => {
    const input = row.input(theirs().principal);
    const told = OF_PRINCIPALS.includes(name) ? "let through" : "NoPermission";
    expect.soft(await verdict(operation, root(principal), input), "its root").toBe(told);
    expect.soft(await verdict(operation, holding(principal, [EVERYTHING]), input), "its administrator").toBe(told);
    expect.soft(await verdict(operation, program(principal, [EVERYTHING]), input), "its AccessKey").toBe(told);
    expect.soft(await verdict(operation, person(principal, {}), input), "without a policy").toBe("NoPermission");
  });

  it.each(ABOUT_INSTANCES)("$name, about the instance after the share ended (SHR-19)", async ({ operation, row }) => {
    const input = row.input(theirs().principal);
    expect.soft(await verdict(operation, root(former), input), "its root").toBe("NoPermission");
    expect
      .soft(await verdict(operation, holding(former, [EVERYTHING]), input), "an administrator")
      .toBe("NoPermission");
  });

  it.each(ABOUT_ITEMS)("$name, about what lies in it after the share ended (SHR-17)", async ({ operation, row }) => {
    const input = row.input(asNamedByOthers(theirs().principal));
    expect.soft(await verdict(operation, root(former), input), "its root").toBe(row.missing);
  });

  it.each(ABOUT_ITEMS)("$name, by the owner about what a principal made (SHR-08)", async ({ operation, row }) => {
    const input = row.input(asNamedByOthers(theirs().principal));
    const told = mode === "joint" ? "let through" : row.missing;
    expect.soft(await verdict(operation, root(owner), input), "its root").toBe(told);
    expect.soft(await verdict(operation, holding(owner, [EVERYTHING]), input), "its administrator").toBe(told);
    // POL-24: the default statement gives the owner's account the right, and its users only what RAM gives them too.
    expect.soft(await verdict(operation, person(owner, {}), input), "without a policy").toBe("NoPermission");
  });
});

describe("a user of another account that a policy names (POL-13, POL-14, POL-16)", () => {
  /** POL-11 for a key, POL-26 for a secret. */
  const USES: readonly string[] = [
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "kms:GenerateAndExportDataKey",
    "kms:AsymmetricEncrypt",
    "kms:AsymmetricDecrypt",
    "kms:DescribeKey",
    "kms:DescribeKeyVersion",
    "kms:ListKeyVersions",
    "kms:ListAliasesByKeyId",
    "kms:TagResource",
  ];
  const USES_OF_SECRETS: readonly string[] = ["kms:GetSecretValue", "kms:DescribeSecret", "kms:ListSecretVersionIds"];
  /** Of an account that shares nothing with the owner; `at`: the owner's things, as it names them. */
  let stranger: Landscape;
  let at: Landscape;
  const user = () => `acs:ram::${stranger.accountId}:user/somebody`;

  beforeAll(async () => {
    stranger = await aLandscape(world);
    const made = await madeIn((await anInstance(owner.ctx)).instanceId, owner);
    const policy = { administrators: [], users: [], crossAccountUsers: [user()] };
    const ctx: Ctx = made.ctx;
    await setKeyPolicy(ctx, setKeyPolicy.schema.parse({ region: REGION, key: made.keyId, policy }));
    await setSecretPolicy(ctx, setSecretPolicy.schema.parse({ region: REGION, secret: made.secret, policy }));
    at = asNamedByOthers(made);
  }, 60_000);

  it.each(ABOUT_ITEMS)("$name", async ({ operation, row }) => {
    const input = row.input(at);
    const items = [at.arn("key", at.keyId), at.secret, at.alias];
    const needs = row.needs({ ...at, alias: at.alias.slice(at.alias.indexOf("alias/")) });
    const granted = needs.every(([action, resource]) => {
      if (resource === at.secret || resource === at.arn("secret", at.secret)) return USES_OF_SECRETS.includes(action);
      return items.includes(resource) ? USES.includes(action) : !resource.includes(":alias/");
    });
    const told = granted ? "let through" : "NoPermission";
    expect.soft(await verdict(operation, holding(stranger, [EVERYTHING]), input), "both grants").toBe(told);
    expect.soft(await verdict(operation, person(stranger, {}), input), "the policy alone").toBe("NoPermission");
    expect.soft(await verdict(operation, root(stranger), input), "its root, which is not named").toBe("NoPermission");
    const unnamed = { ...holding(stranger, [EVERYTHING]), name: "somebody-else" };
    expect.soft(await verdict(operation, unnamed, input), "a user that is not named").toBe("NoPermission");
    const elsewhere = asNamedByOthers(owner);
    const alone = await verdict(operation, holding(stranger, [EVERYTHING]), row.input(elsewhere));
    expect.soft(alone, "RAM alone").toBe(row.missing);
  });
});
