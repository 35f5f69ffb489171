import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { aDirectory, aShare } from "@/lib/testing/builders/a-share";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import type { Ctx } from "../context";
import { createAlias } from "../keys/create-alias";
import { describeKey } from "../keys/describe-key";
import { disableKey } from "../keys/disable-key";
import { encrypt } from "../keys/encrypt";
import { setKeyPolicy } from "../keys/set-key-policy";
import { deleteSecret } from "../secrets/delete-secret";
import { describeSecret } from "../secrets/describe-secret";
import { getSecretValue } from "../secrets/get-secret-value";
import { describeInstanceAccess } from "./shares/describe-instance-access";
import { setInstanceSharingMode } from "./shares/set-instance-sharing-mode";

const region = "cn-hangzhou";
let base: TestDatabase;
let world: TestWorld;
let owner: TestAccount;
let principal: TestAccount;
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
  [owner, principal] = [await anAccount(world), await anAccount(world)];
  await aDirectory(owner, [principal]);
});
afterAll(() => base.close());

const code = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: { code?: string }) => error.code,
  );
async function shared() {
  const instance = await anInstance(owner.ctx);
  await aShare(owner.ctx, instance, [principal]);
  return instance;
}
const change = (instanceId: string, ctx = owner.ctx) =>
  setInstanceSharingMode(ctx, { region, instanceId, mode: "Independent" });
const arn = ({ accountId }: TestAccount, kind: string, name: string) =>
  `acs:kms:${region}:${accountId}:${kind}/${name}`;
const uses = (ctx: Ctx, key: string) =>
  code(encrypt(ctx, encrypt.schema.parse({ region, key, plaintext: Buffer.from("x") })));
const policyOf = async (keyId: string) =>
  (await base.db.keyPolicy.findFirstOrThrow({ where: { key: { keyId } } })).document;
const reads = (ctx: Ctx, secret: string) => code(getSecretValue(ctx, getSecretValue.schema.parse({ region, secret })));

