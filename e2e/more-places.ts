import { expect, type Page } from "@playwright/test";
import type { GenericCall } from "../lib/testing/sdk";
import type { Stack } from "../lib/testing/stack";

// What the demo has none of: keys of the other kinds, and for the long run orders of every kind of money.

/** A place to judge; `act` opens what no address does. */
export interface Place {
  path: string;
  opens: boolean;
  act?: (page: Page) => Promise<void>;
}

export function placeOf(path: string): Place {
  return { path, opens: /[?&](panel|dialog|use)=/.test(path) };
}

/** A key that signs, and one that waits for its material with what brings that. */
export async function someKeys(call: GenericCall, region: string, instanceId: string): Promise<string[]> {
  const signs = await createKey(call, { DKMSInstanceId: instanceId, KeySpec: "EC_P256" });
  const waits = await createKey(call, { DKMSInstanceId: instanceId, Origin: "EXTERNAL" });
  return [`${signs}?try=sign`, waits, `${waits}?panel=importMaterial`].map((rest) => `/${region}/keys/${rest}`);
}

/** Of the other specifications, with each form of Try it. */
export async function moreKeys(call: GenericCall, region: string, instanceId: string): Promise<string[]> {
  const create = (wish: Record<string, string>) => createKey(call, { DKMSInstanceId: instanceId, ...wish });
  const encrypts = await create({ KeySpec: "RSA_2048", KeyUsage: "ENCRYPT/DECRYPT" });
  const signs = await create({ KeySpec: "RSA_3072", KeyUsage: "SIGN/VERIFY" });
  const mac = await create({ KeySpec: "HMAC_SHA_256" });
  const made = [`${encrypts}?try=asymmetricEncrypt`, `${encrypts}?try=asymmetricDecrypt`, `${signs}?try=verify`];
  const more = [`${signs}?dialog=newVersion`, `${mac}?try=generateMac`, `${mac}?try=verifyMac`];
  return [...made, ...more].map((rest) => `/${region}/keys/${rest}`);
}

/** A managed secret: what it shows of its rotation, and what it offers. */
export async function aManagedSecret(
  stack: Stack,
  call: GenericCall,
  region: string,
  account: string,
): Promise<string[]> {
  const made = await stack.kms(["user", "create", account, "--name", "deployer", "--access-key"]);
  const AccessKeys = [{ AccessKeyId: made.accessKeyId, AccessKeySecret: made.accessKeySecret }];
  const filters = [
    { Key: "KeySpec", Values: ["Aliyun_AES_256"] },
    { Key: "KeyState", Values: ["Enabled"] },
  ];
  const { Keys } = await call("ListKeys", { Filters: JSON.stringify(filters) });
  const EncryptionKeyId = (Keys as { Key: { KeyId: string }[] }).Key[0]?.KeyId ?? "";
  const { SecretName } = await call("CreateSecret", {
    SecretName: "$Auto",
    SecretType: "RAMCredentials",
    SecretData: JSON.stringify({ AccessKeys }),
    VersionId: "v1",
    EncryptionKeyId,
    ExtendedConfig: JSON.stringify({ UserName: "deployer" }),
  });
  const own = `/${region}/secrets/details?secret=${encodeURIComponent(String(SecretName))}`;
  return [
    own,
    `${own}&panel=rotation`,
    `${own}&dialog=rotate`,
    `/${region}/secrets/targets`,
    `/${region}/secrets/targets?panel=create`,
  ];
}

async function createKey(call: GenericCall, wish: Record<string, string>): Promise<string> {
  const { KeyMetadata } = await call("CreateKey", wish);
  return (KeyMetadata as { KeyId: string }).KeyId;
}

/** Orders what the page sells, and gives the order's address. */
export async function order(page: Page, path: string, change = async () => {}): Promise<string> {
  await page.goto(path);
  await change();
  await page.getByRole("button", { name: "Buy Now" }).click();
  await expect(page.getByRole("heading", { name: "Confirm Order" })).toBeVisible();
  return new URL(page.url()).pathname;
}

/** A subscription, paid, with its pages and dialogs; orders to renew it, to raise its specification and for the plan. */
export async function moneyPlaces(page: Page, region: string): Promise<string[]> {
  const instances = `/${region}/instances`;
  const paid = await order(page, `${instances}/new`);
  await page.getByRole("checkbox", { name: /I have read and accept/ }).check();
  await page.getByRole("button", { name: "Pay" }).click();
  await expect(page.getByText("Payment received")).toBeVisible();
  const enable = await page.getByRole("link", { name: "Enable" }).getAttribute("href");
  const own = `${instances}/${/kst-[a-z0-9]+/.exec(enable ?? "")?.[0]}`;
  const renewal = await order(page, `${own}/renew`);
  const keys = page.getByLabel("Number of Keys");
  const upgrade = await order(page, `${own}/upgrade`, async () =>
    keys.fill(String(Number(await keys.inputValue()) + 10)),
  );
  const plan = await order(page, `${instances}/new?category=plan`);
  const id = own.split("/").at(-1);
  const dialogs = ["renewal", "unsubscribe"].map((dialog) => `${instances}?dialog=${dialog}&instance=${id}`);
  const panel = `${instances}?panel=enable&instance=${id}`;
  return [paid, own, `${own}/renew`, `${own}/upgrade`, renewal, upgrade, plan, panel, ...dialogs];
}

/** Found by what they are, not by their words: these are opened in every language. */
export function openedByHand(region: string): Place[] {
  const create = placeOf(`/${region}/keys?panel=create`);
  const secret = (type: string) => placeOf(`/${region}/secrets?panel=create&type=${type}`);
  const target = placeOf(`/${region}/secrets/targets?panel=create&service=ECS`);
  const choose = (name: string, value: string) => (page: Page) =>
    page.locator(`dialog input[name=${name}][value=${value}]`).check();
  return [
    { ...create, act: choose("keyType", "asymmetric") },
    { ...create, act: choose("keyType", "mac") },
    {
      ...create,
      act: async (page) => {
        await page.locator("dialog details summary").first().click();
        await choose("rotation", "on")(page);
        await choose("origin", "EXTERNAL")(page);
      },
    },
    secret("ram"),
    { ...secret("database"), act: choose("source", "import") },
    {
      ...secret("ecs"),
      act: async (page) => {
        await choose("ecsForm", "SSHKey")(page);
        await choose("ecsSource", "give")(page);
        await page.locator("dialog button[type=submit]").click();
      },
    },
    target,
    { ...target, act: choose("adapter", "Webhook") },
    { path: `/${region}/keys`, opens: false, act: (page) => page.locator("main form button[popovertarget]").click() },
  ];
}
