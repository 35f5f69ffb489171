import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { describeBackup, listBackups } from "./backups/list-backups";
import { listOrders } from "./billing/list-orders";
import type { Ctx } from "./context";
import { describeInstance } from "./instances/describe-instance";
import { listInstances } from "./instances/list-instances";
import { describeKey } from "./keys/describe-key";
import { disableKey } from "./keys/disable-key";
import { offeredCalls } from "./keys/key-view";
import { listKeys } from "./keys/list-keys";
import { scheduleKeyDeletion } from "./keys/schedule-key-deletion";
import { tagKey } from "./keys/tag-key";
import { updateKeyDescription } from "./keys/update-key-description";
import { firstLack } from "./lack";
import { storedStatements } from "./policies/stored-policy";
import { describeSecret } from "./secrets/describe-secret";
import { listSecrets } from "./secrets/list-secrets";

// P10: what comes with each object is what its operation would say.
const region = "cn-hangzhou";
let base: TestDatabase;
let world: TestWorld;
let root: TestAccount;
let at: { instanceId: string; keyId: string; secret: string };

beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
  root = await anAccount(world);
  const { instanceId } = await anInstance(root.ctx);
  const key = await aKey(root.ctx, {
    instance: { instanceId },
    alias: "alias/app",
    tags: [{ name: "team", value: "a" }],
  });
  const secret = await aSecret(root.ctx, { encryptionKey: key.keyId, instance: { instanceId } });
  at = { instanceId, keyId: key.keyId, secret: secret.name };
});
afterAll(() => base.close());

interface Wish {
  Effect?: "Allow" | "Deny";
  Action: string | string[];
  Resource?: string;
  Condition?: object;
}

/** A RAM user of the account who holds one policy of these statements. */
function aUserWith(...wishes: Wish[]): Ctx {
  const Statement = wishes.map((wish) => ({ Effect: "Allow", Resource: "*", ...wish }));
  const statements = storedStatements(JSON.stringify({ Version: "1", Statement }));
  return world.as({
    kind: "person",
    accountId: root.accountId,
    personPk: world.ctx.newId(),
    name: "alice",
    root: false,
    operator: false,
    grants: [{ name: "own", type: "Custom", through: "user", statements }],
    sessionPk: world.ctx.newId(),
    steppedUp: true,
  });
}

const key = (ctx: Ctx) => describeKey(ctx, { region, key: at.keyId });
const READS = { Action: ["kms:Describe*", "kms:List*"] };

