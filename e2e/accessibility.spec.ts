import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { THEME_COOKIE } from "../lib/i18n/appearance";
import { LOCALE_COOKIE, LOCALES, type Locale } from "../lib/i18n/locale";
import { genericClient } from "../lib/testing/sdk";
import { type Stack, startStack } from "../lib/testing/stack";
import { crawl } from "./crawl";
import { signIn } from "./fixtures";
import {
  aManagedSecret,
  moneyPlaces,
  moreKeys,
  openedByHand,
  order,
  type Place,
  placeOf,
  someKeys,
} from "./more-places";

// axe finds nothing on any page, panel or dialog of a console that has been lived in, in three languages and two themes.

const REGION = "cn-hangzhou";
/** Where the account has nothing. */
const EMPTY_PAGES = ["", "/instances", "/keys", "/secrets", "/backups"].map((name) => `/cn-beijing${name}`);
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

// A record of every step would take longer than the steps.
test.use({ trace: "off" });

type AxeResults = Awaited<ReturnType<AxeBuilder["analyze"]>>;

let stack: Stack;
let account: { account: string; password: string };
let places: readonly Place[] = [];
/** Addresses of what the demo has none of: keys of other kinds, and a managed secret. */
let otherPlaces: string[] = [];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(300_000);
  stack = await startStack();
  const door = await browser.newContext({ baseURL: stack.consoleUrl, reducedMotion: "reduce" });
  const found: string[] = [];
  // Once there is an account, the link of the first run is used up.
  for (const locale of LOCALES) found.push(...(await lookAt(door, [placeOf(stack.firstRunUrl ?? "")], locale)));
  await door.close();
  expect(found).toEqual([]);
  const demo = await stack.kms(["seed", "demo"]);
  account = demo.signIn as typeof account;
  const { accessKeyId, accessKeySecret } = demo as { accessKeyId: string; accessKeySecret: string };
  const call = genericClient(stack.gatewayPort, { accessKeyId, accessKeySecret }, 60_000);
  const [instanceId = ""] = demo.instances as string[];
  otherPlaces = await someKeys(call, REGION, instanceId);
  otherPlaces.push(...(await aManagedSecret(stack, call, REGION, String(demo.accountId))));
  if (LONG) otherPlaces.push(...(await moreKeys(call, REGION, instanceId)));
});
test.afterAll(() => stack?.discard());

test("the doors: sign-in, a first-run link that does not hold, an address of nothing", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: stack.consoleUrl, reducedMotion: "reduce" });
  const doors = ["/sign-in", "/first-run?token=used", "/nowhere/at/all"].map(placeOf);
  const found: string[] = [];
  for (const locale of LOCALES) found.push(...(await lookAt(context, doors, locale)));
  await context.close();
  expect(found).toEqual([]);
});

test("what is wrong is found", async ({ page }) => {
  await page.setContent('<button></button><p style="width: 2000px; color: #777; background: #888">pale</p>');
  const [all, ofColour] = [await violations(page, "here"), await violationsOfColour(page, "here")];
  expect(all.join()).toContain("button-name");
  expect(all.join()).toContain("color-contrast");
  expect(ofColour.join()).toContain("color-contrast");
  expect(await overflow(page, "here")).toHaveLength(1);
});

for (const locale of LOCALES) {
  test(`every page, panel and dialog in ${locale}`, async ({ browser }) => {
    test.setTimeout(LONG ? 1_800_000 : 900_000);
    const context = await browser.newContext({ baseURL: stack.consoleUrl, reducedMotion: "reduce" });
    const page = await context.newPage();
    await signIn(page, { name: account.account, password: account.password });
    if (places.length === 0) places = await findPlaces(page);
    await page.close();
    const found = await lookAt(context, seenIn(locale, places), locale);
    await context.close();
    expect(found).toEqual([]);
  });
}

