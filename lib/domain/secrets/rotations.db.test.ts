import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { rotateSecretsJob } from "@/lib/jobs/rotate-secrets";
import { runJob } from "@/lib/jobs/run-job";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { judgeConditions } from "../alerts/judge-conditions";
import { disableKey } from "../keys/disable-key";
import { enableKey } from "../keys/enable-key";
import { transaction } from "../transaction";
import { deleteSecret } from "./delete-secret";
import { describeSecret } from "./describe-secret";
import { forgetRotations } from "./forget-rotations";
import { insertSetup } from "./insert-rotation";
import { listSecretRotations } from "./list-secret-rotations";
import type { TargetCredential } from "./rotation-ports";
import {
  aManaged,
  claimed,
  type Managed,
  REGION,
  type RotationWorld,
  rotateNow,
  rotationOf,
  rotationWorld,
  secretOf,
  storedText,
  toSetUp,
  work,
  workItOut,
  works,
} from "./rotations.test-support";
import { assertNotRotating } from "./running-rotation";
import { updateSecretRotationPolicy } from "./update-secret-rotation-policy";

let at: RotationWorld;
beforeAll(async () => {
  at = await rotationWorld();
});
afterAll(() => at.database.close());
beforeEach(async () => {
  // What an earlier test left rotates no more.
  await at.database.sql("UPDATE secret SET automatic_rotation = 'Disabled', next_rotation_at = NULL");
  at.target.trouble = {};
  at.target.calls.length = 0;
  at.world.clock.advance({ hours: 2 });
});

const DAY = 86_400;
const later = (date: Date, seconds: number) => new Date(date.getTime() + seconds * 1000);
const describeIt = ({ name: secret }: Managed) => describeSecret(at.account.ctx, { region: REGION, secret });
const passwordsSet = () =>
  at.target.calls.flatMap(({ call, credential }) =>
    call === "set" && credential.kind === "password" ? [credential.password] : [],
  );
const alertsOf = ({ name }: Managed) =>
  at.database.sql<{ name: string; level: string; ended: boolean; content: object }>(
    `SELECT name, level, ended_at IS NOT NULL AS ended, content FROM alert WHERE resource LIKE '%/' || $1
     AND name LIKE 'Secret:RotateSecret:%' ORDER BY at, name`,
    [name],
  );
const eventsOf = ({ name }: Managed) =>
  at.database.sql<{ event: string; outcome: string; actor: string }>(
    `SELECT event, outcome, actor FROM audit_event WHERE resource LIKE '%/' || $1
     AND event IN ('RotateSecret', 'FinishSecretRotation') ORDER BY at, event DESC`,
    [name],
  );
/** A new value that is never believed; the first ones of these tests are. */
const refuseNew = async (call: string, _account: string, credential: TargetCredential) =>
  call === "signIn" && credential.kind === "password" && !credential.password.startsWith("first")
    ? ("SignInRefused" as const)
    : undefined;

