import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeRotationPorts } from "@/lib/external/targets/ports";
import { holding, statement } from "@/lib/testing/authorization/callers";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { dbAs, type ProcessDb } from "@/lib/testing/process-role";
import type { Ctx } from "../../context";
import { deleteSecret } from "../delete-secret";
import { getSecretValue } from "../get-secret-value";
import { putSecretValue } from "../put-secret-value";
import type { TargetAddress, TargetOutcome } from "../rotation-ports";
import { KeptTarget } from "../rotation-target.test-support";
import { loadTargetAddress } from "../target-address";
import { checkRotationTarget } from "./check-rotation-target";
import { createRotationTarget } from "./create-rotation-target";
import { deleteRotationTarget } from "./delete-rotation-target";
import { describeRotationTarget } from "./describe-rotation-target";
import { listRotationTargets } from "./list-rotation-targets";
import { updateRotationTarget } from "./update-rotation-target";

// Where secrets rotate (SEC-18): registered, checked and changed; what they are administered with is a secret.

const region = "cn-hangzhou";
const CREDENTIAL = JSON.stringify({ UserName: "kms", Password: "the administrator's" });

let database: TestDatabase;
let world: TestWorld;
let account: TestAccount;
let keyId: string;
let instanceId: string;
let secret: string;
let asked: TargetAddress[] = [];
let answer: TargetOutcome = { ok: true };

beforeAll(async () => {
  database = await testDatabase();
  const kept = new KeptTarget();
  const port = {
    ...kept.port,
    check: async (address: TargetAddress) => {
      asked.push(address);
      return answer;
    },
  };
  const rotation = { PostgreSQL: port, MySQL: port, Redis: port, SSH: port, Webhook: port };
  world = testWorld(database.db, { ports: { rotation } });
  account = await anAccount(world);
  ({ instanceId } = await anInstance(account.ctx));
  ({ keyId } = await aKey(account.ctx, { instance: { instanceId } }));
});
afterAll(() => database.close());
beforeEach(async () => {
  asked = [];
  answer = { ok: true };
  ({ name: secret } = await aSecret(account.ctx, { encryptionKey: keyId, value: CREDENTIAL }));
});

let count = 0;
const register = (more: Record<string, unknown> = {}, ctx: Ctx = account.ctx) =>
  createRotationTarget(
    ctx,
    createRotationTarget.schema.parse({
      region,
      targetId: `rm-${++count}`,
      service: "Rds",
      adapter: "PostgreSQL",
      address: "db.example",
      ...("credential" in more ? {} : { credentialSecret: secret }),
      ...more,
    }),
  );
const typed = (password: string) => ({ credential: { userName: "kms", password, encryptionKey: keyId } });
const eventsOf = (resource: string) =>
  database.db.auditEvent.findMany({
    where: { resource },
    orderBy: { id: "asc" },
    select: { event: true, detail: true },
  });
const storedIn = async (name: string) => (await getSecretValue(account.ctx, { region, secret: name })).secretData;