/** With an order that waits for its payment, and a region in which there is nothing. */
async function findPlaces(page: Page): Promise<Place[]> {
  const waiting = await order(page, `/${REGION}/instances/new`);
  const money = LONG ? await moneyPlaces(page, REGION) : [];
  const details = await keyDetails(page, "alias/pay/card-pan", "alias/archive/2024", "alias/test/rehearsal");
  const pages = ["", "/instances", "/keys", "/secrets", "/backups", "/orders", "/nowhere"];
  const starts = [waiting, ...details, ...pages.map((name) => `/${REGION}${name}`), "/account"];
  const visited = await crawl(page.request, starts, [`/${REGION}`, "/account"]);
  const identities = ["users", "groups", "roles", "policies"].map((kind) => `/ram/${kind}`);
  const wanted = [
    ...identities,
    "/audit",
    "/alerts",
    "/keys/*",
    "/keys panel=create",
    "/secrets/details?secret",
    "/secrets panel=value",
    "/backups/*",
  ];
  const more = ["/backups panel=restore", "/backups panel=enable", "/instances/*", "/instances dialog=release"];
  const news = ["/keys/default", "/keys dialog=enableDefault", "/keys dialog=rotation", "/instances/new?category"];
  expect([...visited.keys()]).toEqual(
    expect.arrayContaining([...wanted, ...more, ...news, "/orders/*"].map((kind) => `/${REGION}${kind}`)),
  );
  const chosen = details.map((path) => path.split("/").at(-1)).join(",");
  const seen = [...visited.values()].map(({ path }) => (/panel=bulk/.test(path) ? `${path}&keys=${chosen}` : path));
  const all = [...new Set([...seen, ...details, ...otherPlaces, ...money, ...EMPTY_PAGES])].map(placeOf);
  return LONG ? [...all, ...openedByHand(REGION)] : all;
}

async function keyDetails(page: Page, ...aliases: string[]): Promise<string[]> {
  await page.goto(`/${REGION}/keys`);
  const links = aliases.map((alias) => page.getByRole("row").filter({ hasText: alias }).getByRole("link").first());
  return Promise.all(links.map(async (link) => (await link.getAttribute("href")) ?? ""));
}

/** What is wrong at the places in a language, in both themes at 1440 px and, where no theme matters, at 390 px. */
async function lookAt(context: BrowserContext, all: readonly Place[], locale: Locale): Promise<string[]> {
  const url = stack.consoleUrl;
  await context.addCookies([
    { name: LOCALE_COOKIE, value: locale, url },
    { name: THEME_COOKIE, value: "light", url },
  ]);
  const page = await context.newPage();
  const found: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 404/.test(message.text()))
      found.push(`${new URL(page.url()).pathname} ${locale} console: ${message.text()}`);
  });
  for (const { path, opens, act } of all) {
    await page.setViewportSize(WIDE);
    await page.goto(path);
    if (opens) await page.getByRole("dialog").waitFor();
    await act?.(page);
    const at = `${path} ${locale}`;
    expect(await page.locator("html").getAttribute("data-theme"), at).toBe("light");
    found.push(...(await overflow(page, `${at} 1440 px`)));
    found.push(...(await violations(page, `${at} light`, LONG || !opens ? undefined : OPENED)));
    if (LONG || !opens) {
      // What the cookie's other value would have written there.
      await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
      found.push(...(await violationsOfColour(page, `${at} dark`)));
    }
    await page.setViewportSize(PHONE);
    found.push(...(await overflow(page, `${at} 390 px`)));
    if (LONG && !opens) found.push(...(await violations(page, `${at} dark 390 px`)));
  }
  await page.close();
  return found;
}

// A language changes words and widths, no role and no colour; a panel's colours are those of the page that it lies on, and
// that page is a place itself; a filter changes which rows there are. So each place is judged in one language, the pages by
// turns and what is opened in English, of that only itself; of a backup's tabs and moments, which are one table with other
// rows, the full ones. The long run asks everything of all.
const LONG = process.env.KMS_TEST_LONG === "1";
const OPENED = "dialog[open]";
const FILTER = /[?&](instance|type|state|resource|time)=|[?&]tab=(incremental|rotated)/;

function seenIn(locale: Locale, all: readonly Place[]): readonly Place[] {
  if (LONG) return all;
  const pages = all.filter(({ path, opens }) => !opens && !FILTER.test(path));
  const own = pages.filter((_, at) => at % LOCALES.length === LOCALES.indexOf(locale));
  return locale === "en" ? [...own, ...all.filter(({ opens }) => opens)] : own;
}

/** `within`: a selector of what is judged, where it is not the whole page. */
async function violations(page: Page, at: string, within?: string): Promise<string[]> {
  // No page has frames, so axe needs no second page to gather what they say.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
  return sentences((await (within ? axe.include(within) : axe).analyze()).violations, at);
}

/** Of axe's rules those that a theme can break, which changes colours and nothing else; by the axe that ran before. */
async function violationsOfColour(page: Page, at: string): Promise<string[]> {
  const { violations: all } = await page.evaluate(() => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
    const runOnly = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
    return axe.run({ runOnly, resultTypes: ["violations"] });
  });
  return sentences(all, at);
}

function sentences(all: AxeResults["violations"], at: string): string[] {
  return all.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html, any }) => `${at}: ${id} ${target.join(" ")} ${any[0]?.message ?? html}`),
  );
}

/** The page itself never slides sideways. */
async function overflow(page: Page, at: string): Promise<string[]> {
  const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  return (inner ?? 0) > (outer ?? 0) ? [`${at}: ${inner} px of content in ${outer} px`] : [];
}