describe("the change to independent ownership (SHR-07)", () => {
  it("takes from the owner what others made, and nothing from them or of its own (SHR-08, POL-06)", async () => {
    const instance = await shared();
    const [own, theirs] = [await aKey(owner.ctx, { instance }), await aKey(principal.ctx, { instance })];
    const secret = await aSecret(principal.ctx, { encryptionKey: theirs.keyId });
    const [key, name] = [arn(principal, "key", theirs.keyId), arn(principal, "secret", secret.name)];
    expect([await uses(owner.ctx, key), await reads(owner.ctx, name)]).toEqual(["ok", "ok"]);

    expect(await change(instance.instanceId)).toEqual({ instanceId: instance.instanceId, mode: "Independent" });
    expect([await uses(owner.ctx, key), await reads(owner.ctx, name)]).toEqual(["KeyNotFound", "SecretNotFound"]);
    expect(await code(disableKey(owner.ctx, { region, key }))).toBe("KeyNotFound");
    expect([await uses(principal.ctx, theirs.keyId), await reads(principal.ctx, secret.name)]).toEqual(["ok", "ok"]);
    expect(await uses(owner.ctx, own.keyId)).toBe("ok");
    expect(await describeInstanceAccess(owner.ctx, { region, instanceId: instance.instanceId })).toMatchObject({
      sharingMode: "Independent",
      accounts: [{ accountId: principal.accountId }],
    });
    // What is new names its creator alone.
    const late = await aKey(principal.ctx, { instance });
    expect(await policyOf(late.keyId)).toBe(await policyOf(theirs.keyId));
    expect(await policyOf(late.keyId)).not.toContain(owner.accountId);
  });

  it("leaves what a policy lets single users of the owner's do (SHR-09)", async () => {
    const instance = await shared();
    const { keyId } = await aKey(principal.ctx, { instance });
    const policy = { administrators: [], users: [], crossAccountUsers: [`acs:ram::${owner.accountId}:user/helper`] };
    await setKeyPolicy(principal.ctx, setKeyPolicy.schema.parse({ region, key: keyId, policy }));
    await change(instance.instanceId);
    const statements = JSON.parse(await policyOf(keyId)).Statement as { Principal: { RAM: string[] } }[];
    expect(statements.map(({ Principal }) => Principal.RAM)).toEqual([
      [`acs:ram::${principal.accountId}:*`],
      [`acs:ram::${owner.accountId}:user/helper`],
    ]);
  });

  it("gives each account its own names of secrets and aliases (SHR-11)", async () => {
    const instance = await shared();
    const [own, theirs] = [await aKey(owner.ctx, { instance }), await aKey(principal.ctx, { instance })];
    await createAlias(owner.ctx, { region, alias: "alias/orders", key: own.keyId });
    await aSecret(owner.ctx, { encryptionKey: own.keyId, name: "orders" });
    const again = async () => [
      await code(createAlias(principal.ctx, { region, alias: "alias/orders", key: theirs.keyId })),
      await code(aSecret(principal.ctx, { encryptionKey: theirs.keyId, name: "orders" })),
    ];
    expect(await again()).toEqual(["AliasExists", "SecretExists"]);
    await change(instance.instanceId);
    expect(await again()).toEqual(["ok", "ok"]);
  });

  it("never goes back, and is the owner's, of an enabled instance", async () => {
    const instance = await shared();
    const fresh = await anInstance(owner.ctx, { enabled: false });
    expect(await code(change(instance.instanceId, principal.ctx))).toBe("NoPermission");
    const stranger = await anAccount(world);
    expect(await code(change(instance.instanceId, stranger.ctx))).toBe("InstanceNotFound");
    expect(await code(change(fresh.instanceId))).toBe("InstanceUninitialized");
    const twice = await Promise.all([1, 2].map(() => code(change(instance.instanceId))));
    expect(twice.toSorted()).toEqual(["SharingModeFinal", "ok"]);
    expect(
      setInstanceSharingMode.schema.safeParse({ region, instanceId: instance.instanceId, mode: "Joint" }).success,
    ).toBe(false);
  });

  it("waits while a secret lies under a key of another account, which could not be read any more", async () => {
    const instance = await shared();
    const theirs = await aKey(principal.ctx, { instance });
    const { name } = await aSecret(owner.ctx, { encryptionKey: arn(principal, "key", theirs.keyId) });
    await expect(change(instance.instanceId)).rejects.toMatchObject({
      code: "SharingModeBlocked",
      params: { count: 1 },
    });
    const { sharingMode } = await base.db.instance.findUniqueOrThrow({ where: { pk: instance.pk } });
    expect([sharingMode, await reads(owner.ctx, name)]).toEqual(["Joint", "ok"]);
    const gone = { region, secret: name, force: true };
    await deleteSecret(owner.ctx, deleteSecret.schema.parse(gone));
    expect(await code(change(instance.instanceId))).toBe("ok");
  });

  it("moves the revision of all that others have in it, in batches, and tells both trails how much that was", async () => {
    const instance = await shared();
    const own = await aKey(owner.ctx, { instance });
    const { keyId } = await aKey(principal.ctx, { instance });
    const secret = await aSecret(principal.ctx, { encryptionKey: keyId });
    const copies = 600; // more than one batch
    await base.sql(`
      INSERT INTO key SELECT (jsonb_populate_record(key, jsonb_build_object('pk', gen_random_uuid(),
        'key_id', 'key-' || substr(md5(n::text || key_id), 1, 21)))).*
      FROM key, generate_series(1, ${copies}) AS n WHERE key_id = '${keyId}';
      INSERT INTO key_policy (key_pk, document) SELECT k.pk, policy.document
      FROM key AS k, key AS original JOIN key_policy AS policy ON policy.key_pk = original.pk
      WHERE original.key_id = '${keyId}' AND k.instance_pk = original.instance_pk AND k.account_id = original.account_id
        AND k.pk <> original.pk`);
    const revisionOf = async (id: string) => (await base.db.key.findFirstOrThrow({ where: { keyId: id } })).revision;
    const before = [await revisionOf(own.keyId), await revisionOf(keyId)] as const;
    const { revision } = await base.db.secret.findFirstOrThrow({ where: { name: secret.name } });

    await change(instance.instanceId);
    const left = await base.db.keyPolicy.count({
      where: {
        document: { contains: owner.accountId },
        key: { accountId: principal.accountId, instancePk: instance.pk },
      },
    });
    expect(left).toBe(0);
    expect(await revisionOf(own.keyId)).toBe(before[0]);
    expect(await revisionOf(keyId)).toBeGreaterThan(before[1]);
    const after = await base.db.secret.findFirstOrThrow({ where: { name: secret.name } });
    expect(after.revision).toBeGreaterThan(revision);
    const events = await base.db.auditEvent.findMany({
      where: { event: "SetInstanceSharingMode", resource: { endsWith: instance.instanceId } },
    });
    const details = new Map(events.map(({ accountId, detail }) => [accountId, detail]));
    const counts = { keys: copies + 1, secrets: 1, policies: copies + 2 };
    expect(details.get(owner.accountId)).toEqual({
      from: "Joint",
      to: "Independent",
      ...counts,
      aliases: 0,
      secretNames: 1,
    });
    const { instanceId } = instance;
    const told = { instanceId, ownerAccountId: owner.accountId, to: "Independent", ...counts };
    expect(details.get(principal.accountId)).toEqual(told);
  });

  it("and a key or secret that a principal creates at the same moment: it is never the owner's afterwards", async () => {
    for (const what of ["key", "secret", "key", "secret"]) {
      const instance = await shared();
      const { keyId } = await aKey(principal.ctx, { instance });
      const making =
        what === "key" ? aKey(principal.ctx, { instance }) : aSecret(principal.ctx, { encryptionKey: keyId });
      const [made, changed] = await Promise.all([code(making), code(change(instance.instanceId))]);
      expect(changed).toBe("ok");
      expect(["ok", "ChangedMeanwhile"]).toContain(made);
      const policies = [
        ...(await base.db.keyPolicy.findMany({ where: { key: { instancePk: instance.pk } } })),
        ...(await base.db.secretPolicy.findMany({ where: { secret: { instancePk: instance.pk } } })),
      ];
      expect(policies).toHaveLength(made === "ok" ? 2 : 1);
      expect(policies.filter(({ document }) => document.includes(owner.accountId))).toEqual([]);
      expect(await base.db.secret.count({ where: { jointInstancePk: instance.pk } })).toBe(0);
    }
  });
});