describe("a rotation", () => {
  it("gives the account of ACSPrevious a new password and swaps; both work all the time (SEC-15)", async () => {
    const secret = await aManaged(at, "DoubleUsers", { automatic: "Enabled", intervalSeconds: DAY });
    const before = await storedText(at, secret.pk);
    const { versionId } = await rotateNow(at, secret);
    expect(await describeIt(secret)).toMatchObject({ running: { step: "Create" }, mayRotate: false });
    await workItOut(at, secret.pk);
    expect(await storedText(at, secret.pk, "ACSPrevious")).toBe(before);
    expect(await works(at, secret)).toBe(true);
    expect(await works(at, secret, "ACSPrevious")).toBe(true);
    const now = at.world.clock.now();
    expect(await describeIt(secret)).toMatchObject({
      running: null,
      mayRotate: true,
      targetId: "pg-1",
      lastRotatedAt: now,
      nextRotationAt: later(now, DAY),
      automaticRotation: "Enabled",
    });
    const [password = ""] = passwordsSet();
    expect(password).toMatch(/^[A-Za-z0-9._~-]{32}$/);
    for (const group of [/[a-z]/, /[A-Z]/, /[0-9]/, /[._~-]/]) expect(password).toMatch(group);
    expect(await eventsOf(secret)).toMatchObject([
      { event: "RotateSecret", outcome: "Success", actor: expect.stringContaining("acs:ram::") },
      { event: "FinishSecretRotation", outcome: "Success", actor: "job:rotate-secret" },
    ]);
    expect(await alertsOf(secret)).toMatchObject([
      {
        name: "Secret:RotateSecret:Success",
        level: "INFO",
        content: { secretName: secret.name, secretType: "Rds", rotationStatus: "Success" },
      },
    ]);
    const page = await listSecretRotations(at.account.ctx, { region: REGION, secret: secret.name, size: 10 });
    expect(page.rows).toMatchObject([{ kind: "Immediate", versionId, state: "Succeeded", errorCode: null }]);
    expect(JSON.stringify(page)).not.toContain("pendingSealed");
    // P11: the service read the target's credential once.
    const opened = await at.database.sql(
      "SELECT actor FROM audit_event WHERE event = 'GetSecretValue' AND resource LIKE '%/administrator' AND at = $1",
      [now],
    );
    expect(opened).toEqual([{ actor: "job:rotation-targets" }]);
  });

  it("brings the same value again where it is not known whether the first was set (P20)", async () => {
    const secret = await aManaged(at, "SingleUser");
    let lost = 0;
    at.target.trouble = { after: async (call) => (call === "set" && ++lost < 4 ? "ConnectionLost" : undefined) };
    await rotateNow(at, secret);
    await work(at.worker);
    expect(await rotationOf(at, secret.pk)).toMatchObject({ step: "Set", attempts: 1, errorCode: "ConnectionLost" });
    await workItOut(at, secret.pk);
    expect(passwordsSet()).toHaveLength(4);
    expect(new Set(passwordsSet()).size).toBe(1);
    expect(await works(at, secret)).toBe(true);
  });

  it("that fails for a pair of accounts never touches ACSCurrent, says why, and heals by the next (AUD-13, SEC-17)", async () => {
    const secret = await aManaged(at, "DoubleUsers", { automatic: "Enabled", intervalSeconds: DAY });
    const before = await storedText(at, secret.pk);
    at.target.trouble = { before: refuseNew };
    await rotateNow(at, secret);
    await workItOut(at, secret.pk);
    expect(await storedText(at, secret.pk)).toBe(before);
    expect(await works(at, secret)).toBe(true);
    expect(at.target.calls.filter(({ call }) => call === "signIn")).toHaveLength(3);
    expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Failed", errorCode: "SignInRefused" });
    const failed = { automaticRotation: "Invalid", rotationError: "SignInRefused", nextRotationAt: null };
    expect(await describeIt(secret)).toMatchObject({ ...failed, mayRotate: true });
    const failure = { errorCode: "SignInRefused" };
    expect(await alertsOf(secret)).toMatchObject([
      {
        name: "Secret:RotateSecret:Failure",
        level: "CRITICAL",
        ended: false,
        content: { secretName: secret.name, rotationStatus: "Failed", failureInfo: failure },
      },
    ]);
    await judgeConditions(at.worker);
    expect(await alertsOf(secret)).toMatchObject([{ ended: false }]);

    at.world.clock.advance({ days: 30 });
    expect(await work(at.worker)).toBe(0); // not by the clock
    at.target.trouble = {};
    await rotateNow(at, secret);
    await workItOut(at, secret.pk);
    const next = later(at.world.clock.now(), DAY);
    const healed = { automaticRotation: "Enabled", rotationError: null, nextRotationAt: next };
    expect(await describeIt(secret)).toMatchObject(healed);
    await judgeConditions(at.worker);
    expect(await alertsOf(secret)).toMatchObject([{ ended: true }, { name: "Secret:RotateSecret:Success" }]);
  });

  it("of one account goes on trying to set the current value back while the target is away (SEC-15)", async () => {
    const secret = await aManaged(at, "SingleUser", { automatic: "Enabled", intervalSeconds: DAY });
    let away = false;
    at.target.trouble = {
      before: async (call, account, credential) => {
        if (away) return "Unreachable";
        const refused = await refuseNew(call, account, credential);
        away = refused !== undefined;
        return refused;
      },
    };
    await rotateNow(at, secret);
    for (let quarter = 0; quarter < 100; quarter++) {
      await work(at.worker);
      at.world.clock.advance({ minutes: 15 });
    }
    expect(await works(at, secret)).toBe(false);
    expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Running", step: "Revert" });
    expect(await describeIt(secret)).toMatchObject({ automaticRotation: "Invalid", rotationError: "Unreachable" });
    at.target.trouble = {};
    await workItOut(at, secret.pk);
    expect(await works(at, secret)).toBe(true);
    expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Failed", errorCode: "Unreachable" });
  });

  it("fails without asking anybody where its target is not there any more (SEC-17)", async () => {
    const secret = await aManaged(at, "SingleUser");
    await rotateNow(at, secret);
    await at.database.sql("UPDATE rotation_target SET target_id = 'away' WHERE target_id = 'pg-1'");
    await workItOut(at, secret.pk);
    await at.database.sql("UPDATE rotation_target SET target_id = 'pg-1' WHERE target_id = 'away'");
    expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Failed", errorCode: "RotationTargetNotFound" });
    expect(at.target.calls).toEqual([]);
  });

  it("follows its target, and never gives the one account up where that says it is not there (SEC-15, P20)", async () => {
    const secret = await aManaged(at, "SingleUser", { automatic: "Enabled", intervalSeconds: DAY });
    const move = (to: string) =>
      at.database.sql("UPDATE rotation_target SET address = $1 WHERE target_id = 'pg-1'", [to]);
    at.target.trouble = { before: async (call) => (call === "signIn" ? "Unreachable" : undefined) };
    await rotateNow(at, secret);
    await work(at.worker);
    at.target.trouble = {};
    await move("elsewhere.test");
    for (let quarter = 0; quarter < 20; quarter++) {
      at.world.clock.advance({ minutes: 15 });
      await work(at.worker);
    }
    expect(await rotationOf(at, secret.pk)).toMatchObject({ step: "Revert", errorCode: "AccountMissing" });
    expect(at.target.calls.slice(-2)).toMatchObject([{ address: "elsewhere.test" }, { address: "elsewhere.test" }]);
    await move("db.test");
    await workItOut(at, secret.pk);
    expect(await works(at, secret)).toBe(true);
    expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Failed", errorCode: "SignInRefused" });
  });

  it("never gives its target's own administrator another password (S46)", async () => {
    const secret = await aManaged(at, "SingleUser");
    const { AccountName, AccountPassword } = JSON.parse((await storedText(at, secret.pk)) ?? "");
    const value = JSON.stringify({ UserName: AccountName, Password: AccountPassword });
    await aSecret(at.account.ctx, { instance: at.instance, encryptionKey: at.keyId, name: "same", value });
    const administer = (by: string) =>
      at.database.sql("UPDATE rotation_target SET credential_secret = $1 WHERE target_id = 'pg-1'", [by]);
    await administer("same");
    await rotateNow(at, secret);
    await workItOut(at, secret.pk);
    await administer("administrator");
    expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Failed", errorCode: "NotPermitted" });
    expect(passwordsSet()).toEqual([]);
    expect(await works(at, secret)).toBe(true);
  });

  it("fails at once where its configuration was damaged, and keeps what may have been set (SEC-17)", async () => {
    const secret = await aManaged(at, "SingleUser");
    at.target.trouble = { before: async (call) => (call === "signIn" ? "Unreachable" : undefined) };
    await rotateNow(at, secret);
    await work(at.worker);
    const damaged = JSON.stringify({ SecretSubType: "Nobody", DBInstanceId: "pg-1" });
    await at.database.sql("UPDATE secret SET extended_config = $2 WHERE pk = $1", [secret.pk, damaged]);
    at.world.clock.advance({ minutes: 1 });
    expect(await work(at.worker)).toBe(1);
    const failed = { state: "Failed", errorCode: "InvalidExtendedConfig", pendingSealed: expect.anything() };
    expect(await rotationOf(at, secret.pk)).toMatchObject(failed);
    expect(await secretOf(at, secret.pk)).toMatchObject({ rotationError: "InvalidExtendedConfig" });
  });

  it("of an SSH key is not undone by a worker that lost it to another one (P20)", async () => {
    const secret = await aManaged(at, "SSHKey");
    await rotateNow(at, secret);
    let tries = 0;
    at.target.trouble = {
      before: async (call) => {
        if (call !== "signIn" || ++tries > 3) return undefined;
        // Cut off from the database for longer than a lease; another one comes and ends it.
        if (tries === 3) {
          await at.database.sql("UPDATE job SET lease_until = now() - interval '1 s' WHERE state = 'Running'");
          await work(at.worker);
        }
        return "SignInRefused";
      },
    };
    await workItOut(at, secret.pk);
    expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Succeeded" });
    expect(await works(at, secret)).toBe(true);
  });

  it("takes an SSH key back that came to nothing, and touches nobody else's", async () => {
    const secret = await aManaged(at, "SSHKey");
    at.target.trouble = { before: async (call) => (call === "signIn" ? "SignInRefused" : undefined) };
    await rotateNow(at, secret);
    await workItOut(at, secret.pk);
    at.target.trouble = {};
    expect(await works(at, secret)).toBe(true);
    const [lines] = [...at.target.keys.values()].slice(-1);
    expect(lines?.size).toBe(1);
    expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Failed", errorCode: "SignInRefused" });
  });
});

