import type { Browser, Locator, Page } from "@playwright/test";
import { genericClient } from "../lib/testing/sdk";
import { type Account, expect, makeAccount, makeInstance, signIn, test } from "./fixtures";

// Two operators at two browsers: A owns an instance, B is of the same resource directory. A share is given, used under
// joint and under independent ownership, and ended; what each may do is asked at the gateway too.

const REGION = "cn-hangzhou";

test("a share is given, used under both kinds of ownership, and ended (SHR-03..12, SHR-16, SHR-19)", async ({
  stack,
  account: a,
  browser,
}) => {
  test.setTimeout(240_000);
  const b = await makeAccount(stack);
  const instanceId = await makeInstance(stack, a, REGION);
  const [ofA, ofB] = [await signedIn(browser, stack.consoleUrl, a), await signedIn(browser, stack.consoleUrl, b)];
  const [callA, callB] = [genericClient(stack.gatewayPort, a), genericClient(stack.gatewayPort, b)];
  const createKey = () => callB("CreateKey", { DKMSInstanceId: instanceId });

  await test.step("nobody else has it before (POL-25)", async () => {
    await expect(createKey()).rejects.toEqual(expect.objectContaining({ statusCode: 404 }));
  });

  await test.step("A makes a directory and invites B, who accepts (SHR-01, SHR-03)", async () => {
    await ofA.goto(`/${REGION}/directory`);
    await decide(ofA, "Enable Resource Directory", "Enable Resource Directory");
    await decide(ofA, "Enable resource sharing", "Enable resource sharing");
    await ofA.getByRole("link", { name: "Invite Account" }).click();
    const dialog = ofA.getByRole("dialog", { name: "Invite Account" });
    await dialog.getByLabel("Account ID").fill(b.accountId);
    await dialog.getByRole("button", { name: "Invite" }).click();
    await expect(dialog).toBeHidden();
    await ofB.goto(`/${REGION}/directory`);
    await expect(ofB.getByText(`${a.name} (${a.accountId}) invites this account`, { exact: false })).toBeVisible();
    await decide(ofB, "Accept", "Accept the invitation", "Accept");
    await expect(ofB.getByText("Member since")).toBeVisible();
  });

  await test.step("A shares the instance with B (SHR-04)", async () => {
    await ofA.goto(`/${REGION}/instances`);
    const row = ofA.getByRole("row").filter({ hasText: instanceId });
    await open(row, "Share Resources");
    const panel = ofA.getByRole("dialog", { name: "RD Multi-account Sharing Settings" });
    await panel.getByLabel("Resource Share Name").fill("team-b");
    await panel.getByLabel("Account ID").selectOption(b.accountId);
    await panel.getByRole("button", { name: "Add", exact: true }).click();
    await panel.getByRole("button", { name: "Share Resources" }).click();
    await expect(ofA.getByText("1 account has access, 0 failed.")).toBeVisible();
  });

  const keyId = await test.step("B sees it as Being Shared and makes a key in it (SHR-12)", async () => {
    await ofB.goto(`/${REGION}/instances`);
    const row = ofB.getByRole("row").filter({ hasText: instanceId });
    await expect(row.getByText("Being Shared")).toBeVisible();
    await ofB.goto(`/${REGION}/keys`);
    await ofB.getByRole("link", { name: "Create Key" }).first().click();
    const panel = ofB.getByRole("dialog", { name: "Create Key" });
    await panel.getByLabel("Key Alias").fill("team/ledger");
    await panel.getByRole("button", { name: "OK" }).click();
    await expect(panel).toBeHidden();
    const { KeyMetadata } = await callB("DescribeKey", { KeyId: "alias/team/ledger" });
    expect(KeyMetadata).toMatchObject({ DKMSInstanceId: instanceId, Creator: b.accountId });
    return (KeyMetadata as { KeyId: string }).KeyId;
  });

  const plaintext = Buffer.from("quarterly figures").toString("base64");
  const encrypted = await callB("Encrypt", { KeyId: keyId, Plaintext: plaintext });
  const CiphertextBlob = String(encrypted.CiphertextBlob);

  await test.step("jointly owned, both use B's key, and A sees whose it is (SHR-08, SHR-10)", async () => {
    for (const call of [callA, callB]) expect((await call("Decrypt", { CiphertextBlob })).Plaintext).toBe(plaintext);
    await ofA.goto(`/${REGION}/keys/${keyId}`);
    await expect(ofA.getByRole("main").getByText(b.accountId).first()).toBeVisible();
  });

  await test.step("A changes to independent ownership, for good: B alone uses it (SHR-07, SHR-08)", async () => {
    await ofA.goto(`/${REGION}/instances/${instanceId}`);
    await ofA.getByRole("link", { name: "Change to independent ownership" }).click();
    const dialog = ofA.getByRole("dialog", { name: /independent ownership/ });
    const verb = dialog.getByRole("button", { name: "Change to independent ownership" });
    await expect(verb).toBeDisabled();
    await dialog.getByRole("textbox").fill((await dialog.locator("label code").textContent()) ?? "");
    await verb.click();
    await expect(dialog).toBeHidden();
    await expect(callA("Decrypt", { CiphertextBlob })).rejects.toEqual(expect.objectContaining({ statusCode: 404 }));
    expect((await callB("Decrypt", { CiphertextBlob })).Plaintext).toBe(plaintext);
    await ofA.goto(`/${REGION}/keys`);
    await expect(ofA.getByRole("main").getByText(keyId)).toHaveCount(0);
  });

  await test.step("the share does not end while B holds a key in it; then it does (SHR-16, SHR-19)", async () => {
    await ofA.goto(`/${REGION}/sharing`);
    await ofA.getByRole("link", { name: "team-b" }).click();
    await ofA.getByRole("link", { name: "End sharing" }).click();
    const dialog = ofA.getByRole("dialog", { name: /End sharing/ });
    await dialog.getByRole("textbox").fill("team-b");
    const verb = dialog.getByRole("button", { name: "End sharing" });
    await verb.click();
    await expect(
      dialog.getByText(`still hold 1 key and 0 secrets in the instance: ${b.name} (${b.accountId})`),
    ).toBeVisible();
    await callB("ScheduleKeyDeletion", { KeyId: keyId, PendingWindowInDays: "7" });
    stack.advanceClock(8 * 86_400_000);
    await verb.click();
    await expect(dialog).toBeHidden();
    await expect(ofA.getByText("This account shares nothing in this region")).toBeVisible();
    await expect(createKey()).rejects.toEqual(expect.objectContaining({ statusCode: 403 }));
    await ofB.goto(`/${REGION}/instances`);
    await expect(ofB.getByText(instanceId)).toHaveCount(0);
  });
});

async function signedIn(browser: Browser, baseURL: string, account: Account): Promise<Page> {
  const page = await (await browser.newContext({ baseURL })).newPage();
  await signIn(page, account);
  return page;
}

/** Opens a dialog by its link and confirms it. */
async function decide(page: Page, link: string, title: string, verb = link): Promise<void> {
  await page.getByRole("link", { name: link, exact: true }).first().click();
  const dialog = page.getByRole("dialog", { name: title });
  await dialog.getByRole("button", { name: verb, exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** An action of a row: among its links, or behind its menu. */
async function open(row: Locator, name: string): Promise<void> {
  const link = row.getByRole("link", { name });
  if (!(await link.first().isVisible())) await row.getByRole("button", { name: /More|Actions/ }).click();
  await link.first().click();
}
