import { afterAll, beforeAll, expect, it } from "vitest";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { createManagedSecret } from "../create-managed-secret";
import { aManaged, REGION, type RotationWorld, rotateNow, rotationWorld } from "../rotations.test-support";
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
