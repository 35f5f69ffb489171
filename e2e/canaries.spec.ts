import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import type { APIRequestContext, Page } from "@playwright/test";
import { keySpecs } from "../lib/crypto/key-spec";
import { type GenericCall, genericClient } from "../lib/testing/sdk";
import type { Stack } from "../lib/testing/stack";
import { embeddedDatabaseUrl } from "../scripts/places.mjs";
import { rootKeysOf, sealedKeys } from "./canary-boxes";
import { exerciseEveryKind, type UsedKeys } from "./canary-keys";
import { type Canary, dumpTables, filesBelow, hitsIn, needlesOf } from "./canary-search";
import { crawl } from "./crawl";
import { expect, makeInstance, signIn, test } from "./fixtures";

// Secrets that went through the product are nowhere that it writes, logs or shows unasked (S7, S43).

const REGION = "cn-hangzhou";
const ENCRYPTIONS = 1_000;
const SECRETS = 25;
const PER_SECRET = 20;
/** A document holds its payload too; for every day one page of so many is asked for as the payload alone. */
const PAYLOAD_OF = 4;
const LONG = process.env.KMS_TEST_LONG === "1";

/** In every canary that is ours to choose, so that one search finds all of them. */
const MARK = `CANARY${randomBytes(12).toString("hex")}`;
/** In what is no secret, and so is found: a search that finds nothing anywhere would prove nothing. */
const CONTROL = `CONTROL${randomBytes(12).toString("hex")}`;
const ACCOUNT = `canary-${randomBytes(4).toString("hex")}`;
const PASSWORD = `first ${MARK} river`;
const NEW_PASSWORD = `second ${MARK} river`;

test("what is secret is in no table, file, log line or page (S7, S43, FAQ-08)", async ({ stack, page }) => {
  test.setTimeout(600_000);
  const account = await makeAccount(stack);
  const canaries: Canary[] = [
    { name: "a chosen secret", bytes: Buffer.from(MARK) },
    { name: "the AccessKey secret", bytes: Buffer.from(account.accessKeySecret) },
  ];
  const user = await makeProgram(stack, account.accountId);
  canaries.push({ name: "a RAM user's AccessKey secret", bytes: Buffer.from(user.accessKeySecret) });
  const instanceId = await makeInstance(stack, { ...account, name: "canary", password: PASSWORD }, REGION);
  const call = genericClient(stack.gatewayPort, account, 60_000);
  const pages: { name: string; text: string }[] = [];
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  let keyId = "";
  let kinds: UsedKeys = { imported: [], canaries: [] };

  await test.step("through the API", async () => {
    keyId = await throughApi(call, instanceId);
    for (let count = 0; count < 3; count++) {
      const { Plaintext } = await call("GenerateDataKey", { KeyId: keyId });
      canaries.push({ name: "a data key", bytes: Buffer.from(String(Plaintext), "base64") });
    }
  });
  await test.step("keys of every kind, made here and imported", async () => {
    kinds = await exerciseEveryKind(call, instanceId, MARK);
    canaries.push(...kinds.canaries);
  });
  await test.step("through the console", async () => {
    await throughConsole(page, keyId);
    await tryMac(page, kinds.imported.at(-1) ?? "");
    await enableDefaultKey(page);
    await deliverFiles(page);
    const seed = await beginSecondFactor(page);
    canaries.push({ name: "a one-time code's seed", bytes: Buffer.from(seed) });
    const cookies = await page.context().cookies();
    const session = cookies.find(({ name }) => /^kms-[0-9a-f]{8}$/.test(name));
    expect(session).toBeDefined();
    canaries.push({ name: "the session's token", bytes: Buffer.from(session?.value ?? "") });
  });
  await test.step("into a backup", () => stack.kms(["backup", "run"]));
  await test.step("all pages, as documents and as payloads", async () => {
    pages.push(...(await pagesOf(page.request, kinds.imported)));
  });
  await test.step("an encrypted delivered file tells nothing of its events (KEY-02)", () =>
    expectDelivered(path.join(stack.dataDir, "deliveries", account.accountId), account.accessKeyId));

  const url = embeddedDatabaseUrl(stack.dataDir) ?? "";
  const sealed = await sealedKeys(url, stack.dataDir, ACCOUNT);
  expectAllKinds(sealed);
  canaries.push(...rootKeysOf(stack.dataDir), ...[...sealed.values()].flat());
  const needles = needlesOf(canaries);
  const control = needlesOf([{ name: "control", bytes: Buffer.from(CONTROL) }]);
  const hits: string[] = [];
  const controls = { tables: 0, files: 0, pages: 0 };

  const tables = await dumpTables(url);
  expect(tables.size).toBeGreaterThan(20);
  for (const [name, rows] of tables) {
    hits.push(...hitsIn(`table ${name}`, rows, needles));
    controls.tables += hitsIn(name, rows, control).length;
  }
  for (const { name, content } of filesBelow(stack.dataDir)) {
    if (name === "root.key") continue; // the one place of the root key
    hits.push(...hitsIn(`file ${name}`, content, needles));
    controls.files += hitsIn(name, content, control).length;
  }
  for (const { name, text } of pages) {
    hits.push(...hitsIn(`page ${name}`, text, needles));
    controls.pages += hitsIn(name, text, control).length;
  }
  expect(stack.output()).toContain("ready console=");
  hits.push(...hitsIn("the log", stack.output(), needles));
  expect(addresses.length).toBeGreaterThan(10);
  hits.push(...hitsIn("an address", addresses.join("\n"), needles));

  expect(hits).toEqual([]);
  for (const [where, count] of Object.entries(controls)) expect(count, `the control in ${where}`).toBeGreaterThan(0);
});

