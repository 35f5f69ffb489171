import type { Page } from "@playwright/test";
import pg from "pg";
import { genericClient } from "../lib/testing/sdk";
import { embeddedDatabaseUrl } from "../scripts/places.mjs";
import { type Account, expect, makeInstance, signIn, test } from "./fixtures";

// Secrets as an operator works with them in the browser: a database whose passwords rotate, the AccessKey of a RAM user,
// and labels that move. Each rotation is judged by who can sign in afterwards.

const REGION = "cn-hangzhou";
const KEEPER = { user: "keeper", password: "the keeper of shop 9" };

test("an operator lets passwords and AccessKeys rotate, and moves labels (SEC-10, SEC-13, SEC-15, SEC-23, SEC-50..52)", async ({
  stack,
  account,
  page,
}) => {
  test.setTimeout(180_000);
  const call = genericClient(stack.gatewayPort, account);
  const DKMSInstanceId = await makeInstance(stack, account, REGION);
  const { KeyMetadata } = await call("CreateKey", { DKMSInstanceId });
  const { KeyId } = KeyMetadata as { KeyId: string };
  await call("CreateAlias", { KeyId, AliasName: "alias/vault" });
  const server = new URL(embeddedDatabaseUrl(stack.dataDir) ?? "");
  await makeShop(server);
  await signIn(page, account);
  const read = async (SecretName: string, more: Record<string, string> = {}) => {
    const { SecretData } = await call("GetSecretValue", { SecretName, ...more });
    return JSON.parse(String(SecretData)) as Record<string, string>;
  };

  await test.step("the database is registered, and answers (SEC-18)", async () => {
    await page.goto(`/${REGION}/secrets`);
    await page.getByRole("link", { name: "Rotation targets" }).first().click();
    await page.getByRole("link", { name: "Register a rotation target" }).first().click();
    const panel = page.getByRole("dialog", { name: "Register a rotation target" });
    await panel.getByRole("radio", { name: /^PostgreSQL/ }).check();
    await panel.getByLabel("Target ID").fill("rm-shop");
    await panel.getByLabel("Address", { exact: true }).fill("127.0.0.1");
    await panel.locator("#target-port").fill(server.port);
    await panel.getByLabel("Database of the administrator").fill("shop");
    await panel.getByRole("radio", { name: /^Off/ }).check();
    await panel.getByLabel("User name").fill(KEEPER.user);
    await panel.getByLabel("Password", { exact: true }).fill(KEEPER.password);
    await panel.getByLabel("CMK").selectOption(KeyId);
    await panel.getByRole("button", { name: "Register" }).click();
    await expect(page.getByText("rm-shop is saved and answered.")).toBeVisible();
  });

  await test.step("KMS makes two accounts there, and nobody has seen their passwords (SEC-52)", async () => {
    await page.goto(`/${REGION}/secrets?panel=create&type=database`);
    const panel = page.getByRole("dialog", { name: "Create a secret" });
    await panel.getByLabel("Database Type").selectOption("RdsPostgreSQL");
    await panel.getByLabel("Secret Name").fill("shop/app");
    await panel.getByLabel("Database Instance").selectOption("rm-shop");
    await panel.getByLabel("Account name").fill("shop_app");
    await panel.getByLabel("CMK").selectOption(KeyId);
    await panel.getByRole("button", { name: "OK" }).click();
    await expect(panel).toBeHidden();
    await expect.poll(() => signsIn(server, read("shop/app"))).toBe("shop_app");
  });

  await test.step("Rotate now: what applications hold goes on working (SEC-15)", async () => {
    const before = await read("shop/app");
    await page.goto(`/${REGION}/secrets/details?secret=shop%2Fapp`);
    await page.getByRole("link", { name: "Rotate now" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Rotate now" });
    await dialog.getByRole("button", { name: "Rotate now" }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(() => signsIn(server, read("shop/app"))).toBe("shop_app_clone");
    expect(await signsIn(server, Promise.resolve(before))).toBe("shop_app");
    await page.reload();
    await expect(page.getByRole("main").getByText("By hand,", { exact: false }).first()).toBeVisible();
  });

  await test.step("the AccessKey of a RAM user takes turns with its follower (SEC-13, SEC-33)", async () => {
    const made = await stack.kms(["user", "create", account.accountId, "--name", "shipper", "--access-key"]);
    const held = made as unknown as Account;
    await page.goto(`/${REGION}/secrets?panel=create&type=ram`);
    const panel = page.getByRole("dialog", { name: "Create a secret" });
    await panel.getByLabel("Select RAM User").selectOption("shipper");
    await panel.getByLabel(`Secret of ${held.accessKeyId}`).fill(held.accessKeySecret);
    await panel.getByLabel("CMK").selectOption(KeyId);
    await panel.getByRole("button", { name: "OK" }).click();
    await expect(panel).toBeHidden();
    const name = "acs/ram/user/shipper";
    await call("RotateSecret", { SecretName: name, VersionId: "next" });
    await expect.poll(async () => (await read(name)).AccessKeyId).not.toBe(held.accessKeyId);
    const { AccessKeyId = "", AccessKeySecret = "" } = await read(name);
    for (const pair of [held, { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret }]) {
      await genericClient(stack.gatewayPort, pair)("DescribeRegions", {});
    }
  });

  await test.step("ACSCurrent moves back to the version before (SEC-23)", async () => {
    const generic = { SecretName: "shop/token", DKMSInstanceId, EncryptionKeyId: KeyId };
    await call("CreateSecret", { ...generic, SecretData: "first", VersionId: "v1" });
    await call("PutSecretValue", { SecretName: "shop/token", SecretData: "second", VersionId: "v2" });
    await page.goto(`/${REGION}/secrets/details?secret=shop%2Ftoken`);
    await expect(page.locator("body")).not.toContainText("second");
    await moveCurrent(page, "v1");
    expect((await call("GetSecretValue", { SecretName: "shop/token" })).SecretData).toBe("first");
    const before = await call("GetSecretValue", { SecretName: "shop/token", VersionStage: "ACSPrevious" });
    expect(before.SecretData).toBe("second");
  });
});

async function moveCurrent(page: Page, version: string): Promise<void> {
  await page.getByRole("link", { name: "Edit stages" }).first().click();
  const panel = page.getByRole("dialog", { name: "Edit stages" });
  await panel.getByRole("radio", { name: /^Move a stage/ }).check();
  await panel.getByLabel("Stage", { exact: true }).selectOption("ACSCurrent");
  await panel.getByLabel("Move to").selectOption(version);
  await panel.getByRole("button", { name: "Move a stage" }).click();
  await expect(panel).toBeHidden();
}

/** A database of an application beside the product's own, with somebody who may make accounts there (docs/secrets.md). */
async function makeShop(server: URL): Promise<void> {
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  await client.query(`CREATE ROLE ${KEEPER.user} LOGIN CREATEROLE PASSWORD '${KEEPER.password}'`);
  await client.query(`CREATE DATABASE shop OWNER ${KEEPER.user}`);
  await client.query(`GRANT pg_read_all_data, pg_write_all_data TO ${KEEPER.user} WITH ADMIN OPTION`);
  await client.end();
}

/** Who signs in with the value of a secret, or why nobody does. */
async function signsIn(server: URL, value: Promise<Record<string, string>>): Promise<string> {
  try {
    const { AccountName: user = "", AccountPassword: password = "" } = await value;
    const { hostname: host, port } = server;
    const client = new pg.Client({ host, port: Number(port), user, password, database: "shop" });
    await client.connect();
    await client.end();
    return user;
  } catch (error) {
    return String(error);
  }
}