describe("while a rotation runs", () => {
  /** A worker that stops after the value was set: what is next stands in the row. */
  async function stoppedAfterSet(shape: "SingleUser" | "DoubleUsers" = "SingleUser") {
    const secret = await aManaged(at, shape, { automatic: "Enabled", intervalSeconds: DAY });
    at.target.trouble = { before: async (call) => (call === "signIn" ? "Unreachable" : undefined) };
    await rotateNow(at, secret);
    await work(at.worker);
    at.target.trouble = {};
    expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Running", step: "Test" });
    at.world.clock.advance({ minutes: 1 });
    return secret;
  }

  it("a key that is disabled lets it rest, counting nothing, until it is enabled again (SEC-08)", async () => {
    const secret = await stoppedAfterSet();
    await disableKey(at.account.ctx, { region: REGION, key: at.keyId });
    for (let turn = 0; turn < 20; turn++) {
      await work(at.worker);
      at.world.clock.advance({ minutes: 1 });
    }
    expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Running", errorCode: "KeyDisabled", attempts: 1 });
    // It is looked at less and less often.
    const { pk: subjectPk } = await rotationOf(at, secret.pk);
    expect(await at.database.db.job.count({ where: { subjectPk } })).toBeLessThan(9);
    await enableKey(at.account.ctx, { region: REGION, key: at.keyId });
    await workItOut(at, secret.pk);
    expect(await works(at, secret)).toBe(true);
    expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Succeeded" });
  });

  it("an instance that ends lets it rest until it serves again; what only fell due has not begun (KEY-43)", async () => {
    const secret = await stoppedAfterSet();
    const wishes = { automatic: "Enabled", intervalSeconds: DAY, nextRotationAt: at.world.clock.now() } as const;
    const other = await aManaged(at, "SingleUser", wishes);
    await at.database.sql("UPDATE instance SET ends_at = $2 WHERE pk = $1", [at.instance.pk, at.world.clock.now()]);
    at.world.clock.advance({ minutes: 10 });
    await work(at.worker);
    expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Running", errorCode: "InstanceUnavailable" });
    expect(await at.database.db.secretRotation.count({ where: { secretPk: other.pk } })).toBe(0);
    await at.database.sql("UPDATE instance SET ends_at = NULL WHERE pk = $1", [at.instance.pk]);
    await workItOut(at, secret.pk);
    await workItOut(at, other.pk);
    expect([await works(at, secret), await works(at, other)]).toEqual([true, true]);
  });

  it("a secret that is destroyed takes its rotation with it, also from a worker that is in the middle (SEC-41)", async () => {
    const secret = await aManaged(at, "DoubleUsers");
    await rotateNow(at, secret);
    at.target.trouble = {
      after: async (call) => {
        const input = { region: REGION, secret: secret.name, force: true };
        if (call === "set") await deleteSecret(at.account.ctx, input);
        return undefined;
      },
    };
    await work(at.worker);
    expect(await at.database.db.secretRotation.count({ where: { secretPk: secret.pk } })).toBe(0);
    expect(await at.database.db.job.count({ where: { kind: "rotate-secret", state: { not: "Done" } } })).toBe(0);
  });

  it("nothing else changes what it works on: no second rotation, no policy, no call that asks first (SEC-33)", async () => {
    const secret = await stoppedAfterSet();
    const refused = { code: "SecretRotating" };
    await expect(rotateNow(at, secret)).rejects.toMatchObject(refused);
    const policy = { region: REGION, secret: secret.name, enabled: false };
    await expect(updateSecretRotationPolicy(at.account.ctx, policy)).rejects.toMatchObject(refused);
    const deletion = { region: REGION, secret: secret.name, force: false };
    await expect(deleteSecret(at.account.ctx, deletion)).rejects.toMatchObject(refused);
    const asked = (except?: "Test") => transaction(at.worker, (tx) => assertNotRotating(tx, secret.pk, { except }));
    await expect(asked()).rejects.toMatchObject(refused);
    await asked("Test");
    await workItOut(at, secret.pk);
    await asked();
  });

  it("a worker whose lease was lost in a call changes nothing, and the next one brings the same value (P20)", async () => {
    const secret = await aManaged(at, "SingleUser");
    await rotateNow(at, secret);
    let taken = false;
    at.target.trouble = {
      after: async (call) => {
        if (call !== "set" || taken) return undefined;
        taken = true;
        // It hung for so long that another worker came.
        await at.database.sql("UPDATE job SET lease_until = now() - interval '1 s' WHERE state = 'Running'");
        expect(await work(at.worker)).toBe(1);
        return undefined;
      },
    };
    const job = await claimed(at.worker);
    if (!job) throw new Error("nothing is due");
    await runJob(at.worker, rotateSecretsJob, job);
    expect(new Set(passwordsSet()).size).toBe(1);
    expect(await works(at, secret)).toBe(true);
    expect(await eventsOf(secret)).toHaveLength(2);
  });
});

