import type { Page } from "@playwright/test";
import { type Bypass, bypassesOf } from "./bypasses";
import { expect, signIn, test } from "./fixtures";
import { type RawAnswer, rawRequest } from "./raw-request";

// The doors of the console, tried from outside by requests that no browser would write: S32, S40, S41, S49.

const PAGES = ["", "/keys", "/secrets", "/instances", "/backups"]
  .map((name) => `/cn-hangzhou${name}`)
  .concat("/account");

test("no request without a session gets past the doors to what an account owns (S40)", async ({
  page,
  stack,
  account,
}) => {
  await signIn(page, account);
  const cookie = await cookieOf(page);
  for (const path of PAGES) {
    const own = await rawRequest(stack.consoleUrl, path, { headers: { cookie } });
    expect(own.body, `${path} for the owner`).toContain(account.accountId);
  }

  const all = PAGES.flatMap(bypassesOf);
  expect(all.length).toBeGreaterThanOrEqual(500);
  const leaks: Bypass[] = [];
  const faults: string[] = [];
  for (const one of all) {
    const answer = await rawRequest(stack.consoleUrl, one.path, one);
    if (shows(answer, [account.accountId, account.name])) leaks.push(one);
    // Next makes a Request of the fetch standard before anything of ours runs, and that knows no TRACE.
    if (answer.status >= 500 && one.method !== "TRACE") faults.push(`${answer.status} ${JSON.stringify(one)}`);
  }
  expect(leaks).toEqual([]);
  expect(faults).toEqual([]);
});

test("no server action runs that the console's own pages did not ask for (S41)", async ({ page, stack, account }) => {
  await signIn(page, account);
  const cookie = await cookieOf(page);
  const action = await signOutField(stack.consoleUrl, cookie);
  const { host, port, origin } = new URL(stack.consoleUrl);
  const post = (headers: Record<string, string>) => {
    const boundary = "----boundary";
    const body = `--${boundary}\r\nContent-Disposition: form-data; name="${action}"\r\n\r\n\r\n--${boundary}--\r\n`;
    const type = `multipart/form-data; boundary=${boundary}`;
    return rawRequest(stack.consoleUrl, "/account", {
      method: "POST",
      headers: { cookie, "content-type": type, "content-length": String(body.length), ...headers },
      body,
    });
  };
  const asked = (headers: Record<string, string>) =>
    rawRequest(stack.consoleUrl, "/account", {
      method: "POST",
      headers: { cookie, "content-type": "text/plain;charset=UTF-8", "next-action": action.slice(11), ...headers },
      body: "[]",
    });
  const foreign: Record<string, string>[] = [
    {},
    { origin: "null" },
    { origin: "" },
    { origin: "https://evil.example" },
    { origin: origin.replace("http:", "https:") },
    { origin: `http://127.0.0.1:${Number(port) + 1}` },
    { origin: "http://127.0.0.1" },
    { origin: `http://localhost:${port}` },
    { origin: `http://sub.${host}` },
    { origin: `${origin}.evil.example` },
    { origin: `${origin}@evil.example` },
    { origin: `${origin}, https://evil.example` },
    { referer: `${origin}/account` },
    { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
    { origin: "https://evil.example", "x-forwarded-host": "evil.example", host: "evil.example" },
    { origin: "https://evil.example", forwarded: "host=evil.example", "x-host": "evil.example" },
    { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
  ];
  for (const headers of foreign) {
    for (const send of [post, asked]) {
      const { status } = await send(headers);
      expect([403, 421], JSON.stringify(headers)).toContain(status);
    }
  }
  const still = await rawRequest(stack.consoleUrl, "/account", { headers: { cookie } });
  expect(still.body, "nothing of it signed out").toContain(account.accountId);

  // The very request, from the console's own page.
  expect((await post({ origin })).status).toBe(303);
  const after = await rawRequest(stack.consoleUrl, "/account", { headers: { cookie } });
  expect(after.headers.location).toContain("/sign-in");
});

test("no other host is answered for, and no link is made of one (S49)", async ({ stack }) => {
  const { host, port } = new URL(stack.consoleUrl);
  const names = [
    "evil.example",
    "evil.example:80",
    `evil.example:${port}`,
    "127.0.0.1",
    "127.0.0.2",
    "0.0.0.0",
    "[::1]",
  ];
  const tricks = [
    "",
    "@",
    `${host}@evil.example`,
    `evil.example@${host}`,
    `${host}.evil.example`,
    `x${host}`,
    `${host}0`,
  ];
  const spellings = [
    `127.0.0.1:0${port}`,
    `127.1:${port}`,
    `0x7f000001:${port}`,
    `2130706433:${port}`,
    `${host}/`,
    `${host}#`,
  ];
  const hosts = [...names, ...tricks, ...spellings, "localhost.", "kms", "example.com:443", "::1", "192.0.2.1"];
  const ways = hosts.flatMap((name) => [
    { host: name },
    { "x-forwarded-host": name, ...(name === "" && { "x-forwarded-host": "x" }) },
  ]);
  expect(ways.length).toBeGreaterThanOrEqual(50);
  for (const headers of ways) {
    const forged = "host" in headers;
    const answer = await rawRequest(stack.consoleUrl, "/cn-hangzhou", { headers: headers as Record<string, string> });
    const seen = JSON.stringify(headers);
    // A forwarded host is dropped where no proxy is declared; the console's own is answered for.
    if (forged) expect([400, 421], seen).toContain(answer.status);
    expect(JSON.stringify([answer.headers.location, answer.headers.refresh, answer.body]), seen).not.toContain("evil");
  }
});

test("every cookie is out of scripts' reach and of other sites' (S32)", async ({ page, stack, account }) => {
  const set: string[] = [];
  page.on("response", async (response) => {
    const header = await response.headerValue("set-cookie").catch(() => null);
    if (header) set.push(...header.split("\n"));
  });
  await signIn(page, account);
  await page.getByRole("button", { name: /English/ }).click();
  await page
    .getByRole("button", { name: "日本語" })
    .or(page.getByRole("menuitem", { name: "日本語" }))
    .first()
    .click();
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  expect(set.length).toBeGreaterThanOrEqual(2);
  for (const cookie of set) {
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Lax/i);
    expect(cookie).toMatch(/; Path=\/(;|$)/i);
    expect(cookie).not.toMatch(/; Domain=/i);
  }
  expect(new URL(stack.consoleUrl).protocol, "Secure and __Host- are held where there is TLS (next-auth.test.ts)").toBe(
    "http:",
  );
});

function shows({ body, headers }: RawAnswer, words: readonly string[]): boolean {
  const all = body + JSON.stringify(headers);
  return words.some((word) => all.includes(word));
}

async function cookieOf(page: Page): Promise<string> {
  return (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** The hidden field that makes a form of the shell sign out: `$ACTION_ID_…`. */
async function signOutField(consoleUrl: string, cookie: string): Promise<string> {
  const { body } = await rawRequest(consoleUrl, "/account", { headers: { cookie } });
  const form = /<form(?:(?!<\/form>).)*Sign out(?:(?!<\/form>).)*<\/form>/s.exec(body)?.[0] ?? "";
  const [field] = /\$ACTION_ID_[0-9a-f]+/.exec(form) ?? [];
  if (!field) throw new Error("the shell has no form that signs out");
  return field;
}