test("the search finds every form", () => {
  const bytes = randomBytes(32);
  const text = bytes.toString("latin1");
  const forms = [
    bytes,
    Buffer.from(text, "utf16le"),
    Buffer.from(text, "utf16le").swap16(),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    ...[0, 1, 2].flatMap((before) => {
      const among = Buffer.concat([randomBytes(before), bytes, randomBytes(5)]);
      return [among.toString("base64"), among.toString("base64url")];
    }),
  ];
  const needles = needlesOf([{ name: "it", bytes }]);
  for (const form of forms) {
    const around = Buffer.concat([randomBytes(99), Buffer.from(form), randomBytes(99)]);
    expect(hitsIn("here", around, needles)).not.toEqual([]);
  }
});

async function makeAccount(stack: Stack) {
  const made = await stack.kms(
    ["account", "create", "--name", ACCOUNT, "--password-stdin", "--access-key"],
    `${PASSWORD}\n`,
  );
  const { accountId = "", accessKeyId = "", accessKeySecret = "" } = made as Record<string, string>;
  expect(accessKeySecret.length).toBeGreaterThan(20);
  return { accountId, accessKeyId, accessKeySecret };
}

async function makeProgram(stack: Stack, accountId: string) {
  const options = ["--name", "program", "--password-stdin", "--access-key"];
  const made = await stack.kms(["user", "create", accountId, ...options], `user ${MARK} river\n`);
  const { accessKeySecret = "" } = made as Record<string, string>;
  expect(accessKeySecret.length).toBeGreaterThan(20);
  return { accessKeySecret };
}

/** The seed as the dialog shows it for typing; the factor is not confirmed. */
async function beginSecondFactor(page: Page): Promise<string> {
  await page.goto("/account?dialog=second-factor");
  await page.getByRole("button", { name: "Show the QR code" }).click();
  const seed = page.getByRole("dialog").getByText(/^([A-Z2-7]{4} ?){8}$/);
  return ((await seed.textContent()) ?? "").replaceAll(/\s/g, "");
}