describe("registering a target", () => {
  it("signs in first, keeps what came of it, and reads the credential in the product's own name (P11)", async () => {
    answer = { ok: false, error: "Unreachable" };
    const view = await register({ name: "Orders", database: "app" });
    expect(view).toMatchObject({ port: 5432, tls: "Verified", database: "app", credentialSecret: secret, secrets: 0 });
    expect(view).toMatchObject({ checkError: "Unreachable", checkedAt: world.clock.now(), lacking: [] });
    expect(asked).toMatchObject([{ targetId: view.targetId, administrator: CREDENTIAL }]);
    expect(await eventsOf(view.arn)).toMatchObject([
      { event: "CreateRotationTarget", detail: { check: "Unreachable" } },
    ]);
    const read = await database.db.auditEvent.findMany({
      where: { event: "GetSecretValue", detail: { path: ["for"], equals: view.targetId } },
    });
    expect(read).toMatchObject([{ actor: "job:rotation-targets", source: "AliyunServiceEvent" }]);
  });

  it("makes the secret of a credential that is typed with it, in one transaction, and tells it to nobody", async () => {
    const view = await register(typed("typed with it"));
    expect(view.credentialSecret).toBe(`rotation/${view.targetId}`);
    expect(JSON.parse(await storedIn(view.credentialSecret))).toEqual({ UserName: "kms", Password: "typed with it" });
    // Its name is taken: neither the secret nor the target is written twice.
    await expect(register({ ...typed("x"), targetId: view.targetId })).rejects.toMatchObject({
      code: "RotationTargetExists",
    });
    await deleteRotationTarget(account.ctx, { region, targetId: view.targetId });
    await expect(register({ ...typed("x"), targetId: view.targetId })).rejects.toMatchObject({ code: "SecretExists" });
    expect(await database.db.rotationTarget.count({ where: { targetId: view.targetId } })).toBe(0);
    const events = await database.db.auditEvent.findMany({ select: { detail: true } });
    expect(JSON.stringify(events)).not.toContain("typed with it");
  });

  it("at an address that must not be called is refused by the guard of all calls (S46)", async () => {
    const rotation = makeRotationPorts({ outboundAllow: "" });
    const guarded = { ...account.ctx, ports: { rotation } };
    for (const wish of [
      { address: "169.254.169.254" },
      { address: "[::1]" },
      {
        adapter: "Webhook",
        address: "https://127.0.0.1/x",
        credential: { signingSecret: "s".repeat(16), encryptionKey: keyId },
      },
      { adapter: "SSH", service: "ECS", address: "10.0.0.1", hostKey: `SHA256:${"a".repeat(43)}` },
    ]) {
      await expect(register(wish, guarded), wish.address).rejects.toMatchObject({ code: "AddressNotAllowed" });
    }
  });

  it.each([
    ["an id that no configuration could name", { targetId: "a/b" }, "InvalidRotationTarget", "targetId"],
    ["an adapter that serves another type", { adapter: "SSH" }, "InvalidRotationTarget", "adapter"],
    ["a field that cannot be", { address: "a b" }, "InvalidRotationTarget", "address"],
    [
      "two credentials",
      { credentialSecret: "x", credential: { password: "x" } },
      "InvalidRotationTarget",
      "credentialSecret",
    ],
    ["a credential without its parts", { credential: { userName: "kms" } }, "InvalidRotationTarget", "password"],
    ["a secret that is not there", { credentialSecret: "none" }, "SecretNotFound", undefined],
    [
      "another account's secret",
      { credentialSecret: "acs:kms:cn-hangzhou:1234567890123456:secret/x" },
      "InvalidRotationTarget",
      "credentialSecret",
    ],
  ])("refuses %s, and calls nobody", async (_, wish, code, name) => {
    await expect(register(wish)).rejects.toMatchObject({ code, ...(name && { params: { name } }) });
    expect(asked).toEqual([]);
  });

  it("refuses a secret whose value is no credential of its kind", async () => {
    const { name } = await aSecret(account.ctx, { encryptionKey: keyId, value: "plain words" });
    await expect(register({ credentialSecret: name })).rejects.toMatchObject({ code: "InvalidRotationTarget" });
  });
});

describe("what administers a target", () => {
  it("is sent elsewhere only by whoever may read it, changed address or not", async () => {
    const { targetId, arn } = await register();
    const only = [statement("Allow", ["kms:UpdateRotationTarget", arn])];
    const thief = world.as(holding(account, only));
    const elsewhere = { region, targetId, address: "thief.example" };
    await expect(updateRotationTarget(thief, elsewhere)).rejects.toMatchObject({
      code: "NoPermission",
      params: { action: "kms:GetSecretValue" },
    });
    expect((await describeRotationTarget(account.ctx, { region, targetId })).address).toBe("db.example");
    expect(asked).toHaveLength(1);
  });

  it("is not deleted while the target names it, by neither way", async () => {
    const { targetId } = await register();
    for (const way of [{ force: true }, { recoveryWindowDays: 7 }]) {
      const input = deleteSecret.schema.parse({ region, secret, ...way });
      await expect(deleteSecret(account.ctx, input)).rejects.toMatchObject({
        code: "SecretIsCredential",
        params: { targetId },
      });
    }
    await deleteRotationTarget(account.ctx, { region, targetId });
    await deleteSecret(account.ctx, { region, secret, force: true });
  });

  it("is the value of this moment; one that became unreadable is what the check says", async () => {
    const { targetId } = await register();
    const where = { region, targetId };
    const next = JSON.stringify({ UserName: "kms", Password: "another" });
    await putSecretValue(account.ctx, { region, secret, versionId: "v2", secretData: next, dataType: "text" });
    expect(await checkRotationTarget(account.ctx, where)).toMatchObject({ ok: true, error: null });
    expect(asked.at(-1)?.administrator).toBe(next);
    await putSecretValue(account.ctx, { region, secret, versionId: "v3", secretData: "no JSON", dataType: "text" });
    expect(await checkRotationTarget(account.ctx, where)).toMatchObject({ ok: false, error: "CredentialUnreadable" });
    expect(await describeRotationTarget(account.ctx, where)).toMatchObject({ checkError: "CredentialUnreadable" });
    const { accountId } = account;
    await expect(loadTargetAddress(world.ctx, { accountId, ...where })).rejects.toMatchObject({
      code: "TargetRefused",
      params: { reason: "CredentialUnreadable" },
    });
  });
});