it("no name and no secret of the owner's slips in beside the change (SHR-07, SHR-11)", async () => {
  for (const what of ["alias", "secret", "key", "alias", "secret", "key"]) {
    const instance = await shared();
    const { keyId } = await aKey(principal.ctx, { instance });
    const key = arn(principal, "key", keyId);
    const making = {
      alias: () => createAlias(owner.ctx, { region, alias: `alias/late-${keyId}`, key }),
      secret: () => aSecret(owner.ctx, { encryptionKey: key, instance, name: `late-${keyId}` }),
      key: () => aKey(owner.ctx, { instance, alias: `alias/own-${keyId}` }),
    }[what];
    const [changed, made] = await Promise.all([
      code(change(instance.instanceId)),
      code(making?.() ?? Promise.reject()),
    ]);
    // Whoever came first: an alias was there in time, or is refused; a secret in time holds the change back.
    if (what !== "secret" || made !== "ok") expect(changed).toBe("ok");
    if (changed !== "ok") expect([changed, made]).toEqual(["SharingModeBlocked", "ok"]);
    const independent = changed === "ok";
    const joint = { where: { jointInstancePk: instance.pk } };
    expect((await base.db.alias.count(joint)) + (await base.db.secret.count(joint))).toBe(independent ? 0 : 1);
    const foreign = {
      instancePk: instance.pk,
      accountId: owner.accountId,
      encryptionKey: { accountId: principal.accountId },
    };
    expect(await base.db.secret.count({ where: foreign })).toBe(independent ? 0 : 1);
  }
});

it("before the change the owner manages what others made, a principal nothing of the owner's (SHR-08..10)", async () => {
  const instance = await shared();
  const [own, theirs] = [await aKey(owner.ctx, { instance }), await aKey(principal.ctx, { instance })];
  expect(await code(describeKey(owner.ctx, { region, key: arn(principal, "key", theirs.keyId) }))).toBe("ok");
  expect(await code(describeKey(principal.ctx, { region, key: arn(owner, "key", own.keyId) }))).toBe("KeyNotFound");
  const secret = await aSecret(owner.ctx, { encryptionKey: own.keyId });
  expect(await code(describeSecret(principal.ctx, { region, secret: arn(owner, "secret", secret.name) }))).toBe(
    "SecretNotFound",
  );
});