/** Encrypts, decrypts, stores and reads; and is refused, since refusals are what gets logged. */
async function throughApi(call: GenericCall, instanceId: string): Promise<string> {
  const made = await call("CreateKey", { DKMSInstanceId: instanceId, Description: CONTROL });
  const keyId = (made.KeyMetadata as { KeyId: string }).KeyId;
  await call("CreateAlias", { KeyId: keyId, AliasName: "alias/canary" });
  await manyTimes(ENCRYPTIONS, async (index) => {
    const Plaintext = Buffer.from(`${MARK} ${index}`).toString("base64");
    const { CiphertextBlob } = await call("Encrypt", { KeyId: keyId, Plaintext });
    const opened = await call("Decrypt", { CiphertextBlob: String(CiphertextBlob) });
    expect(opened.Plaintext).toBe(Plaintext);
  });
  await manyTimes(SECRETS, async (index) => {
    const SecretData = Array.from({ length: PER_SECRET }, (_, line) => `${MARK} ${index} ${line}`).join("\n");
    const SecretName = `canary/${index}`;
    const common = { SecretName, DKMSInstanceId: instanceId, EncryptionKeyId: keyId };
    await call("CreateSecret", { ...common, VersionId: "v1", SecretData });
    await call("PutSecretValue", { SecretName, VersionId: "v2", SecretData: `${SecretData} again` });
    const read = await call("GetSecretValue", { SecretName });
    expect(read.SecretData).toBe(`${SecretData} again`);
  });
  const refused: [string, Record<string, string>][] = [
    ["Encrypt", { KeyId: "key-hzz000000000000000000", Plaintext: Buffer.from(MARK).toString("base64") }],
    ["Encrypt", { KeyId: keyId, Plaintext: `not base64 ${MARK}` }],
    ["PutSecretValue", { SecretName: "canary/missing", VersionId: "v1", SecretData: MARK }],
    ["PutSecretValue", { SecretName: "canary/1", VersionId: "v1", SecretData: `${MARK} differs` }],
    ["CreateSecret", { SecretName: "canary/1", VersionId: "v1", SecretData: MARK }],
    ["CreateSecret", { SecretName: "canary/long", VersionId: "v1", SecretData: MARK.repeat(2_000) }],
  ];
  for (const [action, parameters] of refused) await expect(call(action, parameters), action).rejects.toThrow();
  return keyId;
}

async function manyTimes(times: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < times; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

/** A refused and a right sign-in, another password, a text and pairs stored and revealed, Encrypt of Try it. */
async function throughConsole(page: Page, keyId: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Account ID or name").fill(ACCOUNT);
  await page.getByLabel("Password").fill(`wrong ${MARK}`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Account or password is not right.")).toBeVisible();
  await signIn(page, { name: ACCOUNT, password: PASSWORD });

  await page.goto("/account");
  await page.getByLabel("Present password").fill(PASSWORD);
  await page.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
  await page.getByLabel("New password again").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("The password is changed.")).toBeVisible();

  await createSecret(page, "console/text", async () => {
    await page.getByRole("radio", { name: /Plain Text/ }).check();
    await page.getByRole("textbox", { name: "Plain Text" }).fill(`${MARK} of the console`);
  });
  await createSecret(page, "console/pairs", async () => {
    await page.getByRole("radio", { name: /Secret Key\/Value/ }).check();
    await page.getByLabel("Key 1").fill("password");
    await page.getByLabel("Value 1").fill(`${MARK} of a pair`);
  });
  await page.goto(`/${REGION}/secrets/details?secret=console%2Ftext&panel=value`);
  await page.getByRole("dialog").getByRole("button", { name: "Reveal" }).click();
  await expect(page.getByRole("dialog").getByText(`${MARK} of the console`)).toBeVisible();

  await page.goto(`/${REGION}/keys/${keyId}?try=encrypt`);
  await page.getByLabel("Plaintext").fill(`${MARK} to try`);
  await page.getByRole("button", { name: "Encrypt" }).click();
  const result = page.getByRole("region", { name: "Result" });
  await expect(result.getByRole("button", { name: "Copy the ciphertext" })).toBeVisible();
}

async function createSecret(page: Page, name: string, fillValue: () => Promise<void>): Promise<void> {
  await page.goto(`/${REGION}/secrets?panel=create`);
  const panel = page.getByRole("dialog");
  await panel.getByLabel("Secret Name").fill(name);
  const option = panel.getByLabel("CMK").getByRole("option").filter({ hasText: "alias/canary" });
  await panel.getByLabel("CMK").selectOption((await option.first().getAttribute("value")) ?? "");
  await fillValue();
  await panel
    .getByRole("button", { name: "Create a secret" })
    .or(panel.getByRole("button", { name: "OK" }))
    .click();
  await expect(page.getByRole("heading", { level: 1 }).filter({ hasText: name })).toBeVisible();
}

async function tryMac(page: Page, keyId: string): Promise<void> {
  await page.goto(`/${REGION}/keys/${keyId}?try=generateMac`);
  await page.getByLabel("Message").fill(`${MARK} to try`);
  await page.getByRole("button", { name: "Generate MAC" }).click();
  await expect(
    page.getByRole("region", { name: "Result" }).getByRole("button", { name: "Copy the MAC" }),
  ).toBeVisible();
}

async function enableDefaultKey(page: Page): Promise<void> {
  await page.goto(`/${REGION}/keys/default?dialog=enableDefault`);
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog).toBeHidden();
}