describe("RotateSecret", () => {
  it("is a success that changes nothing with the version id of a rotation that runs or has run (SEC-32)", async () => {
    const secret = await aManaged(at, "DoubleUsers");
    const again = () => rotateNow(at, secret, { versionId: "mine" });
    const answers = [await again(), await again()];
    await workItOut(at, secret.pk);
    answers.push(await again());
    expect(new Set(answers.map(({ versionId }) => versionId))).toEqual(new Set(["mine"]));
    expect(await at.database.db.secretRotation.count({ where: { secretPk: secret.pk } })).toBe(1);
    const inFlight = await Promise.all([1, 2, 3].map(() => rotateNow(at, secret, { versionId: "once" })));
    await workItOut(at, secret.pk);
    expect(inFlight).toHaveLength(3);
    expect(await at.database.db.secretRotation.count({ where: { secretPk: secret.pk } })).toBe(2);
    await expect(rotateNow(at, secret, { versionId: "v1" })).rejects.toMatchObject({ code: "SecretVersionExists" });
  });

  it("is refused the fifty-first time in an hour, of all secrets of the account (SEC-32)", async () => {
    const [one, other] = [await aManaged(at, "DoubleUsers"), await aManaged(at, "DoubleUsers")];
    for (let n = 0; n < 50; n++) {
      await rotateNow(at, n % 2 ? one : other);
      await at.database.sql(
        // Setting up what failed counts as well.
        "UPDATE secret_rotation SET kind = 'Setup', state = 'Failed', ended_at = created_at WHERE state = 'Running'",
      );
    }
    const refused = { code: "RotateSecretLimit", params: { limit: 50 } };
    await expect(rotateNow(at, one)).rejects.toMatchObject(refused);
    at.world.clock.advance({ minutes: 61 });
    await rotateNow(at, one);
    await workItOut(at, one.pk);
  });

  it("is refused for Generic secrets, as is a rotation policy (SEC-30)", async () => {
    const generic = { name: "administrator", pk: "", shape: "SingleUser", userName: "" } as const;
    await expect(rotateNow(at, generic)).rejects.toMatchObject({ code: "UnsupportedOperation" });
    const policy = { region: REGION, secret: "administrator", enabled: true, intervalSeconds: DAY };
    await expect(updateSecretRotationPolicy(at.account.ctx, policy)).rejects.toMatchObject({
      code: "UnsupportedOperation",
    });
  });
});

