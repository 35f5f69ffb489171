import type { Page } from "@playwright/test";
import { type GenericCall, genericClient } from "../lib/testing/sdk";
import { expect, makeInstance, signIn, test } from "./fixtures";

// What backups are for, as an operator lives it: a copy in another region, a mistaken deletion that nothing takes back, a
// file that leaves and comes home, and an instance that is gone.

const HOME = "cn-hangzhou";
const AWAY = "ap-northeast-1";
const text = (value: string) => Buffer.from(value).toString("base64");

test("a copy elsewhere, a mistaken deletion, a file, a released instance (FAQ-12, FAQ-20..22, BKP-100..103)", async ({
  stack,
  account,
  page,
}) => {
  test.setTimeout(300_000);
  const instanceId = await makeInstance(stack, account, HOME);
  const elsewhere = await makeInstance(stack, account, AWAY);
  const call = genericClient(stack.gatewayPort, account);
  const kept = await aKeyWithSecret(call, instanceId, "kept");
  const lost = await aKeyWithSecret(call, instanceId, "lost");
  await stack.kms(["backup", "run"]);
  await signIn(page, account);

  await test.step("everything is copied into another region, and works there (FAQ-22, BKP-100)", async () => {
    await openBackup(page);
    await page.getByRole("link", { name: "Restore this moment…" }).click();
    const panel = page.getByRole("dialog", { name: "Restore this moment" });
    await panel.getByLabel("Region").selectOption(AWAY);
    await expect(panel.getByText(elsewhere)).toBeVisible();
    await panel.getByRole("button", { name: "Make the plan" }).click();
    await expect(page.getByRole("heading", { name: "Restore plan" })).toBeVisible();
    await expect(page.getByText("Nothing has changed yet.")).toBeVisible();
    await restore(page, 4);
    for (const { sealed, secret, plaintext } of [kept, lost]) {
      expect((await call("Decrypt", { RegionId: AWAY, CiphertextBlob: sealed })).Plaintext).toBe(plaintext);
      expect((await call("GetSecretValue", { RegionId: AWAY, SecretName: secret })).SecretData).toBe(plaintext);
    }
  });

  await test.step("a key past its deletion window and a secret that was forced come back (FAQ-21, BKP-103)", async () => {
    await call("DeleteSecret", { RegionId: HOME, SecretName: lost.secret, ForceDeleteWithoutRecovery: "true" });
    await call("ScheduleKeyDeletion", { RegionId: HOME, KeyId: lost.keyId, PendingWindowInDays: "7" });
    stack.advanceClock(7 * 86_400_000 + 60_000);
    const gone = expect.objectContaining({ statusCode: 404 });
    await expect(call("DescribeKey", { RegionId: HOME, KeyId: lost.keyId })).rejects.toEqual(gone);
    await stack.kms(["backup", "run"]);
    await openBackup(page);
    await page.getByRole("link", { name: /: 2 keys, 2 secrets/ }).click();
    await expect(page.getByText(/^You are looking at/)).toBeVisible();
    await page
      .getByRole("link", { name: /Backed up Keys/ })
      .filter({ hasText: "2" })
      .first()
      .click();
    await page.getByRole("row").filter({ hasText: lost.keyId }).getByRole("checkbox").check();
    await page
      .getByRole("link", { name: /Backed up Secrets/ })
      .filter({ hasText: "2" })
      .first()
      .click();
    await page.getByRole("row").filter({ hasText: lost.secret }).getByRole("checkbox").check();
    await page.getByRole("button", { name: "Restore selected…" }).click();
    const panel = page.getByRole("dialog", { name: "Restore what is selected" });
    await panel.getByRole("button", { name: "Make the plan" }).click();
    await restore(page, 2);
    await expectWorks(call, lost);
  });

  const file = await test.step("a day leaves as a file whose key is shown once (BKP-120..122)", async () => {
    await stack.kms(["backup", "run"]);
    await openBackup(page);
    await page.getByRole("link", { name: "Download", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Download" }).click();
    const dialog = page.getByRole("dialog");
    const key = (await dialog.getByText(/^AGE-SECRET-KEY-1/).textContent()) ?? "";
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog
        .getByRole("link", { name: "Download" })
        .or(dialog.getByRole("button", { name: "Download" }))
        .click(),
    ]);
    const path = await download.path();
    await expect(dialog.getByText(/^Complete:/)).toBeVisible();
    return { key, path };
  });

  await test.step("the instance is released; the file brings everything home (FAQ-20, BKP-102, BKP-126..128)", async () => {
    await page.goto(`/${HOME}/instances/${instanceId}`);
    await page.getByRole("link", { name: "Release", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox").fill((await dialog.locator("label code").textContent()) ?? "");
    await dialog.getByRole("button", { name: "Release" }).click();
    await expect(async () => {
      await expect(call("Decrypt", { RegionId: HOME, CiphertextBlob: kept.sealed })).rejects.toBeDefined();
    }).toPass({ timeout: 60_000 });

    await makeInstance(stack, account, HOME);
    await page.goto(`/${HOME}/backups`);
    await page.getByRole("link", { name: "Upload Backup" }).first().click();
    const panel = page.getByRole("dialog", { name: "Import Backup Data" });
    await panel.getByLabel("Decryption Key").fill(file.key);
    await panel.getByLabel("Backup Name").fill("brought home");
    await panel.locator("input[type=file]").setInputFiles(file.path);
    await panel.getByRole("button", { name: "OK" }).click();
    await expect(page.getByText("brought home is available")).toBeVisible({ timeout: 60_000 });
    await page.goto(`/${HOME}/backups`);
    const row = page.getByRole("row").filter({ hasText: "brought home" });
    await row.getByRole("link", { name: "Details" }).click();
    await page.getByRole("link", { name: "Restore this moment…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Make the plan" }).click();
    await restore(page, 4);
    await expectWorks(call, kept);
    await expectWorks(call, lost);
  });
});

interface Kept {
  keyId: string;
  secret: string;
  sealed: string;
  plaintext: string;
}

async function aKeyWithSecret(call: GenericCall, DKMSInstanceId: string, name: string): Promise<Kept> {
  const { KeyMetadata } = await call("CreateKey", { DKMSInstanceId });
  const { KeyId } = KeyMetadata as { KeyId: string };
  await call("CreateAlias", { AliasName: `alias/${name}`, KeyId });
  const plaintext = text(`what ${name} protects`);
  const { CiphertextBlob } = await call("Encrypt", { KeyId, Plaintext: plaintext });
  const SecretData = plaintext;
  const secret = { SecretName: `db/${name}`, SecretData, VersionId: "v1", EncryptionKeyId: KeyId, DKMSInstanceId };
  await call("CreateSecret", secret);
  return { keyId: KeyId, secret: secret.SecretName, sealed: String(CiphertextBlob), plaintext };
}

async function expectWorks(call: GenericCall, { sealed, secret, plaintext }: Kept) {
  expect((await call("Decrypt", { RegionId: HOME, CiphertextBlob: sealed })).Plaintext).toBe(plaintext);
  expect((await call("GetSecretValue", { RegionId: HOME, SecretName: secret })).SecretData).toBe(plaintext);
}

/** Starts the plan that is shown, and waits for its report. */
async function restore(page: Page, items: number) {
  await page.getByRole("link", { name: `Restore ${items} items` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Restore", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Restore report" })).toBeVisible({ timeout: 60_000 });
}

/** The automatic backup of the region, at its newest day. */
async function openBackup(page: Page) {
  await page.goto(`/${HOME}/backups`);
  await page
    .getByRole("row")
    .filter({ hasText: "System Created" })
    .first()
    .getByRole("link", { name: "Details" })
    .click();
  await expect(page.getByText("Days with data")).toBeVisible();
}