/** All events into files, in the clear and under the service key, which is made for it. */
async function deliverFiles(page: Page): Promise<void> {
  for (const [name, encryption] of Object.entries({ clear: /^None/, sealed: /^Service key/ })) {
    await page.goto(`/${REGION}/alerts?tab=deliveries&panel=create`);
    const panel = page.getByRole("dialog");
    await panel.getByRole("radio", { name: /^Files/ }).check();
    await panel.getByLabel("Name").fill(name);
    await panel.getByRole("radio", { name: encryption }).check();
    await panel.getByRole("radio", { name: /^With the first one/ }).check();
    await panel.getByRole("checkbox", { name: "Alerts" }).uncheck();
    await panel.getByRole("button", { name: "Add delivery target" }).click();
    await expect(panel).toBeHidden();
  }
}

/** Both files hold the same events; what one of them says is not to be found in the other. */
async function expectDelivered(folder: string, accessKeyId: string): Promise<void> {
  const told = needlesOf([{ name: "who called", bytes: Buffer.from(accessKeyId) }]);
  const filesOf = (target: string) =>
    existsSync(path.join(folder, target)) ? [...filesBelow(path.join(folder, target))] : [];
  const hits = (target: string) => filesOf(target).map(({ name, content }) => hitsIn(name, content, told).length);
  await expect.poll(() => Math.max(0, ...hits("clear")), { timeout: 60_000 }).toBe(1);
  await expect.poll(() => hits("sealed").length, { timeout: 60_000 }).toBeGreaterThan(0);
  expect(Math.max(...hits("sealed"))).toBe(0);
}

/** The search is for something of each: every specification of both origins, the default key and a service key. */
function expectAllKinds(sealed: ReadonlyMap<string, readonly Canary[]>): void {
  for (const [name, found] of sealed) expect(found.length, name).toBeGreaterThan(0);
  const material = new Set(sealed.get("key material")?.map(({ name }) => name.replace(/:.*/, "")));
  const of = (kind: string, spec: string, origin: string) => `material of a ${kind} key, ${spec} ${origin}`;
  const customers = Object.keys(keySpecs).flatMap((spec) =>
    ["Aliyun_KMS", "EXTERNAL"].map((origin) => of("Customer", spec, origin)),
  );
  const others = ["Default", "Service"].map((kind) => of(kind, "Aliyun_AES_256", "Aliyun_KMS"));
  expect([...material].sort()).toEqual([...customers, ...others].sort());
}

async function pagesOf(
  request: APIRequestContext,
  keyIds: readonly string[],
): Promise<{ name: string; text: string }[]> {
  const nouns = [
    "",
    "/instances",
    "/keys",
    "/keys/default",
    "/secrets",
    "/backups",
    "/orders",
    "/alerts",
    "/audit",
    "/ram/users",
  ];
  const starts = nouns.map((name) => `/${REGION}${name}`);
  const secret = `/${REGION}/secrets/details?secret=console%2Ftext`;
  const visited = await crawl(
    request,
    [secret, `${secret}&panel=value`, ...starts, "/account"],
    [`/${REGION}`, "/account"],
  );
  expect(visited.size).toBeGreaterThan(25);
  const pages: { name: string; text: string }[] = [];
  for (const keyId of keyIds) {
    const address = `/${REGION}/keys/${keyId}`;
    visited.set(address, { path: address, html: await (await request.get(address)).text() });
  }
  for (const [at, { path: address, html }] of [...visited.values()].entries()) {
    pages.push({ name: address, text: html });
    if (!LONG && at % PAYLOAD_OF !== 0) continue;
    const payload = await request.get(address, { headers: { RSC: "1" } });
    expect(payload.headers()["content-type"], address).toContain("text/x-component");
    pages.push({ name: `${address} as a payload`, text: await payload.text() });
  }
  return pages;
}
