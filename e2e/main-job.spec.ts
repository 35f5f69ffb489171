import { generateKeyPairSync } from "node:crypto";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { type Credentials, genericClient, kms, legacyClient } from "../lib/testing/sdk";
import { type Stack, startStack } from "../lib/testing/stack";

// What the product is for, end to end, as an operator does it: create, encrypt, back up, lose, restore, decrypt.

const NAME = "northgate";
const FIRST_PASSWORD = "a first quiet river";
const PASSWORD = "a second quiet river";
const REGION = "cn-hangzhou";

const TLS_KEY = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const DATABASE_PASSWORD = { username: "payments", password: "correct horse battery staple" };

let stack: Stack;
test.beforeAll(async () => {
  stack = await startStack();
});
test.afterAll(() => stack?.discard());

test("create, encrypt, back up, lose, restore, decrypt", async ({ browser }) => {
  test.setTimeout(600_000);
  const page = await browser.newPage({ baseURL: stack.consoleUrl });
  let credentials: Credentials = { accessKeyId: "", accessKeySecret: "" };
  let keyId = "";
  const ciphertexts: { blob: string; plaintext: string; context?: string }[] = [];

  await test.step("first run, password, sign-out, AccessKey", async () => {
    await firstRun(page);
    await changePassword(page);
    await signOut(page);
    await signIn(page);
    credentials = await createAccessKey(page);
  });

  await test.step("buy and enable a pay-as-you-go instance (INS-20, BIL-01, INS-30)", () =>
    buyAndEnable(page, "payments"));

  await test.step("a key: create, disable, enable, schedule deletion, cancel (KEY-31, KEY-42)", async () => {
    keyId = await createKey(page, "pay/card-pan");
    await page.goto(`/${REGION}/keys/${keyId}`);
    await press(page, "Disable", "Confirm");
    await expect(state(page, "Disabled")).toBeVisible();
    await press(page, "Enable", "Enable");
    await expect(state(page, "Enabled")).toBeVisible();
    await press(page, "Schedule Key Deletion", "Schedule Key Deletion");
    await expect(state(page, "Pending deletion")).toBeVisible();
    await press(page, "Cancel Key Deletion", "Cancel Key Deletion");
    await expect(state(page, "Enabled")).toBeVisible();
  });

  await test.step("encrypt and decrypt with unmodified clients, both signature schemes", async () => {
    const legacy = legacyClient(stack.gatewayPort, credentials);
    const call = genericClient(stack.gatewayPort, credentials);
    const plaintext = Buffer.from("4111 1111 1111 1111").toString("base64");
    const context = JSON.stringify({ tenant: "northgate" });
    const first = await legacy.encrypt(new kms.EncryptRequest({ keyId: "alias/pay/card-pan", plaintext }));
    expect(first.keyId).toBe(keyId);
    const second = await call("Encrypt", { KeyId: keyId, Plaintext: plaintext, EncryptionContext: context });
    ciphertexts.push(
      { blob: first.ciphertextBlob, plaintext },
      { blob: String(second.CiphertextBlob), plaintext, context },
    );
    const dataKey = await call("GenerateDataKey", { KeyId: keyId });
    ciphertexts.push({ blob: String(dataKey.CiphertextBlob), plaintext: String(dataKey.Plaintext) });
    await expectDecrypts(credentials, ciphertexts);
  });

  await test.step("secrets: a TLS private key and a database password; reveal; a new value (SEC-52, SEC-22)", async () => {
    await createTextSecret(page, "tls/checkout", TLS_KEY, "alias/pay/card-pan");
    await createPairSecret(page, "db/payments", DATABASE_PASSWORD, "alias/pay/card-pan");
    await storeValue(page, "db/payments", "v2", JSON.stringify({ ...DATABASE_PASSWORD, password: "rotated once" }));
    expect(await reveal(page, "tls/checkout")).toContain(TLS_KEY.trim().split("\n")[1]);
  });

  await test.step("the automatic backup holds them (BKP-12, BKP-80)", async () => {
    await stack.kms(["backup", "run"]);
    await openBackup(page);
    await expect(
      page.getByRole("link", { name: /Fully Backed up Keys|Incrementally Backed up Keys/ }).first(),
    ).toBeVisible();
  });

  await test.step("the README's picture", async () => {
    await page.goto(`/${REGION}`);
    await page.screenshot({ path: "test-results/overview.png" });
    await openBackup(page);
    await page.screenshot({ path: "test-results/backup-details.png" });
  });

  await test.step("release the instance: its keys are gone, after a verified last backup (INS-65, BKP-36)", async () => {
    await release(page, "payments");
    await expect(async () => {
      await expectRefused(credentials, ciphertexts[0]?.blob ?? "");
    }).toPass({ timeout: 60_000 });
  });

  await test.step("buy another, restore the key, then the secrets (BKP-102)", async () => {
    await buyAndEnable(page, "payments-2");
    await restore(page, "key", keyId);
    await restore(page, "secret", "tls/checkout");
    await restore(page, "secret", "db/payments");
  });

  await test.step("what was encrypted before decrypts, the secrets read", async () => {
    await expectDecrypts(credentials, ciphertexts);
    const call = genericClient(stack.gatewayPort, credentials);
    const tls = await call("GetSecretValue", { SecretName: "tls/checkout" });
    expect(String(tls.SecretData).trim()).toBe(TLS_KEY.trim());
    const database = await call("GetSecretValue", { SecretName: "db/payments" });
    expect(JSON.parse(String(database.SecretData))).toEqual({ ...DATABASE_PASSWORD, password: "rotated once" });
    expect(await reveal(page, "tls/checkout")).toContain(TLS_KEY.trim().split("\n")[1]);
  });
});