describe("changing a target", () => {
  it("leaves what is not named, and puts a new credential into its secret as the next version", async () => {
    const { targetId } = await register({ ...typed("first"), database: "app" });
    const changed = await updateRotationTarget(account.ctx, {
      region,
      targetId,
      database: null,
      credential: { userName: "kms", password: "second" },
    });
    expect(changed).toMatchObject({ address: "db.example", database: null, credentialSecret: `rotation/${targetId}` });
    expect(JSON.parse(await storedIn(changed.credentialSecret)).Password).toBe("second");
    expect(asked.at(-1)).toMatchObject({ administrator: expect.stringContaining("second") });
    const moved = await updateRotationTarget(account.ctx, { region, targetId, credentialSecret: secret });
    expect(moved.credentialSecret).toBe(secret);
    await expect(updateRotationTarget(account.ctx, { region, targetId, tls: "Off", caPem: "x" })).rejects.toMatchObject(
      {
        code: "InvalidRotationTarget",
      },
    );
  });

  it("to an address that must not be called is refused, and what was there stands", async () => {
    const { targetId } = await register();
    answer = { ok: false, error: "AddressNotAllowed" };
    await expect(
      updateRotationTarget(account.ctx, { region, targetId, address: "inner.example" }),
    ).rejects.toMatchObject({
      code: "AddressNotAllowed",
    });
    expect(await describeRotationTarget(account.ctx, { region, targetId })).toMatchObject({
      address: "db.example",
      checkError: null,
    });
  });
});

describe("targets on pages", () => {
  it("are listed a page at a time, of one type or all, with how many secrets rotate there; one in use stays", async () => {
    const own = await anAccount(world);
    const instance = await anInstance(own.ctx);
    const { name } = await aSecret(own.ctx, { instance, value: CREDENTIAL });
    for (const targetId of ["rm-a", "rm-b"]) {
      await register({ targetId, credentialSecret: name }, own.ctx);
      world.clock.advance({ seconds: 1 });
    }
    await register({ targetId: "r-c", service: "Redis", adapter: "Redis", credentialSecret: name }, own.ctx);
    await database.db.secret.updateMany({
      where: { accountId: own.accountId, name },
      data: { extendedConfig: '{"DBInstanceId":"rm-a"}' },
    });
    const first = await listRotationTargets(own.ctx, { region, service: "Rds", size: 1 });
    expect(first).toMatchObject({ total: 2, rows: [{ targetId: "rm-b", secrets: 0 }] });
    const second = await listRotationTargets(own.ctx, {
      region,
      service: "Rds",
      size: 1,
      ...(first.next && { after: first.next }),
    });
    // Authorities are large: a page says only whether there are some.
    await database.db.rotationTarget.updateMany({ where: { targetId: "rm-a" }, data: { caPem: "authorities" } });
    expect(await describeRotationTarget(own.ctx, { region, targetId: "rm-a" })).toMatchObject({ caPem: "authorities" });
    const [listed] = (await listRotationTargets(own.ctx, { region, service: "Rds", size: 2 })).rows.slice(1);
    expect(listed).toMatchObject({ targetId: "rm-a", hasCa: true });
    expect(listed).not.toHaveProperty("caPem");
    expect(second).toMatchObject({ next: null, rows: [{ targetId: "rm-a", secrets: 1 }] });
    expect((await listRotationTargets(own.ctx, { region, size: 10 })).total).toBe(3);
    await expect(deleteRotationTarget(own.ctx, { region, targetId: "rm-a" })).rejects.toMatchObject({
      code: "RotationTargetInUse",
      params: { count: 1 },
    });
    await expect(describeRotationTarget(account.ctx, { region, targetId: "rm-a" })).rejects.toMatchObject({
      code: "RotationTargetNotFound",
      params: { targetId: "rm-a" },
    });
  });

  it("are read by the console's database role, which writes none", async () => {
    const { targetId } = await register();
    const console: ProcessDb = await dbAs(database, "kms_console");
    try {
      const ctx = { ...account.ctx, db: console.db, keyring: undefined };
      expect(await describeRotationTarget(ctx, { region, targetId })).toMatchObject({
        targetId,
        credentialSecret: secret,
      });
      expect((await listRotationTargets(ctx, { region, size: 100 })).rows.map((row) => row.targetId)).toContain(
        targetId,
      );
      await expect(deleteRotationTarget(ctx, { region, targetId })).rejects.toThrow(/permission denied/);
    } finally {
      await console.close();
    }
  });
});
