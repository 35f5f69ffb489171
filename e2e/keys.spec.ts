import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Locator, Page } from "@playwright/test";
import pg from "pg";
import { type GenericCall, genericClient } from "../lib/testing/sdk";
import { embeddedDatabaseUrl } from "../scripts/places.mjs";
import { expect, makeInstance, signIn, test } from "./fixtures";

// Keys of every kind, as an operator works with them in the browser: a key that signs, the default key, a key of one's own
// material, rotation, and what is asked before a key or its material is taken away.

const REGION = "cn-hangzhou";
const TEXT = "the quick brown fox, 13 dogs";

test("an operator makes, uses, rotates, imports and disables keys", async ({ stack, account, page }) => {
  test.setTimeout(180_000);
  const instanceId = await makeInstance(stack, account, REGION);
  const call = genericClient(stack.gatewayPort, account);
  const rotating = await keyWithSecret(call, instanceId);
  await signIn(page, account);

  await test.step("a P-256 key signs, and verifies what it signed and nothing else (KEY-21, CRY-06)", async () => {
    const panel = await openCreateKey(page, "sign/release");
    await panel.getByRole("radio", { name: /^Asymmetric/ }).check();
    await panel.getByLabel("Key Specifications").selectOption("EC_P256");
    await expect(panel.getByLabel("Key Usage")).toHaveValue("SIGN_VERIFY");
    await panel.getByRole("button", { name: "OK" }).click();
    await expect(panel).toBeHidden();
    await openKey(page, "alias/sign/release");
    await signAndVerify(page);
  });

  await test.step("the default key, with one press (KEY-03, KEY-91)", async () => {
    await page.goto(`/${REGION}/keys`);
    await page.getByRole("link", { name: "Default Keys" }).click();
    const row = page.getByRole("row").filter({ hasText: "Customer Master Key" });
    await expect(row.getByText("Not enabled")).toBeVisible();
    await row.getByRole("link", { name: "Enable" }).click();
    const dialog = page.getByRole("dialog", { name: "Enable the default key" });
    await dialog.getByRole("button", { name: "OK" }).click();
    await expect(dialog).toBeHidden();
    await expect(row.getByText("Enabled", { exact: true })).toBeVisible();
  });

  await test.step("material of one's own, wrapped by the lines that the page shows (KEY-60..63)", async () => {
    await importOwnMaterial(page, "own/ledger");
    await expect(state(page, "Enabled")).toBeVisible();
    await expect(page.getByText("A key with imported material does not rotate", { exact: false })).toBeVisible();
  });
  const own = keyIdOf(page);
  const ciphertext = await test.step("it encrypts and decrypts in Try it (KEY-93)", () => encryptAndDecrypt(page));

  await test.step("its deletion asks for its name and for a proof of who is there (KEY-66, P23, S36)", async () => {
    await ageProof(stack.dataDir, account.accountId);
    await page.getByRole("link", { name: "Delete key material" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete key material" });
    await expect(dialog.getByRole("region", { name: "Key association check" })).toBeVisible();
    const verb = dialog.getByRole("button", { name: "Delete key material" });
    await expect(verb).toBeDisabled();
    await dialog.getByRole("textbox").fill("alias/own/ledger");
    await verb.click();
    const proof = page.getByRole("dialog", { name: "Confirm that it is you" });
    await expect(proof.getByText("Delete key material")).toBeVisible();
    await proof.getByLabel("Password").fill(account.password);
    await proof.getByRole("button", { name: "Confirm" }).click();
    await expect(dialog).toBeHidden();
    await expect(state(page, "Pending import")).toBeVisible();
    const refused = expect.objectContaining({ code: "Rejected.PendingImport", statusCode: 409 });
    await expect(call("Encrypt", { KeyId: own, Plaintext: "eA==" })).rejects.toEqual(refused);
    await expect(call("Decrypt", { CiphertextBlob: ciphertext })).rejects.toEqual(refused);
  });

  await test.step("automatic rotation (KEY-70..73)", async () => {
    await page.goto(`/${REGION}/keys/${rotating}`);
    await page.getByRole("link", { name: "Set rotation" }).click();
    const dialog = page.getByRole("dialog", { name: "Set rotation" });
    await dialog.getByRole("radio", { name: /^On/ }).check();
    await dialog.getByLabel("Rotation Period in days").fill("3");
    await dialog.getByRole("button", { name: "OK" }).click();
    await expect(dialog.getByText("The rotation period must be from 7 to 365 days.")).toBeVisible();
    await dialog.getByLabel("Rotation Period in days").fill("30");
    await dialog.getByRole("button", { name: "OK" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("30 days", { exact: true })).toBeVisible();
    const { KeyMetadata } = await call("DescribeKey", { KeyId: rotating });
    expect(KeyMetadata).toMatchObject({ AutomaticRotation: "Enabled", RotationInterval: "2592000s" });
  });

  await test.step("what uses a key is shown before it is disabled, and does not hold it back (KEY-47, KEY-55)", async () => {
    await page.getByRole("link", { name: "Disable", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Disable Key" });
    const check = dialog.getByRole("region", { name: "Key association check" });
    await expect(check.getByText("1 secret becomes unreadable without it.")).toBeVisible();
    await expect(check.getByText("keys/held")).toBeVisible();
    await dialog.getByRole("button", { name: "Confirm", exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(state(page, "Disabled")).toBeVisible();
    const refused = expect.objectContaining({ code: "Rejected.Disabled", statusCode: 409 });
    await expect(call("Encrypt", { KeyId: rotating, Plaintext: "eA==" })).rejects.toEqual(refused);
    await expect(call("GetSecretValue", { SecretName: "keys/held" })).rejects.toThrow();
  });
});

async function keyWithSecret(call: GenericCall, instanceId: string): Promise<string> {
  const { KeyMetadata } = await call("CreateKey", { DKMSInstanceId: instanceId });
  const { KeyId } = KeyMetadata as { KeyId: string };
  const secret = { SecretName: "keys/held", VersionId: "v1", SecretData: "hidden" };
  await call("CreateSecret", { ...secret, DKMSInstanceId: instanceId, EncryptionKeyId: KeyId });
  return KeyId;
}

async function openCreateKey(page: Page, alias: string): Promise<Locator> {
  await page.goto(`/${REGION}/keys`);
  await page.getByRole("link", { name: "Create Key" }).first().click();
  const panel = page.getByRole("dialog", { name: "Create Key" });
  await panel.getByLabel("Key Alias").fill(alias);
  return panel;
}

async function openKey(page: Page, alias: string): Promise<void> {
  await page.getByRole("row").filter({ hasText: alias }).getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: alias })).toBeVisible();
}

const state = (page: Page, word: string) => page.getByRole("main").getByText(word, { exact: true }).first();
const keyIdOf = (page: Page) => /key-[a-z0-9]{21}/.exec(page.url())?.[0] ?? "";
const result = (page: Page) => page.getByRole("region", { name: "Result" });

/** A tab of Try it, with its form loaded. */
async function tryIt(page: Page, name: string): Promise<Locator> {
  await page.getByRole("link", { name, exact: true }).click();
  const button = page.getByRole("button", { name, exact: true });
  await expect(button).toBeVisible();
  return button;
}

async function signAndVerify(page: Page): Promise<void> {
  const sign = await tryIt(page, "Sign");
  await page.getByLabel("Message").fill(TEXT);
  await sign.click();
  const signature = await result(page).getByLabel("Signature", { exact: true }).inputValue();
  const verify = await tryIt(page, "Verify");
  await page.getByLabel("Message").fill(TEXT);
  await page.getByLabel("Signature", { exact: true }).fill(signature);
  await verify.click();
  await expect(result(page).getByText("The signature is valid")).toBeVisible();
  await page.getByLabel("Message").fill(`${TEXT}.`);
  await expect(result(page).getByText("Nothing was called yet.")).toBeVisible();
  await verify.click();
  await expect(result(page).getByText("The signature is not valid")).toBeVisible();
}

async function encryptAndDecrypt(page: Page): Promise<string> {
  const encrypt = await tryIt(page, "Encrypt");
  await page.getByLabel("Plaintext").fill(TEXT);
  await encrypt.click();
  const ciphertext = await result(page).getByLabel("Ciphertext", { exact: true }).inputValue();
  const decrypt = await tryIt(page, "Decrypt");
  await page.getByLabel("Ciphertext", { exact: true }).fill(ciphertext);
  await decrypt.click();
  await expect(result(page).getByLabel("Plaintext", { exact: true })).toHaveValue(TEXT);
  return ciphertext;
}

/** Creates the key, and goes the three steps of the panel, the second with the machine's own openssl. */
async function importOwnMaterial(page: Page, alias: string): Promise<void> {
  const create = await openCreateKey(page, alias);
  await create.getByText("Advanced Settings").click();
  await create.getByRole("radio", { name: /^External/ }).check();
  await create.getByRole("checkbox", { name: /I must keep my key material/ }).check();
  await create.getByRole("button", { name: "OK" }).click();
  await create.getByRole("button", { name: "Import key material" }).click();
  await expect(state(page, "Pending import")).toBeVisible();

  await page.getByRole("link", { name: "Import key material" }).click();
  const panel = page.getByRole("dialog", { name: "Import key material" });
  await panel.getByRole("button", { name: "Get import parameters" }).click();
  const folder = mkdtempSync(path.join(tmpdir(), "kms-import-"));
  try {
    const saving = page.waitForEvent("download");
    await panel.getByRole("button", { name: "Save wrapping-key.pem" }).click();
    await (await saving).saveAs(path.join(folder, "wrapping-key.pem"));
    for (const name of ["If you have no material yet", "Wrap it as wrapped-material.bin"]) {
      const lines = await panel.getByRole("region", { name }).locator("pre").innerText();
      execFileSync("sh", ["-ec", lines], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    }
    await panel.locator("input[type=file]").setInputFiles(path.join(folder, "wrapped-material.bin"));
    await expect(panel.getByLabel("Wrapped material")).toHaveValue(/^[A-Za-z0-9+/]{342}==$/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await expect(panel.getByRole("textbox", { name: "Import token" })).not.toHaveValue("");
  await panel.getByRole("button", { name: "Import", exact: true }).click();
  await expect(panel).toBeHidden();
}

/** As if whoever is signed in had proved it five minutes earlier: other tests share the clock. */
async function ageProof(dataDir: string, accountId: string): Promise<void> {
  const client = new pg.Client({ connectionString: embeddedDatabaseUrl(dataDir) });
  await client.connect();
  try {
    const sql = "UPDATE session SET stepped_up_at = stepped_up_at - interval '5 minutes' WHERE account_id = $1";
    expect((await client.query(sql, [accountId])).rowCount).toBeGreaterThan(0);
  } finally {
    await client.end();
  }
}
