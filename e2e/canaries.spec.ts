import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { APIRequestContext, Page } from "@playwright/test";
import pg from "pg";
import { parseRootKeys, rootUseKey, rootWrappingKeyId } from "../lib/crypto/root-key";
import { open } from "../lib/crypto/sealed";
import { type GenericCall, genericClient } from "../lib/testing/sdk";
import type { Stack } from "../lib/testing/stack";
import { embeddedDatabaseUrl } from "../scripts/places.mjs";
import { type Canary, dumpTables, filesBelow, hitsIn, needlesOf } from "./canary-search";
import { crawl } from "./crawl";
import { expect, makeInstance, signIn, test } from "./fixtures";

// Secrets that went through the product are nowhere that it writes, logs or shows unasked (S7, S43).

const REGION = "cn-hangzhou";
const ENCRYPTIONS = 1_000;
const SECRETS = 25;
const PER_SECRET = 20;

/** In every canary that is ours to choose, so that one search finds all of them. */
const MARK = `CANARY${randomBytes(12).toString("hex")}`;
/** In what is no secret, and so is found: a search that finds nothing anywhere would prove nothing. */
const CONTROL = `CONTROL${randomBytes(12).toString("hex")}`;
const ACCOUNT = `canary-${randomBytes(4).toString("hex")}`;
const PASSWORD = `first ${MARK} river`;
const NEW_PASSWORD = `second ${MARK} river`;

test("what is secret is in no table, file, log line or page", async ({ stack, page }) => {
  test.setTimeout(300_000);
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

  await test.step("through the API", async () => {
    keyId = await throughApi(call, instanceId);
    for (let count = 0; count < 3; count++) {
      const { Plaintext } = await call("GenerateDataKey", { KeyId: keyId });
      canaries.push({ name: "a data key", bytes: Buffer.from(String(Plaintext), "base64") });
    }
  });
  await test.step("through the console", async () => {
    await throughConsole(page, keyId);
    const seed = await beginSecondFactor(page);
    canaries.push({ name: "a one-time code's seed", bytes: Buffer.from(seed) });
    const cookies = await page.context().cookies();
    const session = cookies.find(({ name }) => /^kms-[0-9a-f]{8}$/.test(name));
    expect(session).toBeDefined();
    canaries.push({ name: "the session's token", bytes: Buffer.from(session?.value ?? "") });
  });
  await test.step("into a backup", () => stack.kms(["backup", "run"]));
  await test.step("all pages, as documents and as payloads", async () => {
    pages.push(...(await pagesOf(page.request)));
  });

  const url = embeddedDatabaseUrl(stack.dataDir) ?? "";
  canaries.push(...rootKeysOf(stack.dataDir), ...(await keyMaterial(url, stack.dataDir)));
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

async function pagesOf(request: APIRequestContext): Promise<{ name: string; text: string }[]> {
  const nouns = ["", "/instances", "/keys", "/secrets", "/backups", "/orders", "/alerts", "/audit", "/ram/users"];
  const starts = nouns.map((name) => `/${REGION}${name}`);
  const secret = `/${REGION}/secrets/details?secret=console%2Ftext`;
  const visited = await crawl(
    request,
    [secret, `${secret}&panel=value`, ...starts, "/account"],
    [`/${REGION}`, "/account"],
  );
  expect(visited.size).toBeGreaterThan(25);
  const pages: { name: string; text: string }[] = [];
  for (const { path: address, html } of visited.values()) {
    const payload = await request.get(address, { headers: { RSC: "1" } });
    expect(payload.headers()["content-type"], address).toContain("text/x-component");
    pages.push({ name: address, text: html }, { name: `${address} as a payload`, text: await payload.text() });
  }
  return pages;
}

function rootsOf(dataDir: string) {
  return parseRootKeys(readFileSync(path.join(dataDir, "root.key"), "utf8"));
}

function rootKeysOf(dataDir: string): Canary[] {
  return rootsOf(dataDir).flatMap((root) => [
    { name: "the root key", bytes: root.bytes },
    { name: "the root's wrapping key", bytes: rootUseKey(root, "wrap") },
  ]);
}

/** The keys between, and the material of this account's keys, opened here with the root key. */
async function keyMaterial(url: string, dataDir: string): Promise<Canary[]> {
  const roots = new Map(rootsOf(dataDir).map((root) => [root.generation, rootUseKey(root, "wrap")]));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: versions } = await client.query(
      `SELECT m.sealed, v.version_id, k.account_id, k.region, k.key_id, k.spec::text, k.origin::text, i.instance_id,
              w.id, w.kind::text, w.owner_pk, w.generation, w.sealed AS wrapped
         FROM key_material m JOIN key_version v ON v.pk = m.version_pk JOIN key k ON k.pk = v.key_pk
         JOIN instance i ON i.pk = k.instance_pk JOIN wrapping_key w ON w.id = m.wrapping_key_id
         JOIN account a ON a.account_id = k.account_id
        WHERE a.name = $1`,
      [ACCOUNT],
    );
    expect(versions.length).toBeGreaterThan(0);
    return versions.flatMap((row) => {
      const place = [row.kind, row.owner_pk, row.id, String(row.generation)] as const;
      const ofRoot = (id: string, generation: number) => (id === rootWrappingKeyId ? roots.get(generation) : undefined);
      const wrapping = open(ofRoot, "wrapping-key", place, row.wrapped);
      const fields = [row.account_id, row.region, row.instance_id, row.key_id, row.version_id, row.spec, row.origin];
      const material = open(() => wrapping, "key-material", fields as never, row.sealed);
      expect([wrapping.length, material.length]).toEqual([32, 32]);
      return [
        { name: "an instance key", bytes: wrapping },
        { name: "key material", bytes: material },
      ];
    });
  } finally {
    await client.end();
  }
}
