import { crawl, kindOf } from "./crawl";
import { firstLoadOf, smallestFirstLoad } from "./first-load";
import { expect, makeInstance, signIn, test } from "./fixtures";

/** Times the smallest page that the same Next can build. */
const MOST = 1.4;
const REGION = "cn-hangzhou";

test("first-load JavaScript of every page", async ({ stack, account, page }) => {
  test.setTimeout(240_000);
  await makeInstance(stack, account, REGION);
  const doors = await Promise.all(
    ["/sign-in", "/first-run"].map(async (path) => ({ path, html: await (await page.request.get(path)).text() })),
  );
  await signIn(page, account);
  const starts = ["", "/keys", "/secrets", "/backups", "/instances/new"].map((name) => `/${REGION}${name}`);
  const visited = await crawl(page.request, [...starts, "/account"], [`/${REGION}`, "/account"]);
  const smallest = smallestFirstLoad();
  const figures = [...doors, ...visited.values()]
    .map(({ path, html }) => ({ kind: kindOf(path), bytes: firstLoadOf(html) }))
    .sort((a, b) => b.bytes - a.bytes);
  const lines = figures.map(({ kind, bytes }) => `${kilo(bytes)}  ${(bytes / smallest).toFixed(2)}  ${kind}`);
  process.stdout.write(`\nfirst-load JavaScript, gzip; the smallest page of this Next: ${kilo(smallest)}\n`);
  process.stdout.write(`${lines.join("\n")}\n`);
  expect(figures.length).toBeGreaterThan(15);
  expect(figures.filter(({ bytes }) => bytes > smallest * MOST)).toEqual([]);
});

const kilo = (bytes: number) => `${(bytes / 1000).toFixed(1).padStart(6)} kB`;
