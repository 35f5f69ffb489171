import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { ROTATE_SECRET } from "@/lib/domain/secrets/insert-rotation";
import { work } from "@/lib/domain/secrets/rotations.test-support";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { TestClock } from "@/lib/testing/clock";
import { ACTION_CLIENTS, type ActionClient } from "./client-actions.test-support";
import { type Gateways, twoGateways } from "./gateways.test-support";
import type { RunningGateway } from "./start-gateway";

/** The provider's clients, unmodified, through the whole life of a managed secret (SEC-13, SEC-24, SEC-30..34, SEC-40..43). */

const WEEK = "604800s";
/** Both know RotateSecret; 1.2.0 of the typed SDK does not, and reads what they rotate. */
const { "@alicloud/kms20160120 1.2.0": legacy, ...CLIENTS } = ACTION_CLIENTS;
type Answer = Record<string, unknown>;

let gateways: Gateways;
beforeAll(async () => {
  gateways = await twoGateways();
});
afterAll(() => gateways.close());

describe.each(Object.entries(CLIENTS))("%s", (_name, connect) => {
  let clock: TestClock;
  let gateway: RunningGateway;
  let api: ActionClient;
  let reader: ActionClient;
  let account: Awaited<ReturnType<typeof anAccount>>;
  let keyId: string;
  /** What a worker does by this clock. */
  let rotate: () => Promise<number>;

  beforeAll(async () => {
    clock = new TestClock();
    gateway = await gateways.start({ now: clock.now });
    account = await anAccount(gateways.world);
    const instance = await anInstance(account.ctx);
    ({ keyId } = await aKey(account.ctx, { instance }));
    const root = await createAccessKey(account.ctx, {});
    api = connect(gateway.port, root);
    reader = legacy(gateway.port, root);
    const { world } = gateways;
    const worker = world.as({ kind: "system", job: ROTATE_SECRET }, { source: "AliyunServiceEvent" });
    rotate = () => work({ ...worker, now: clock.now });
  });
  afterAll(() => gateway.stop(1000));

  const refused = (action: string, parameters: Record<string, string | boolean | number>) =>
    api.call(action, parameters).then(
      () => expect.unreachable(`${action} was answered`),
      (error: { code: string }) => error.code,
    );
  const readValue = async (SecretName: string, more: Record<string, string> = {}) =>
    (await reader.call("GetSecretValue", { SecretName, ...more })) as Answer & { SecretData: string };
  const pairOf = (value: { SecretData: string }) => {
    const { AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret } = JSON.parse(value.SecretData);
    return { accessKeyId: accessKeyId as string, accessKeySecret: accessKeySecret as string };
  };
  /** What the application does with a pair: any signed call that its user may make. */
  const works = async (pair: { accessKeyId: string; accessKeySecret: string }) =>
    connect(gateway.port, pair)
      .call("DescribeRegions", {})
      .then(
        () => true,
        (error: { code: string }) => error.code,
      );

  it("creates a RAM secret, reads it, rotates it at once and by the clock, and deletes it: the user is never locked out", async () => {
    const user = await aRamUser(gateways.world, account, { accessKey: true });
    const { accessKeyId = "", accessKeySecret = "" } = user.accessKey ?? {};
    const pair = { accessKeyId, accessKeySecret };
    const SecretName = `acs/ram/user/${user.name}`;
    const AccessKeys = [{ AccessKeyId: pair.accessKeyId, AccessKeySecret: pair.accessKeySecret }];
    const wish = {
      SecretName: "$Auto",
      SecretType: "RAMCredentials",
      SecretData: JSON.stringify({ AccessKeys }),
      VersionId: "v1",
      EncryptionKeyId: keyId,
      ExtendedConfig: JSON.stringify({ SecretSubType: "RamUserAccessKey", UserName: user.name }),
      EnableAutomaticRotation: true,
      RotationInterval: "7d",
    };
    const wrong = JSON.stringify({ AccessKeys: [{ AccessKeyId: pair.accessKeyId, AccessKeySecret: "not this one" }] });
    expect(await refused("CreateSecret", { ...wish, SecretData: wrong })).toContain("InvalidParameter");
    expect(await refused("CreateSecret", { ...wish, RotationInterval: "5h" })).toContain("InvalidParameter");
    expect(await api.call("CreateSecret", wish)).toMatchObject({
      SecretName,
      SecretType: "RAMCredentials",
      VersionId: "v1",
      AutomaticRotation: "Enabled",
      RotationInterval: WEEK,
    });
    expect(await api.call("DescribeSecret", { SecretName })).toMatchObject({ RotationInterval: WEEK });
    expect(pairOf(await readValue(SecretName))).toEqual(pair);

    expect(await api.call("RotateSecret", { SecretName, VersionId: "v2" })).toMatchObject({ VersionId: "v2" });
    // Until the worker has been there, what was current is.
    expect(pairOf(await readValue(SecretName))).toEqual(pair);
    expect(await rotate()).toBe(1);
    const second = await readValue(SecretName);
    expect(second).toMatchObject({ VersionId: "v2", VersionStages: { VersionStage: ["ACSCurrent"] } });
    expect([await works(pairOf(second)), await works(pair)]).toEqual([true, true]);
    expect(pairOf(await readValue(SecretName, { VersionStage: "ACSPrevious" }))).toEqual(pair);
    // SEC-32: the same again is the same rotation; another one has to wait for the window's end (SEC-33).
    expect(await api.call("RotateSecret", { SecretName, VersionId: "v2" })).toMatchObject({ VersionId: "v2" });
    expect(await refused("RotateSecret", { SecretName, VersionId: "v3" })).toBe("Rejected.SecretRotating");

    clock.advance({ hours: 48 });
    expect(await rotate()).toBe(1);
    expect(await works(pairOf(second))).toBe(true);
    expect(await works(pair)).not.toBe(true);

    clock.advance({ days: 7 });
    expect(await rotate()).toBe(1);
    const third = await readValue(SecretName);
    expect(pairOf(third)).not.toEqual(pairOf(second));
    expect([await works(pairOf(third)), await works(pairOf(second))]).toEqual([true, true]);
    expect(await api.call("DescribeSecret", { SecretName })).toMatchObject({ AutomaticRotation: "Enabled" });

    clock.advance({ hours: 48 });
    expect(await rotate()).toBe(1);
    await api.call("UpdateSecretRotationPolicy", { SecretName, EnableAutomaticRotation: false });
    clock.advance({ days: 30 });
    expect(await rotate()).toBe(0);

    // SEC-22, SEC-30: a managed value comes from its rotation alone, and a Generic one never from one.
    const put = { SecretName, SecretData: "by hand", VersionId: "v9" };
    expect(await refused("PutSecretValue", put)).toBe("UnsupportedOperation");
    const Generic = `generic-${user.name}`;
    await api.call("CreateSecret", { SecretName: Generic, SecretData: "x", VersionId: "v1", EncryptionKeyId: keyId });
    expect(await refused("RotateSecret", { SecretName: Generic, VersionId: "v2" })).toBe("UnsupportedOperation");

    await api.call("DeleteSecret", { SecretName, RecoveryWindowInDays: 7 });
    expect(await refused("RotateSecret", { SecretName, VersionId: "v4" })).toBe("Rejected.ResourceInDeleteWindow");
    await api.call("RestoreSecret", { SecretName });
    await api.call("DeleteSecret", { SecretName, ForceDeleteWithoutRecovery: true });
    expect(await refused("GetSecretValue", { SecretName })).toBe("Forbidden.ResourceNotFound");
    // SEC-17
    expect(await works(pairOf(third))).toBe(true);
  });
});