describe("what a caller lacks comes with each object (P10)", () => {
  it("is nothing for the account's root", async () => {
    const { ctx } = root;
    const [backup] = await listBackups(ctx, { region });
    const { orders } = await listOrders(ctx, { pageSize: 1 });
    expect([
      (await key(ctx)).lacking,
      (await describeSecret(ctx, { region, secret: at.secret })).lacking,
      (await describeInstance(ctx, { region, instanceId: at.instanceId })).lacking,
      backup?.lacking,
      orders[0]?.lacking,
    ]).toEqual([[], [], [], [], []]);
  });

  it("is every change for somebody who only reads, in lists as in details", async () => {
    const ctx = aUserWith(READS);
    const changes = offeredCalls(await key(ctx)).filter((call) => call !== "DescribeKey");
    const page = { size: 20 };
    const inList = (await listKeys(ctx, { region, page, filter: {}, classic: true })).rows[0];
    expect([(await key(ctx)).lacking, inList?.lacking]).toEqual([changes, changes]);
    const secrets = await listSecrets(ctx, { region, page, filter: {}, classic: true });
    const written = ["GetSecretValue", "PutSecretValue", "UpdateSecret", "DeleteSecret", "RestoreSecret"];
    expect(secrets.rows[0]?.lacking).toEqual(expect.arrayContaining(written));
    expect((await listInstances(ctx, { region, page })).rows[0]?.lacking).not.toContain("DescribeInstance");
    expect((await listInstances(ctx, { region, page })).rows[0]?.lacking).toContain("ReleaseInstance");
    expect((await listOrders(ctx, { pageSize: 1 })).orders[0]?.lacking).toEqual(["PayOrder", "CancelOrder"]);
    const [backup] = await listBackups(ctx, { region });
    expect((await describeBackup(ctx, { region, backupId: backup?.backupId ?? "" })).lacking).toEqual([
      "EnableBackup",
      "ResetBackup",
      "DeleteBackup",
      "CreateBackupRenewalOrder",
      "CreateBackupExtensionOrder",
      "PrepareBackupDownload",
      "RestoreBackupKey",
      "RestoreBackupSecret",
      "StartBackupVerification",
      "StartBackupDrill",
    ]);
  });

  it("agrees with the operations: what is lacking is refused, what is not goes through", async () => {
    const own = `acs:kms:${region}:${root.accountId}:key/${at.keyId}`;
    const ctx = aUserWith(READS, { Action: ["kms:UpdateKeyDescription", "kms:TagResource"], Resource: own });
    const { lacking } = await key(ctx);
    const where = { region, key: at.keyId };
    await updateKeyDescription(ctx, { ...where, description: "a" });
    await tagKey(ctx, { ...where, tags: [{ name: "team", value: "a" }] });
    expect(lacking).not.toContain("UpdateKeyDescription");
    expect(lacking).not.toContain("TagResource");
    expect(lacking).toEqual(expect.arrayContaining(["DisableKey", "ScheduleKeyDeletion"]));
    const refused = { code: "NoPermission", params: { action: "kms:DisableKey", resource: own } };
    await expect(disableKey(ctx, where)).rejects.toMatchObject(refused);
    await expect(scheduleKeyDeletion(ctx, { ...where, windowDays: 7 })).rejects.toMatchObject({ code: "NoPermission" });
  });

  it("follows the key's own tags and an explicit Deny (ACC-04)", async () => {
    const tagged = (value: string) => ({ Condition: { StringEquals: { "kms:tag/team": value } } });
    const disables = { Action: "kms:DisableKey" };
    expect((await key(aUserWith(READS, { ...disables, ...tagged("a") }))).lacking).not.toContain("DisableKey");
    expect((await key(aUserWith(READS, { ...disables, ...tagged("b") }))).lacking).toContain("DisableKey");
    const denied = aUserWith({ Action: "kms:*" }, { ...disables, Effect: "Deny" });
    expect((await key(denied)).lacking).toEqual(["DisableKey"]);
  });

  it("follows the key's own policy, which may name the user (POL-15)", async () => {
    const where = { keyPk: (await base.db.key.findFirstOrThrow({ where: { keyId: at.keyId } })).pk };
    const { document } = await base.db.keyPolicy.findUniqueOrThrow({ where });
    const policy = JSON.parse(document) as { Statement: object[] };
    const named = {
      Effect: "Allow",
      Principal: { RAM: [`acs:ram::${root.accountId}:user/alice`] },
      Action: ["kms:Decrypt"],
      Resource: ["*"],
    };
    await base.db.keyPolicy.update({
      where,
      data: { document: JSON.stringify({ ...policy, Statement: [...policy.Statement, named] }) },
    });
    const { lacking } = await key(aUserWith(READS));
    expect(lacking).toContain("Encrypt");
    expect(lacking).not.toContain("Decrypt");
    await base.db.keyPolicy.update({ where, data: { document } });
  });

  it("says what a secret's value takes on its encryption key (ACC-06)", async () => {
    const details = (ctx: Ctx) => describeSecret(ctx, { region, secret: at.secret });
    const resource = `acs:kms:${region}:${root.accountId}:key/${at.keyId}`;
    expect((await details(root.ctx)).keyLack).toEqual({ Decrypt: null, GenerateDataKey: null });
    expect((await details(aUserWith(READS, { Action: "kms:Decrypt", Resource: resource }))).keyLack).toEqual({
      Decrypt: null,
      GenerateDataKey: { action: "kms:GenerateDataKey", resource },
    });
  });

  it("is judged per alias on the alias's own ARN (ACC-07)", async () => {
    const alias = `acs:kms:${region}:${root.accountId}:alias/app`;
    const { aliasesLacking } = await key(aUserWith(READS, { Action: "kms:DeleteAlias", Resource: alias }));
    expect(aliasesLacking).toEqual({ "alias/app": ["UpdateAlias"] });
  });
});

describe("the first missing permission of an offer", () => {
  const needed = (name: string) => ({ action: `kms:${name}`, resource: `acs:kms:${region}:${root.accountId}:key` });

  it("names action and resource, in the order in which they are needed", () => {
    expect(firstLack(aUserWith(READS), needed("ListKeys"), needed("CreateKey"))).toEqual(needed("CreateKey"));
    expect(firstLack(aUserWith(), needed("ListKeys"), needed("CreateKey"))).toEqual(needed("ListKeys"));
  });

  it("is none where all are there", () => {
    expect(firstLack(root.ctx, needed("CreateKey"))).toBeNull();
    expect(firstLack(aUserWith({ Action: "kms:*" }), needed("ListKeys"), needed("CreateKey"))).toBeNull();
  });
});
