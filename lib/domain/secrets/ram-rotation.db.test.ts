import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { forgetSecretRotationsDuty } from "@/lib/jobs/rotate-secrets";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { createAccessKey } from "../accounts/create-access-key";
import { setAccessKeyState } from "../accounts/set-access-key-state";
import { deleteUser } from "../ram/users/delete-user";
import { readAccessKey } from "./managed-types";
import { rotateSecret } from "./rotate-secret";
import {
  aManaged,
  type Managed,
  REGION,
  type RotationWorld,
  rotationOf,
  rotationWorld,
  secretOf,
  storedText,
  work,
  works,
} from "./rotations.test-support";
import { updateSecretRotationPolicy } from "./update-secret-rotation-policy";

let at: RotationWorld;
beforeAll(async () => {
  at = await rotationWorld();
});
afterAll(() => at.database.close());
beforeEach(async () => {
  await at.database.sql("UPDATE secret SET automatic_rotation = 'Disabled', next_rotation_at = NULL");
});

const HOUR = 3600;
const keysOf = async ({ userName }: Managed) =>
  (
    await at.database.db.accessKey.findMany({
      where: { accountId: at.account.accountId, person: { name: userName } },
      orderBy: { createdAt: "asc" },
    })
  ).map(({ accessKeyId }) => accessKeyId);
const currentOf = async ({ pk }: Managed) => readAccessKey((await storedText(at, pk)) ?? "").AccessKeyId;
const rotate = ({ name: secret }: Managed, windowSeconds?: number) =>
  rotateSecret(at.account.ctx, { region: REGION, secret, windowSeconds });

it("gives the user a new AccessKey, and takes the old one back at the end of the window (SEC-13, SEC-33)", async () => {
  const secret = await aManaged(at, "RamUserAccessKey", { automatic: "Enabled", intervalSeconds: 6 * HOUR });
  const [old] = await keysOf(secret);
  await rotate(secret);
  await work(at.worker);
  expect(await keysOf(secret)).toEqual([old, await currentOf(secret)]);
  expect([await works(at, secret), await works(at, secret, "ACSPrevious")]).toEqual([true, true]);
  const dueAt = new Date(at.world.clock.now().getTime() + 48 * HOUR * 1000);
  const window = { step: "Retire", retires: old, windowSeconds: 48 * HOUR, dueAt, account: await currentOf(secret) };
  expect(await rotationOf(at, secret.pk)).toMatchObject(window);
  // A shorter interval than the window waits for it.
  expect(await secretOf(at, secret.pk)).toMatchObject({ nextRotationAt: dueAt, lastRotatedAt: at.world.clock.now() });
  await expect(rotate(secret)).rejects.toMatchObject({ code: "SecretRotating" });

  at.world.clock.advance({ hours: 47, minutes: 59 });
  await work(at.worker);
  expect(await keysOf(secret)).toHaveLength(2);
  await at.database.sql("UPDATE secret SET automatic_rotation = 'Disabled'");
  at.world.clock.advance({ minutes: 1 });
  await work(at.worker);
  expect(await keysOf(secret)).toEqual([await currentOf(secret)]);
  expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Succeeded", endedAt: at.world.clock.now() });
  const events = await at.database.sql<{ event: string }>(
    "SELECT event FROM audit_event WHERE resource LIKE '%user/' || $1 AND actor = 'job:rotate-secret' ORDER BY at",
    [secret.userName],
  );
  expect(events.map(({ event }) => event)).toEqual(["CreateAccessKey", "DeleteAccessKey"]);
});

it("with no window the old one goes at once, but after the new one was tried (SEC-33)", async () => {
  const secret = await aManaged(at, "RamUserAccessKey");
  const [old] = await keysOf(secret);
  await rotate(secret, 0);
  await work(at.worker);
  expect(await keysOf(secret)).toEqual([await currentOf(secret)]);
  expect(await currentOf(secret)).not.toBe(old);
  const database = await aManaged(at, "DoubleUsers");
  await expect(rotate(database, HOUR)).rejects.toMatchObject({ params: { name: "windowSeconds" } });
  expect(rotateSecret.schema.safeParse({ region: REGION, secret: "x", windowSeconds: 168 * HOUR + 1 }).success).toBe(
    false,
  );
});

