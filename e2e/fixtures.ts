import { randomUUID } from "node:crypto";
import { test as base, type Page } from "@playwright/test";
import type { Credentials } from "../lib/testing/sdk";
import { type Stack, startStack } from "../lib/testing/stack";

export { expect } from "@playwright/test";

export interface Account extends Credentials {
  accountId: string;
  name: string;
  password: string;
}

/** One whole product per Playwright worker; each test makes an account of its own in it. */
export const test = base.extend<{ account: Account }, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from the pattern
    async ({}, use) => {
      const stack = await startStack({ env: { KMS_OUTBOUND_ALLOW: "127.0.0.1" } });
      await use(stack);
      await stack.discard();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  account: async ({ stack }, use) => use(await makeAccount(stack)),
  baseURL: async ({ stack }, use) => use(stack.consoleUrl),
});

export async function makeAccount(stack: Stack): Promise<Account> {
  const name = `e2e-${randomUUID().slice(0, 8)}`;
  const password = `quiet ${randomUUID()} river`;
  const made = await stack.kms(
    ["account", "create", "--name", name, "--password-stdin", "--access-key"],
    `${password}\n`,
  );
  const { accountId, accessKeyId, accessKeySecret } = made as Record<string, string>;
  if (!accountId || !accessKeyId || !accessKeySecret) throw new Error("the command line made no account");
  return { accountId, name, password, accessKeyId, accessKeySecret };
}

/** A RAM user of the account who may sign in to the console, holding the system policy named. */
export async function makeUser(
  stack: Stack,
  account: Account,
  name: string,
  policy?: string,
): Promise<{ name: string; password: string }> {
  const password = `quiet ${randomUUID()} lake`;
  const attached = policy ? ["--policy", policy] : [];
  const command = ["user", "create", account.accountId, "--name", name, "--password-stdin", ...attached];
  await stack.kms(command, `${password}\n`);
  return { name: `${name}@${account.name}`, password };
}

/** An enabled instance of the account, made at the command line. */
export async function makeInstance(stack: Stack, account: Account, region = "cn-hangzhou"): Promise<string> {
  const made = await stack.kms(["instance", "create", "--account", account.accountId, "--region", region]);
  return String(made.instanceId);
}

/** Whoever got a password from somebody else chooses another at the first sign-in. */
export async function signInFirst(page: Page, user: { name: string; password: string }): Promise<void> {
  await signIn(page, user);
  const next = `quiet ${randomUUID()} lake`;
  await page.getByLabel("Present password").fill(user.password);
  await page.getByLabel("New password", { exact: true }).fill(next);
  await page.getByLabel("New password again").fill(next);
  await page.getByRole("button", { name: "Change password and go on" }).click();
  await page.waitForURL((url) => url.pathname !== "/choose-password");
}

export async function signIn(page: Page, account: Pick<Account, "name" | "password">): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Account ID or name").fill(account.name);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}
