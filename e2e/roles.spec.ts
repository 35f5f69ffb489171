import { randomUUID } from "node:crypto";
import type { APIRequestContext, Browser } from "@playwright/test";
import { genericClient } from "../lib/testing/sdk";
import { crawl, type Visited } from "./crawl";
import { type Account, expect, makeAccount, makeInstance, makeUser, signIn, signInFirst, test } from "./fixtures";

// S29, S43: every page that the owner can reach, asked for by everybody else. Nobody is led to the sign-in; another
// account's root and a RAM user without a policy see nothing of what is the owner's; one who may read sees it.

const REGION = "cn-hangzhou";
const READ_ONLY = "AliyunKMSReadOnlyAccess";
/** In an alias and the descriptions of the owner's things: whoever is shown it was shown what is the owner's. */
const MARK = `mark${randomUUID().slice(0, 8)}`;

test("every page, as everybody: nothing of an account is shown to who may not see it", async ({
  stack,
  account,
  browser,
}) => {
  test.setTimeout(600_000);
  await furnish(stack.gatewayPort, account, await makeInstance(stack, account, REGION));
  await stack.kms(["backup", "run"]);
  const outsider = await makeAccount(stack);
  const without = await makeUser(stack, account, "without");
  const reader = await makeUser(stack, account, "reader", READ_ONLY);

  const owner = await signedIn(browser, stack.consoleUrl, account);
  const visited = await crawl(owner, STARTS, [`/${REGION}`, "/account"]);
  expect(visited.size).toBeGreaterThan(40);
  // A page says what it was asked for: such an address would find itself.
  for (const [kind, { path }] of visited) if (decodeURIComponent(path).includes(MARK)) visited.delete(kind);
  expect(shown(visited), "the owner sees what is marked").toBeGreaterThan(10);

  const nobody = (await browser.newContext({ baseURL: stack.consoleUrl })).request;
  for (const { path } of visited.values()) {
    const answer = await nobody.get(path, { maxRedirects: 0 });
    const text = await answer.text();
    expect.soft(text, `${path} as nobody`).not.toContain(MARK);
    expect.soft(answer.headers().location ?? text, `${path} as nobody`).toContain("/sign-in");
  }
  for (const [who, credentials, first] of [
    ["another account's root", outsider, false],
    ["a RAM user without a policy", without, true],
  ] as const) {
    const request = await signedIn(browser, stack.consoleUrl, credentials, { first });
    for (const [at, { path }] of [...visited.values()].entries()) {
      for (const headers of formsOf(at, first)) {
        const answer = await request.get(path, { headers });
        expect.soft(answer.status(), `${path} as ${who}`).toBeLessThan(500);
        const text = await answer.text();
        expect.soft(text, `${path} as ${who}`).not.toContain(MARK);
        expect.soft(text, `${path} as ${who}`).toContain(credentials.name.split("@")[0]);
      }
    }
  }
  const reading = await signedIn(browser, stack.consoleUrl, reader, { first: true });
  const readable: Visited = new Map();
  for (const [kind, { path }] of visited) {
    const answer = await reading.get(path);
    expect.soft(answer.status(), `${path} as a reader`).toBeLessThan(400);
    readable.set(kind, { path, html: await answer.text() });
  }
  expect(shown(readable), "who may read sees it").toBeGreaterThan(10);
});

const AS_PAGE_AND_PAYLOAD: readonly Record<string, string>[] = [{}, { RSC: "1" }];
/** Each page is asked for in both forms, by one of the two in the one and by the other in the other; in the long run by both. */
const formsOf = (at: number, second: boolean) =>
  LONG ? AS_PAGE_AND_PAYLOAD : AS_PAGE_AND_PAYLOAD.slice((at + Number(second)) % 2).slice(0, 1);
const LONG = process.env.KMS_TEST_LONG === "1";

const STARTS = ["", "/instances", "/keys", "/secrets", "/backups", "/orders", "/alerts", "/audit"]
  .map((name) => `/${REGION}${name}`)
  .concat(
    ["/users", "/groups", "/roles", "/policies"].map((name) => `/${REGION}/ram${name}`),
    "/account",
  );

const shown = (pages: Visited) => [...pages.values()].filter(({ html }) => html.includes(MARK)).length;

/** One of each, named by the mark. */
async function furnish(port: number, account: Account, instanceId: string): Promise<void> {
  const call = genericClient(port, account);
  const made = await call("CreateKey", { DKMSInstanceId: instanceId, Description: MARK });
  const { KeyId } = made.KeyMetadata as { KeyId: string };
  await call("CreateAlias", { KeyId, AliasName: `alias/${MARK}` });
  await call("CreateSecret", {
    SecretName: "roles/one",
    DKMSInstanceId: instanceId,
    EncryptionKeyId: KeyId,
    VersionId: "v1",
    SecretData: "hidden",
    Description: MARK,
  });
}

async function signedIn(
  browser: Browser,
  baseURL: string,
  who: { name: string; password: string },
  { first = false } = {},
): Promise<APIRequestContext> {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await (first ? signInFirst : signIn)(page, who);
  await page.close();
  return context.request;
}