async function firstRun(page: Page) {
  expect(stack.firstRunUrl).toBeDefined();
  await page.goto(stack.firstRunUrl ?? "");
  await page.getByLabel("Account name").fill(NAME);
  await page.getByLabel("Password", { exact: true }).fill(FIRST_PASSWORD);
  await page.getByLabel("Password again").fill(FIRST_PASSWORD);
  await page.getByLabel(/I have stored the root key/).check();
  await page.getByRole("button", { name: "Create account and sign in" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
}

async function changePassword(page: Page) {
  await page.goto("/account");
  await page.getByLabel("Present password").fill(FIRST_PASSWORD);
  await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("New password again").fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("The password is changed.")).toBeVisible();
}

async function signOut(page: Page) {
  await page.getByRole("button", { name: `Account ${NAME}` }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
}

async function signIn(page: Page) {
  await page.getByLabel("Account ID or name").fill(NAME);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
}

async function createAccessKey(page: Page): Promise<Credentials> {
  await page.goto("/account");
  await page.getByRole("button", { name: "Create AccessKey" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("AccessKey created")).toBeVisible();
  const text = await dialog.innerText();
  const accessKeyId = /LTAI[A-Za-z0-9]{20}/.exec(text)?.[0] ?? "";
  const accessKeySecret = /\b[A-Za-z0-9]{30}\b/.exec(text.replaceAll(accessKeyId, ""))?.[0] ?? "";
  await dialog.getByRole("button", { name: "I have stored it" }).click();
  return { accessKeyId, accessKeySecret };
}

async function buyAndEnable(page: Page, name: string) {
  await page.goto(`/${REGION}/instances`);
  await page.getByRole("link", { name: "Create Instance" }).first().click();
  await page.getByRole("radio", { name: /Pay-as-you-go/ }).check();
  await page.getByRole("button", { name: "Buy Now" }).click();
  await expect(page.getByRole("heading", { name: "Confirm Order" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Pay" })).toBeDisabled(); // BIL-02
  await page.getByRole("checkbox", { name: /I have read and accept/ }).check();
  await page.getByRole("button", { name: "Pay" }).click();
  await expect(page.getByText("Payment received")).toBeVisible();
  await page.getByRole("link", { name: "Enable" }).click();
  const panel = page.getByRole("dialog");
  await panel.getByLabel("Instance Name").fill(name);
  await panel.getByRole("button", { name: "Enable Now" }).click();
  await expect(panel).toBeHidden();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row.getByText("Enabled")).toBeVisible({ timeout: 30_000 });
}

async function createKey(page: Page, alias: string): Promise<string> {
  await page.goto(`/${REGION}/keys`);
  await page.getByRole("link", { name: "Create Key" }).first().click();
  const panel = page.getByRole("dialog");
  await panel.getByLabel("Key Alias").fill(alias);
  await panel.getByLabel("Description").fill("Card numbers of the checkout");
  await panel.getByRole("button", { name: "Add tag" }).click();
  await panel.getByLabel("Key of tag 1").fill("team");
  await panel.getByLabel("Value of tag 1").fill("checkout");
  await panel.getByRole("button", { name: "OK" }).click();
  await expect(panel).toBeHidden();
  const row = page.getByRole("row").filter({ hasText: `alias/${alias}` });
  await expect(row.getByText("Enabled")).toBeVisible();
  return /key-[a-z0-9]{21}/.exec(await row.innerText())?.[0] ?? "";
}

/** Opens a decision by its button on a details page and takes it. */
async function press(page: Page, opens: string, confirms: string) {
  await page.getByRole("link", { name: opens, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: confirms, exact: true }).click();
  await expect(dialog).toBeHidden();
}

function state(page: Page, word: string): Locator {
  return page.getByRole("main").getByText(word, { exact: true }).first();
}

async function openCreateSecret(page: Page, name: string, key: string) {
  await page.goto(`/${REGION}/secrets`);
  await page.getByRole("link", { name: "Create a secret" }).first().click();
  const panel = page.getByRole("dialog");
  await panel.getByLabel("Secret Name").fill(name);
  const option = panel.getByLabel("CMK").getByRole("option").filter({ hasText: key });
  await panel.getByLabel("CMK").selectOption((await option.first().getAttribute("value")) ?? "");
  return panel;
}

async function submitSecret(page: Page, panel: Locator, name: string) {
  await panel
    .getByRole("button", { name: "Create a secret" })
    .or(panel.getByRole("button", { name: "OK" }))
    .click();
  await expect(panel).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 }).filter({ hasText: name })).toBeVisible();
}

async function createTextSecret(page: Page, name: string, value: string, key: string) {
  const panel = await openCreateSecret(page, name, key);
  await panel.getByRole("radio", { name: /Plain Text/ }).check();
  await panel.getByRole("textbox", { name: "Plain Text" }).fill(value);
  await submitSecret(page, panel, name);
}

async function createPairSecret(page: Page, name: string, pairs: Record<string, string>, key: string) {
  const panel = await openCreateSecret(page, name, key);
  await panel.getByRole("radio", { name: /Secret Key\/Value/ }).check();
  for (const [at, [pairName, pairValue]] of Object.entries(pairs).entries()) {
    if (at > 0) await panel.getByRole("button", { name: "Add pair" }).click();
    await panel.getByLabel(`Key ${at + 1}`).fill(pairName);
    await panel.getByLabel(`Value ${at + 1}`).fill(pairValue);
  }
  await submitSecret(page, panel, name);
}

async function storeValue(page: Page, name: string, versionId: string, value: string) {
  await page.goto(`/${REGION}/secrets/details?secret=${encodeURIComponent(name)}`);
  await page.getByRole("link", { name: "Store value" }).click();
  const panel = page.getByRole("dialog");
  await panel.getByLabel("Version").fill(versionId);
  await panel.getByRole("radio", { name: /Plain Text/ }).check();
  await panel.getByRole("textbox", { name: "Plain Text" }).fill(value);
  await panel.getByRole("button", { name: "Store value" }).click();
  await expect(panel).toBeHidden();
  await expect(page.getByRole("main").getByText(versionId, { exact: true }).first()).toBeVisible();
}

/** The value is nowhere on the page until it is asked for (P11). */
async function reveal(page: Page, name: string): Promise<string> {
  await page.goto(`/${REGION}/secrets/details?secret=${encodeURIComponent(name)}`);
  expect(await page.content()).not.toContain(TLS_KEY.trim().split("\n")[1]);
  await page.getByRole("link", { name: "Reveal" }).first().click();
  const panel = page.getByRole("dialog");
  await panel.getByRole("button", { name: "Reveal" }).click();
  await expect(panel.getByText(/hidden again after/)).toBeVisible();
  return panel.innerText();
}

async function openBackup(page: Page) {
  await page.goto(`/${REGION}/backups`);
  // FAQ-11
  await expect(page.getByRole("columnheader", { name: "Queryable Range" }).first()).toBeVisible();
  await page
    .getByRole("row")
    .filter({ hasText: "System Created" })
    .first()
    .getByRole("link", { name: "Details" })
    .click();
  await expect(page.getByText("Days with data")).toBeVisible();
}

async function release(page: Page, name: string) {
  await page.goto(`/${REGION}/instances`);
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByRole("link", { name: "Release", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill(name);
  await dialog.getByRole("button", { name: "Release" }).click();
  await expect(dialog).toBeHidden();
}

async function restore(page: Page, kind: "key" | "secret", id: string) {
  await page.goto(`/${REGION}/backups`);
  await page
    .getByRole("row")
    .filter({ hasText: "Source released" })
    .first()
    .getByRole("link", { name: "Details" })
    .click();
  await expect(page.getByText("Days with data")).toBeVisible();
  const tabs = kind === "key" ? /Backed up Keys/ : /Backed up Secrets/;
  for (const tab of await page.getByRole("link", { name: tabs }).all()) {
    await tab.click();
    await expect(tab).toHaveAttribute("aria-current", "page");
    const row = page.getByRole("row").filter({ hasText: id });
    if ((await row.count()) === 0) continue;
    await row.getByRole("link", { name: "Restore Data" }).click();
    const panel = page.getByRole("dialog");
    await panel.getByRole("button", { name: "OK" }).click();
    await expect(panel).toBeHidden({ timeout: 30_000 });
    return;
  }
  throw new Error(`no tab shows the ${kind} ${id}`);
}

async function expectDecrypts(
  credentials: Credentials,
  ciphertexts: readonly { blob: string; plaintext: string; context?: string }[],
) {
  const legacy = legacyClient(stack.gatewayPort, credentials);
  const call = genericClient(stack.gatewayPort, credentials);
  for (const { blob, plaintext, context } of ciphertexts) {
    const query: Record<string, string> = { CiphertextBlob: blob };
    if (context) query.EncryptionContext = context;
    const answer = await call("Decrypt", query);
    expect(answer.Plaintext).toBe(plaintext);
    if (context) continue;
    const old = await legacy.decrypt(new kms.DecryptRequest({ ciphertextBlob: blob }));
    expect(old.plaintext).toBe(plaintext);
  }
}

async function expectRefused(credentials: Credentials, blob: string) {
  const call = genericClient(stack.gatewayPort, credentials);
  await expect(call("Decrypt", { CiphertextBlob: blob })).rejects.toMatchObject({ code: "Forbidden.KeyNotFound" });
}