it("an AccessKey that is not the secret's leaves no room: nothing is made, nothing taken away (SEC-13)", async () => {
  const secret = await aManaged(at, "RamUserAccessKey", { automatic: "Enabled", intervalSeconds: 24 * HOUR });
  await createAccessKey(at.account.ctx, { userName: secret.userName });
  const before = await keysOf(secret);
  await rotate(secret);
  await work(at.worker);
  expect(await keysOf(secret)).toEqual(before);
  expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Failed", errorCode: "AccessKeyLimit" });
  expect(await secretOf(at, secret.pk)).toMatchObject({
    automaticRotation: "Invalid",
    rotationError: "AccessKeyLimit",
  });
  expect(await works(at, secret)).toBe(true);
});

it("where somebody disables the new AccessKey within the window, the old one stays", async () => {
  const secret = await aManaged(at, "RamUserAccessKey");
  await rotate(secret, HOUR);
  await work(at.worker);
  const input = { userName: secret.userName, accessKeyId: await currentOf(secret), state: "Inactive" } as const;
  await setAccessKeyState(at.account.ctx, input);
  at.world.clock.advance({ hours: 1 });
  await work(at.worker);
  expect(await keysOf(secret)).toHaveLength(2);
  expect(await works(at, secret, "ACSPrevious")).toBe(true);
  expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Failed", errorCode: "AccessKeyInactive" });
  // Rotating anew: the disabled one is current, the one that works is ACSPrevious' and makes room only for one that works.
  await rotate(secret, 0);
  await work(at.worker);
  expect(await works(at, secret)).toBe(true);
});

it("of a user who is gone it fails, and says so (SEC-17)", async () => {
  const secret = await aManaged(at, "RamUserAccessKey");
  await at.database.sql("UPDATE person SET name = name || '-renamed' WHERE name = $1", [secret.userName]);
  await rotate(secret);
  await work(at.worker);
  expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Failed", errorCode: "UserNotFound" });
});

it("of a name that has passed to another user it fails: that one's AccessKeys are none of its readers' (SEC-13, S29)", async () => {
  const secret = await aManaged(at, "RamUserAccessKey");
  await at.database.sql("DELETE FROM access_key WHERE access_key_id = $1", [await currentOf(secret)]);
  await deleteUser(at.account.ctx, { userName: secret.userName });
  const statements = [{ Effect: "Allow" as const, Action: ["*"], Resource: "*" }];
  await aRamUser(at.world, at.account, { name: secret.userName, statements });
  await rotate(secret);
  await work(at.worker);
  expect(await keysOf(secret)).toEqual([]);
  expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Failed", errorCode: "AccessKeyMismatch" });
});

it("after a clock that was ahead, dates come back, and the policy can be set in the window (SEC-34)", async () => {
  const secret = await aManaged(at, "RamUserAccessKey", { automatic: "Enabled", intervalSeconds: 24 * HOUR });
  const now = at.world.clock.now();
  const inHours = (hours: number) => new Date(now.getTime() + hours * HOUR * 1000);
  at.world.clock.advance({ days: 3650 });
  await rotate(secret, HOUR);
  await work(at.worker);
  at.world.clock.set(now);
  await forgetSecretRotationsDuty.run(at.worker);
  expect(await secretOf(at, secret.pk)).toMatchObject({ nextRotationAt: inHours(24) });
  expect(await rotationOf(at, secret.pk)).toMatchObject({ step: "Retire", dueAt: inHours(1) });
  await forgetSecretRotationsDuty.run(at.worker);
  const policy = { region: REGION, secret: secret.name, enabled: true, intervalSeconds: 12 * HOUR };
  await updateSecretRotationPolicy(at.account.ctx, policy);
  expect(await secretOf(at, secret.pk)).toMatchObject({ nextRotationAt: inHours(12) });
  at.world.clock.advance({ hours: 1 });
  await work(at.worker);
  expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Succeeded" });
});
