import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { rotateSecretsJob } from "@/lib/jobs/rotate-secrets";
import { long } from "@/lib/testing/long";
import type { Ctx } from "../context";
import {
  aManaged,
  claimed,
  type Managed,
  type RotationWorld,
  rotateNow,
  rotationOf,
  rotationWorld,
  SHAPES,
  type Shape,
  secretOf,
  storedText,
  toSetUp,
  workItOut,
  works,
} from "./rotations.test-support";

// P20: a worker is killed at every moment at which it could be: before and after each commit, and before and after each call
// of the target. A second worker, whose turn comes when the lease is over, has to bring it to its end.

let at: RotationWorld;
beforeAll(async () => {
  at = await rotationWorld();
});
afterAll(() => at.database.close());
beforeEach(() => {
  at.target.trouble = {};
});

class Killed extends Error {}

/** A worker that dies at the given moment, and says whether it did. */
function mortal(moment: number): { ctx: Ctx; pass(): Promise<undefined> } {
  let passed = 0;
  const pass = async () => {
    if (++passed === moment) throw new Killed();
    return undefined;
  };
  const { db } = at.worker;
  const transaction = async (run: (tx: unknown) => Promise<unknown>, options: object) => {
    const result = await db.$transaction(async (tx) => {
      const done = await run(tx);
      await pass();
      return done;
    }, options);
    await pass();
    return result;
  };
  const dying = new Proxy(db, {
    get: (of, name) => (name === "$transaction" ? transaction : Reflect.get(of, name)),
  });
  return { ctx: { ...at.worker, db: dying }, pass };
}

/** Whether the worker came to the end of what it could do. */
async function workUntil(moment: number): Promise<boolean> {
  const { ctx, pass } = mortal(moment);
  const refuse = at.target.trouble;
  at.target.trouble = {
    before: async (...call) => (await pass()) ?? refuse.before?.(...call),
    after: async (...call) => (await refuse.after?.(...call)) ?? pass(),
  };
  const job = await claimed(at.worker);
  if (!job) throw new Error("nothing is due");
  try {
    await rotateSecretsJob.run(ctx, job);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(Killed);
    return false;
  } finally {
    at.target.trouble = refuse;
    // Nobody renews its lease any more.
    await at.database.sql("UPDATE job SET lease_until = now() - interval '1 s' WHERE pk = $1", [job.pk]);
  }
}

/**
 * Kills the worker at its first, second, third … moment, each time with a secret of its own, until one survives. A sample
 * of every third unless time allows all; from which one on goes by the shape, so that the shapes together miss none.
 */
async function killEverywhere(
  shape: Shape,
  make: () => Promise<Managed>,
  judge: (secret: Managed, moment: number) => Promise<void>,
) {
  const [first, step] = long ? [1, 1] : [1 + (SHAPES.indexOf(shape) % 3), 3];
  for (let moment = first; ; moment += step) {
    const secret = await make();
    at.world.clock.advance({ minutes: 2 }); // SEC-32: fifty an hour
    await rotateNow(at, secret, { versionId: "v9" });
    const survived = await workUntil(moment);
    if (keepsCurrent(shape)) expect(await works(at, secret), `current at moment ${moment}`).toBe(true);
    await workItOut(at, secret.pk);
    await judge(secret, moment);
    if (survived) return moment;
  }
}

let count = 0;
const keepsCurrent = (shape: Shape) => shape !== "SingleUser" && shape !== "Password";

it.each(SHAPES)(
  "a rotation of %s ends with one version and a current value that works, wherever it was killed",
  async (shape) => {
    const moments = await killEverywhere(
      shape,
      () => aManaged(at, shape),
      async (secret, moment) => {
        expect(await works(at, secret), `current after moment ${moment}`).toBe(true);
        const versions = await at.database.db.secretVersion.findMany({ where: { secretPk: secret.pk } });
        expect(versions.filter(({ stages }) => stages.includes("ACSCurrent"))).toMatchObject([{ versionId: "v9" }]);
        expect(versions).toHaveLength(shape === "DoubleUsers" ? 3 : 2);
        // SEC-15: whoever reads ACSPrevious meanwhile is let in too, but where there is one account.
        expect(await works(at, secret, "ACSPrevious")).toBe(keepsCurrent(shape));
        expect(await orphans(secret)).toBe(0);
        const rotation = await rotationOf(at, secret.pk);
        const isOver = shape !== "RamUserAccessKey";
        expect(rotation).toMatchObject({
          state: isOver ? "Succeeded" : "Running",
          pendingSealed: null,
          errorCode: null,
        });
        const events = await at.database.sql(
          "SELECT outcome FROM audit_event WHERE event = 'FinishSecretRotation' AND resource LIKE '%/' || $1",
          [secret.name],
        );
        expect(events).toEqual([{ outcome: "Success" }]);
      },
    );
    // Each transaction and each call has two: none of them was left out.
    if (long) expect(moments - 1).toBe(shape === "RamUserAccessKey" ? 2 : 12);
  },
);

