import { afterAll, beforeAll, expect, it } from "vitest";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { createManagedSecret } from "../create-managed-secret";
import {
  aManaged,
  REGION,
  type RotationWorld,
  rotateNow,
  rotationOf,
  rotationWorld,
  work,
} from "../rotations.test-support";
import { updateSecretRotationPolicy } from "../update-secret-rotation-policy";
import { createRotationTarget } from "./create-rotation-target";
import { updateRotationTarget } from "./update-rotation-target";

// Who says where a target is, or as whom it is entered, decides where the values of its secrets go (S29, SEC-18).

let at: RotationWorld;
beforeAll(async () => {
  at = await rotationWorld();
  const { check } = at.target.port;
  at.target.port.check = (target) => {
    asked.push(target.address);
    return check(target);
  };
});
afterAll(() => at.database.close());

const elsewhere = { region: REGION, address: "elsewhere.test", tls: "Off" } as const;
const typed = () => ({ credential: { userName: "x", password: "y", encryptionKey: at.keyId } });
const asked: string[] = [];

it("a target is led elsewhere, or registered anew, only by who may read the secrets that name it (ACC-06)", async () => {
  const secret = await aManaged(at, "SingleUser");
  const Action = ["kms:UpdateRotationTarget", "kms:CreateRotationTarget", "kms:CreateSecret", "kms:GenerateDataKey"];
  const thief = await aRamUser(at.world, at.account, { statements: [{ Effect: "Allow", Action, Resource: "*" }] });
  const update = updateRotationTarget.schema.parse({ ...elsewhere, targetId: "pg-1", ...typed() });
  const refusal = { code: "NoPermission", params: { action: "kms:GetSecretValue" } };
  await expect(updateRotationTarget(thief.ctx, update)).rejects.toMatchObject(refusal);

  await at.database.sql("DELETE FROM rotation_target WHERE target_id = 'pg-1'");
  const create = createRotationTarget.schema.parse({
    ...{ ...elsewhere, ...typed(), targetId: "pg-1", service: "Rds", adapter: "PostgreSQL" },
  });
  await expect(createRotationTarget(thief.ctx, create)).rejects.toMatchObject(refusal);
  expect(asked).toEqual([]);
  await createRotationTarget(at.account.ctx, create);
  expect(await rotateNow(at, secret)).toMatchObject({ name: secret.name });
});

it("nobody whom a secret manages becomes the administrator of its target", async () => {
  at.target.passwords.set("worker", "known");
  const wish = createManagedSecret.schema.parse({
    ...{ region: REGION, type: "Rds", encryptionKey: at.keyId, name: "the-worker" },
    extendedConfig: JSON.stringify({ SecretSubType: "SingleUser", DBInstanceId: "pg-1" }),
    secretData: JSON.stringify({ Accounts: [{ AccountName: "worker", AccountPassword: "known" }] }),
  });
  const home = { region: REGION, targetId: "pg-1", address: "db.test", credentialSecret: "administrator" };
  await updateRotationTarget(at.account.ctx, home);
  await createManagedSecret(at.account.ctx, wish);
  const credential = { userName: "worker", password: "known" };
  await expect(
    updateRotationTarget(at.account.ctx, { region: REGION, targetId: "pg-1", credential }),
  ).rejects.toMatchObject({ code: "TargetAccountManaged", params: { account: "worker" } });
});

it("a credential that was opened and sent is on record, whatever becomes of the call (P11)", async () => {
  const opened = () =>
    at.database.sql("SELECT FROM audit_event WHERE event = 'GetSecretValue' AND resource LIKE '%/administrator'");
  const before = (await opened()).length;
  const { check } = at.target.port;
  at.target.port.check = async () => {
    await at.database.sql(
      "UPDATE rotation_target SET updated_at = updated_at + interval '1 ms' WHERE target_id = 'i-1'",
    );
    return { ok: true };
  };
  const change = { region: REGION, targetId: "i-1", address: "mine.test", hostKey: `SHA256:${"a".repeat(43)}` };
  await expect(updateRotationTarget(at.account.ctx, change)).rejects.toMatchObject({ code: "ChangedMeanwhile" });
  at.target.port.check = check;
  expect((await opened()).length).toBe(before + 1);
});