describe("by the clock", () => {
  it("a secret rotates to the second, once however many intervals passed, and next an interval later (SEC-34)", async () => {
    const secret = await aManaged(at, "DoubleUsers");
    const set = (intervalSeconds: number) =>
      updateSecretRotationPolicy(at.account.ctx, {
        region: REGION,
        secret: secret.name,
        enabled: true,
        intervalSeconds,
      });
    for (const wrong of [6 * 3600 - 1, 8760 * 3600 + 1, 21_600.5]) {
      await expect(set(wrong)).rejects.toMatchObject({
        code: "InvalidSecretRotationInterval",
        params: { minimum: 6, maximum: 8760 },
      });
    }
    await set(8760 * 3600);
    await set(6 * 3600); // SEC-31
    const { createdAt } = await secretOf(at, secret.pk);
    const due = later(createdAt, 6 * 3600);
    expect((await describeIt(secret)).nextRotationAt).toEqual(due);
    at.world.clock.set(later(due, -1));
    expect(await work(at.worker)).toBe(0);
    at.world.clock.set(later(due, 100 * DAY));
    await work(at.worker);
    expect(await work(at.worker)).toBe(0);
    const now = at.world.clock.now();
    const rotated = { lastRotatedAt: now, nextRotationAt: later(now, 6 * 3600) };
    expect(await describeIt(secret)).toMatchObject(rotated);
    const { kind, requestedBy } = await rotationOf(at, secret.pk);
    expect({ kind, requestedBy }).toEqual({ kind: "Scheduled", requestedBy: "job:rotate-secret" });
    const [event] = await at.database.sql<{ detail: object }>(
      "SELECT detail FROM audit_event WHERE event = 'FinishSecretRotation' AND resource LIKE '%/' || $1",
      [secret.name],
    );
    expect(event?.detail).toMatchObject({ kind: "Scheduled", wasDueAt: due.toISOString() });
    await updateSecretRotationPolicy(at.account.ctx, { region: REGION, secret: secret.name, enabled: false });
    expect(await describeIt(secret)).toMatchObject({ automaticRotation: "Disabled", nextRotationAt: null });
    at.world.clock.advance({ days: 400 });
    expect(await work(at.worker)).toBe(0);
  });

  it("at a target that is away two are tried and the others not begun; it keeps nobody else waiting (P20)", async () => {
    const nextRotationAt = at.world.clock.now();
    const wishes = { automatic: "Enabled", intervalSeconds: DAY, nextRotationAt } as const;
    const due = [];
    for (let n = 0; n < 5; n++) due.push(await aManaged(at, "SingleUser", wishes));
    const other = await aManaged(at, "Password", wishes);
    at.target.trouble = { before: async (_, account) => (account.startsWith("app") ? away(account) : undefined) };
    const tried = new Set<string>();
    const away = (account: string) => {
      if (account === JSON.parse(otherText).UserName) return undefined;
      tried.add(account);
      return "TimedOut" as const;
    };
    const otherText = (await storedText(at, other.pk)) ?? "";
    await work(at.worker);
    await work(at.worker);
    expect(tried.size).toBe(2);
    expect(await at.database.db.secretRotation.count({ where: { state: "Running" } })).toBe(2);
    expect((await secretOf(at, other.pk)).lastRotatedAt).toEqual(nextRotationAt);
    at.target.trouble = {};
    for (const secret of due) {
      await workItOut(at, secret.pk);
      at.world.clock.advance({ minutes: 1 });
    }
    await work(at.worker);
    for (const secret of due) expect((await secretOf(at, secret.pk)).lastRotatedAt).not.toBeNull();
  });

  it("a value that has to be set back comes first, then what somebody waits for, then the clock's", async () => {
    const nextRotationAt = later(at.world.clock.now(), -30 * DAY);
    const clocks = await aManaged(at, "DoubleUsers", { automatic: "Enabled", intervalSeconds: DAY, nextRotationAt });
    const [byHand, back] = [await aManaged(at, "DoubleUsers"), await aManaged(at, "DoubleUsers")];
    await rotateNow(at, byHand);
    await rotateNow(at, back);
    const { pk } = await rotationOf(at, back.pk);
    await at.database.sql("DELETE FROM job WHERE subject_pk = $1", [pk]);
    await at.database.sql("UPDATE secret_rotation SET step = 'Revert' WHERE pk = $1", [pk]);
    const line = [];
    for (let job = await claimed(at.worker); job; job = await claimed(at.worker)) line.push(job.subjectPk);
    const rotations = await Promise.all([back, byHand, clocks].map(({ pk }) => rotationOf(at, pk)));
    expect(line).toEqual(rotations.map(({ pk }) => pk));
    await at.database.sql("DELETE FROM job WHERE kind = 'rotate-secret'");
    await at.database.sql("DELETE FROM secret_rotation WHERE state = 'Running'");
  });

  it("what another worker has rotated since it was found due is not rotated again", async () => {
    const nextRotationAt = at.world.clock.now();
    const secret = await aManaged(at, "DoubleUsers", { automatic: "Enabled", intervalSeconds: DAY, nextRotationAt });
    const job = await claimed(at.worker);
    if (!job) throw new Error("nothing is due");
    await at.database.sql("UPDATE secret SET next_rotation_at = $2 WHERE pk = $1", [
      secret.pk,
      later(nextRotationAt, DAY),
    ]);
    await runJob(at.worker, rotateSecretsJob, job);
    expect(await at.database.db.secretRotation.count({ where: { secretPk: secret.pk } })).toBe(0);
    expect(at.target.calls).toEqual([]);
  });

  it("old rotations are forgotten but the newest hundred, and none of the last four hundred days", async () => {
    const secret = await aManaged(at, "DoubleUsers");
    const insert = (age: number, n: number) =>
      at.database.sql(
        `INSERT INTO secret_rotation (pk, secret_pk, kind, version_id, state, due_at, requested_by, created_at, ended_at)
         SELECT gen_random_uuid(), $1, 'Scheduled', 'x', 'Succeeded', at, 'x', at, at
         FROM generate_series(1, $2::int) n, LATERAL (SELECT $3::timestamptz - make_interval(days => $4::int, secs => n) AS at) a`,
        [secret.pk, n, at.world.clock.now(), age],
      );
    await insert(401, 150);
    await insert(399, 60);
    await forgetRotations(at.worker);
    expect(await at.database.db.secretRotation.count({ where: { secretPk: secret.pk } })).toBe(100);
    await insert(10, 130);
    await forgetRotations(at.worker);
    expect(await at.database.db.secretRotation.count({ where: { secretPk: secret.pk } })).toBe(190);
  });
});