it("accounts that are made are two, each with a value that a version holds, wherever it was killed (SEC-12)", async () => {
  const moments = await killEverywhere(
    "SingleUser",
    () => toSetUp(at, `made${++count}_`),
    async (secret, moment) => {
      for (const stage of ["ACSCurrent", "ACSPrevious"]) {
        expect(await works(at, secret, stage), `${stage} after moment ${moment}`).toBe(true);
      }
      const made = [...at.target.passwords.keys()].filter((name) => name.startsWith(`made${count}_`));
      expect(made).toHaveLength(2);
      expect(await orphans(secret)).toBe(0);
      expect(await rotationOf(at, secret.pk)).toMatchObject({ kind: "Setup", state: "Succeeded", pendingSealed: null });
    },
  );
  if (long) expect(moments - 1).toBe(16);
});

it.each(["SingleUser", "Password", "SSHKey"] as const)(
  "where %s's new value is refused, the one that was current works again, wherever it was killed (SEC-15)",
  async (shape) => {
    const firsts = new Map<string, string>();
    await killEverywhere(
      shape,
      async () => {
        const secret = await aManaged(at, shape, { automatic: "Enabled", intervalSeconds: 86_400 });
        firsts.clear();
        for (const [account, password] of at.target.passwords) firsts.set(account, password);
        at.target.trouble = {
          before: async (call, account, credential) =>
            call === "signIn" && !(credential.kind === "password" && credential.password === firsts.get(account))
              ? "SignInRefused"
              : undefined,
        };
        return secret;
      },
      async (secret, moment) => {
        at.target.trouble = {};
        expect(await works(at, secret), `current after moment ${moment}`).toBe(true);
        expect(await rotationOf(at, secret.pk)).toMatchObject({
          state: "Failed",
          errorCode: "SignInRefused",
          pendingSealed: null,
        });
        expect(await secretOf(at, secret.pk)).toMatchObject({
          automaticRotation: "Invalid",
          rotationError: "SignInRefused",
        });
        expect(await at.database.db.secretVersion.count({ where: { secretPk: secret.pk } })).toBe(1);
        expect(await orphans(secret)).toBe(0);
      },
    );
  },
);

/**
 * What is at the target, or in RAM, for this secret and is named by no version of it: accounts and their passwords, keys,
 * and AccessKeys.
 */
async function orphans(secret: Managed): Promise<number> {
  const { accountId } = at.account;
  if (secret.shape === "RamUserAccessKey") {
    const where = { accountId, person: { name: secret.userName } };
    return (await at.database.db.accessKey.count({ where })) - 2;
  }
  const texts = [await storedText(at, secret.pk), await storedText(at, secret.pk, "ACSPrevious")];
  const values = texts.flatMap((text) => (text === null ? [] : [JSON.parse(text) as Record<string, string>]));
  if (secret.shape === "SSHKey") {
    const lines = at.target.keys.get(values[0]?.UserName ?? "") ?? new Map();
    return [...lines.keys()].filter((line) => !values.some(({ PublicKey }) => PublicKey === line)).length;
  }
  const nameOf = ({ AccountName, UserName }: Record<string, string>) => AccountName ?? UserName;
  const first = (nameOf(values[0] ?? {}) ?? "").replace(/_clone$/, "");
  return [...at.target.passwords].filter(
    ([account, password]) =>
      (account === first || account.startsWith(`${first}_`)) &&
      !values.some((value) => nameOf(value) === account && [value.AccountPassword, value.Password].includes(password)),
  ).length;
}