it("neither the place nor its administrator changes while a value may have been set there; whom to believe does (P20)", async () => {
  const secret = await aManaged(at, "Password");
  await rotateNow(at, secret);
  at.target.trouble = { before: async (call) => (call === "signIn" ? "Unreachable" : undefined) };
  await work(at.worker);
  const { step } = await rotationOf(at, secret.pk);
  expect(step).toBe("Test");
  await at.database.sql("UPDATE secret_rotation SET error_code = NULL WHERE state = 'Running'");
  asked.length = 0;
  const change = (more: object) =>
    updateRotationTarget(at.account.ctx, { region: REGION, targetId: "i-1", hostKey, ...more });
  const hostKey = `SHA256:${"b".repeat(43)}`;
  const credential = { userName: "kms", password: "other" };
  for (const moved of [{ address: "mine.test" }, { port: 2222 }, { credentialSecret: secret.name }, { credential }]) {
    await expect(change({ port: null, ...moved }), Object.keys(moved)[0]).rejects.toMatchObject({
      code: "credentialSecret" in moved ? "InvalidRotationTarget" : "SecretRotating",
    });
  }
  expect(asked).toEqual([]);
  await at.database.sql("UPDATE rotation_target SET port = 22 WHERE target_id = 'i-1'");
  expect(await change({})).toMatchObject({ hostKey, address: "db.test" });
  at.target.trouble = {};
  at.world.clock.advance({ minutes: 15 });
  await work(at.worker);
  expect(await change({ address: "mine.test" })).toMatchObject({ address: "mine.test" });
});

it("its name alone concerns nobody's values", async () => {
  await at.database.sql("UPDATE rotation_target SET port = 5432 WHERE target_id = 'pg-1'");
  const allow = (Action: string[], Resource = "*") => ({ Effect: "Allow" as const, Action, Resource });
  const administrator = "acs:kms:*:*:secret/administrator";
  const statements = [allow(["kms:UpdateRotationTarget", "kms:Decrypt"]), allow(["kms:GetSecretValue"], administrator)];
  const clerk = await aRamUser(at.world, at.account, { statements });
  const where = { region: REGION, targetId: "pg-1" };
  expect(await updateRotationTarget(clerk.ctx, { ...where, name: "Orders" })).toMatchObject({ name: "Orders" });
  await expect(updateRotationTarget(clerk.ctx, { ...where, tls: "Encrypted" })).rejects.toMatchObject({
    code: "NoPermission",
  });
});

it("leave to use a host is not leave to become its owner", async () => {
  at.target.keys.set("root", new Map());
  const wish = createManagedSecret.schema.parse({
    ...{ region: REGION, type: "ECS", encryptionKey: at.keyId, name: "acs/ecs/owner", secretData: "$Auto" },
    extendedConfig: JSON.stringify({ SecretSubType: "SSHKey", InstanceId: "i-1", UserName: "root" }),
  });
  await at.database.sql("UPDATE rotation_target SET address = 'db.test' WHERE target_id = 'i-1'");
  await expect(createManagedSecret(at.account.ctx, wish)).rejects.toMatchObject({ params: { reason: "NotPermitted" } });
});

it("a RAM user whom another secret manages is rotated by neither hand nor clock (SEC-13)", async () => {
  const [one, two] = [await aManaged(at, "RamUserAccessKey"), await aManaged(at, "RamUserAccessKey")];
  const config = JSON.stringify({ SecretSubType: "RamUserAccessKey", UserName: one.userName });
  await at.database.sql("UPDATE secret SET extended_config = $2 WHERE pk = $1", [two.pk, config]);
  const taken = { code: "TargetAccountManaged", params: { account: one.userName } };
  await expect(rotateNow(at, two)).rejects.toMatchObject(taken);
  const enabling = { region: REGION, secret: two.name, enabled: true, intervalSeconds: 86_400 };
  await expect(updateSecretRotationPolicy(at.account.ctx, enabling)).rejects.toMatchObject(taken);
});