describe("setting up accounts that are not there yet", () => {
  async function begun(AccountName: string, versionId = "first") {
    const secret = await toSetUp(at, AccountName, { automatic: "Enabled", intervalSeconds: DAY });
    const setup = { secretPk: secret.pk, versionId, requestedBy: "somebody" };
    await transaction(at.worker, (tx) => insertSetup(tx, setup));
    return secret;
  }

  it("makes both, and the first is current; a worker that dies in between makes the same again (SEC-12, P20)", async () => {
    const secret = await begun("shop", "a".repeat(64));
    let lost = 0;
    at.target.trouble = { after: async (call) => (call === "set" && ++lost === 2 ? "ConnectionLost" : undefined) };
    await workItOut(at, secret.pk);
    expect([await works(at, secret), await works(at, secret, "ACSPrevious")]).toEqual([true, true]);
    const made = [...at.target.passwords.keys()].filter((name) => name.startsWith("shop"));
    expect(made).toEqual(["shop", "shop_clone"]);
    expect(new Set(passwordsSet()).size).toBe(2);
    expect(JSON.parse((await storedText(at, secret.pk)) ?? "")).toMatchObject({ AccountName: "shop" });
    expect((await describeIt(secret)).lastRotatedAt).toBeNull();
  });

  it("that fails leaves it Invalid with the reason, whatever its policy is set to; RotateSecret does it again", async () => {
    const secret = await begun("till");
    at.target.trouble = { before: async (call) => (call === "set" ? "NotPermitted" : undefined) };
    await workItOut(at, secret.pk);
    const invalid = { automaticRotation: "Invalid", rotationError: "NotPermitted" };
    expect(await describeIt(secret)).toMatchObject(invalid);
    await updateSecretRotationPolicy(at.account.ctx, { region: REGION, secret: secret.name, enabled: true });
    expect(await describeIt(secret)).toMatchObject(invalid);
    at.target.trouble = {};
    const taken = `${"a".repeat(58)}-clone`;
    await expect(rotateNow(at, secret, { versionId: taken })).rejects.toMatchObject({ code: "InvalidParameter" });
    await rotateNow(at, secret);
    expect(await rotationOf(at, secret.pk)).toMatchObject({ kind: "Setup" });
    await workItOut(at, secret.pk);
    expect(await works(at, secret)).toBe(true);
    expect(await describeIt(secret)).toMatchObject({ automaticRotation: "Enabled", rotationError: null });
  });

  it("that could not sign in with what it had set brings the same value the next time, and no other (P20)", async () => {
    const secret = await begun("kiosk");
    at.target.trouble = { before: async (call) => (call === "signIn" ? "SignInRefused" : undefined) };
    await workItOut(at, secret.pk);
    expect(await rotationOf(at, secret.pk)).toMatchObject({ state: "Failed", pendingSealed: expect.anything() });
    at.target.trouble = {};
    at.world.clock.advance({ minutes: 1 });
    await rotateNow(at, secret);
    await workItOut(at, secret.pk);
    expect([await works(at, secret), await works(at, secret, "ACSPrevious")]).toEqual([true, true]);
    expect(new Set(passwordsSet()).size).toBe(2);
    const where = { secretPk: secret.pk, pendingSealed: { not: null } };
    expect(await at.database.db.secretRotation.count({ where })).toBe(0);
  });
});
