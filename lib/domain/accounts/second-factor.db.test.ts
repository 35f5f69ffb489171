import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { totpCode, totpStep } from "@/lib/crypto/totp";
import type { Ctx } from "@/lib/domain/context";
import {
  anAccountWithPassword,
  aUser,
  PASSWORD,
  type SignedIn,
  sessionOf,
  signedIn,
} from "@/lib/testing/builders/a-signed-in-user";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { transaction } from "../transaction";
import { openSealed } from "../wrapping-keys";
import { beginSecondFactor } from "./begin-second-factor";
import { changePassword } from "./change-password";
import { confirmSecondFactor } from "./confirm-second-factor";
import { describeSecondFactor } from "./describe-second-factor";
import { removeSecondFactor } from "./remove-second-factor";
import { renewRecoveryCodes } from "./renew-recovery-codes";
import { resetSecondFactor } from "./reset-second-factor";
import { resolveSession } from "./resolve-session";
import { stepUp } from "./step-up";
import { takeCode } from "./take-code";

let base: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
});
afterAll(() => base.close());

let count = 0;
let name: string;
let me: SignedIn;
beforeEach(async () => {
  name = `millgate-${count++}`;
  await anAccountWithPassword(world, name);
  me = await signedIn(world, name);
});

const code = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: { code?: string }) => error.code,
  );

/** What the app of the person shows `steps` from now, read from the seed at rest. */
async function shown(person: Pick<SignedIn, "accountId" | "personPk"> = me, steps = 0) {
  const { accountId, personPk } = person;
  const { totpSealed } = await base.db.authenticator.findUniqueOrThrow({ where: { personPk } });
  const seed = await openSealed(world.ctx, "totp-seed", [accountId, personPk], totpSealed ?? Buffer.alloc(0));
  return totpCode(seed, totpStep(world.clock.now()) + steps);
}

/** Sets one up, and lets the step pass whose code that took. */
async function withSecondFactor(ctx: Ctx = me.ctx, person: SignedIn = me) {
  const begun = await beginSecondFactor(ctx, {});
  const confirmed = await confirmSecondFactor(ctx, { code: await shown(person) });
  world.clock.advance({ seconds: 60 });
  return { ...begun, ...confirmed };
}

describe("setting up a second factor", () => {
  it("gives a seed that lies sealed, and asks for nothing before a code of it came back (S35)", async () => {
    const { secret, url } = await beginSecondFactor(me.ctx, {});
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(url).toBe(`otpauth://totp/KMS%20Console:${name}?secret=${secret}&issuer=KMS%20Console`);
    await expect(code(signedIn(world, name))).resolves.toBe("ok");
    await expect(code(confirmSecondFactor(me.ctx, { code: "000000x" }))).resolves.toBe("SecondFactorWrong");
    const { recoveryCodes } = await confirmSecondFactor(me.ctx, {
      code: ` ${(await shown()).replace(/^.../, "$& ")} `,
    });
    expect(new Set(recoveryCodes).size).toBe(10);
    for (const one of recoveryCodes) expect(one).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
    await expect(describeSecondFactor(me.ctx, {})).resolves.toEqual({
      since: world.clock.now(),
      recoveryCodesLeft: 10,
    });
    await expect(code(beginSecondFactor(me.ctx, {}))).resolves.toBe("SecondFactorExists");
    await expect(code(confirmSecondFactor(me.ctx, { code: await shown() }))).resolves.toBe("SecondFactorExists");
    const rows = await base.sql<{ row: string }>(
      "SELECT a::text AS row FROM authenticator a UNION ALL SELECT r::text FROM recovery_code r UNION ALL SELECT e::text FROM audit_event e",
    );
    for (const { row } of rows) {
      for (const kept of [secret, ...recoveryCodes]) expect(row).not.toContain(kept);
    }
  });

  it("begun again voids what was begun before, and of two confirmations at once one counts", async () => {
    await beginSecondFactor(me.ctx, {});
    const before = await shown();
    await beginSecondFactor(me.ctx, {});
    if (before !== (await shown())) {
      await expect(code(confirmSecondFactor(me.ctx, { code: before }))).resolves.toBe("SecondFactorWrong");
    }
    const typed = await shown();
    const both = await Promise.all([1, 2].map(() => code(confirmSecondFactor(me.ctx, { code: typed }))));
    expect(both.filter((outcome) => outcome === "ok")).toHaveLength(1);
    await expect(base.db.recoveryCode.count({ where: { personPk: me.personPk } })).resolves.toBe(10);
  });

  it("is for who has just proved who they are: an open session locks nobody out (S36)", async () => {
    const { actor } = me.ctx;
    if (actor.kind !== "person") throw new Error("no person");
    const stale = world.as({ ...actor, steppedUp: false });
    for (const act of [beginSecondFactor, removeSecondFactor, renewRecoveryCodes]) {
      await expect(code(act(stale, {}))).resolves.toBe("StepUpRequired");
    }
  });
});

describe("signing in with a second factor", () => {
  it("asks for a code once the password was right, and tells nobody else that there is one (S34)", async () => {
    await withSecondFactor();
    await expect(code(signedIn(world, name, { password: "wrong" }))).resolves.toBe("SignInFailed");
    await expect(code(signedIn(world, name, { password: "wrong", code: await shown() }))).resolves.toBe("SignInFailed");
    await expect(code(signedIn(world, name))).resolves.toBe("SecondFactorRequired");
    await expect(code(signedIn(world, name, { code: "" }))).resolves.toBe("SecondFactorRequired");
    await expect(code(signedIn(world, name, { code: await shown() }))).resolves.toBe("ok");
  });

  it("takes each code once, in its own step or one beside it (S35)", async () => {
    await withSecondFactor();
    const from = (n: number) => ({ sourceIp: `192.0.2.${n}` });
    await expect(code(signedIn(world, name, { ...from(1), code: await shown(me, -2) }))).resolves.toBe(
      "SecondFactorWrong",
    );
    await expect(code(signedIn(world, name, { ...from(2), code: await shown(me, 2) }))).resolves.toBe(
      "SecondFactorWrong",
    );
    const typed = await shown(me, 1);
    await expect(code(signedIn(world, name, { ...from(3), code: typed }))).resolves.toBe("ok");
    await expect(code(signedIn(world, name, { ...from(4), code: typed }))).resolves.toBe("SecondFactorWrong");
    // Nor one from before the one that was taken: it may have been seen then.
    await expect(code(signedIn(world, name, { ...from(5), code: await shown() }))).resolves.toBe("SecondFactorWrong");
    world.clock.advance({ seconds: 60 });
    await expect(code(signedIn(world, name, { ...from(6), code: await shown() }))).resolves.toBe("ok");
  });

  it("lets none of 1,000 replays through, and one of 64 at once (S35)", async () => {
    const { recoveryCodes } = await withSecondFactor();
    const person = { pk: me.personPk, accountId: me.accountId };
    const take = (typed: string) => code(transaction(world.ctx, (tx) => takeCode(tx, person, typed)));
    for (const typed of [await shown(), recoveryCodes[0] ?? ""]) {
      const atOnce = await Promise.all(Array.from({ length: 64 }, () => take(typed)));
      expect(atOnce.filter((outcome) => outcome === "ok")).toHaveLength(1);
      expect(atOnce.filter((outcome) => outcome === "SecondFactorWrong")).toHaveLength(63);
      const replays: (string | undefined)[] = [];
      for (let n = 0; n < 500; n++) replays.push(await take(typed));
      expect(replays.filter((outcome) => outcome !== "SecondFactorWrong")).toEqual([]);
    }
  });

  it("cannot be guessed by who knows the password: the tries stay counted until one is right (S33)", async () => {
    await withSecondFactor();
    const right = await shown();
    const answers: (string | undefined)[] = [];
    for (let n = 0; n < 100; n++) {
      answers.push(await code(signedIn(world, name)));
      const guess = String((Number(right) + 1 + n) % 1_000_000).padStart(6, "0");
      answers.push(await code(signedIn(world, name, { code: guess })));
    }
    expect(answers.filter((answer) => answer !== "TooManyAttempts")).toHaveLength(5);
    await expect(code(signedIn(world, name, { code: right }))).resolves.toBe("TooManyAttempts");
    await expect(code(signedIn(world, name, { code: right, sourceIp: "192.0.2.1" }))).resolves.toBe("ok");
  });

  it("cannot be guessed from ever new addresses either, and a recovery code lets the owner in meanwhile (S33)", async () => {
    const { recoveryCodes } = await withSecondFactor();
    const right = Number(await shown());
    const answers: (string | undefined)[] = [];
    for (let n = 0; n < 30; n++) {
      const guess = String((right + 1 + n) % 1_000_000).padStart(6, "0");
      answers.push(await code(signedIn(world, name, { code: guess, sourceIp: `2001:db8:${n.toString(16)}::1` })));
    }
    expect(answers.filter((answer) => answer !== "TooManyAttempts")).toHaveLength(5);
    const home = { sourceIp: "192.0.2.77" };
    await expect(code(signedIn(world, name, { ...home, code: await shown() }))).resolves.toBe("TooManyAttempts");
    await expect(code(signedIn(world, name, { ...home, code: recoveryCodes[0] ?? "" }))).resolves.toBe("ok");
  });

  it("takes a recovery code once, however it is spaced, and none of those before the renewal", async () => {
    const { recoveryCodes } = await withSecondFactor();
    const [first = "", second = ""] = recoveryCodes;
    await expect(code(signedIn(world, name, { code: first.toUpperCase().replaceAll("-", "  ") }))).resolves.toBe("ok");
    await expect(code(signedIn(world, name, { code: first }))).resolves.toBe("SecondFactorWrong");
    await expect(describeSecondFactor(me.ctx, {})).resolves.toMatchObject({ recoveryCodesLeft: 9 });
    const renewed = await Promise.all([renewRecoveryCodes(me.ctx, {}), renewRecoveryCodes(me.ctx, {})]);
    await expect(code(signedIn(world, name, { code: second }))).resolves.toBe("SecondFactorWrong");
    const opened = await Promise.all(
      renewed.map(({ recoveryCodes: [one = ""] }) => code(signedIn(world, name, { code: one, sourceIp: "192.0.2.8" }))),
    );
    expect(opened.sort()).toEqual(["SecondFactorWrong", "ok"]);
  });

  it("spends no code on what does not happen: a step-up of an ended session leaves it good", async () => {
    await withSecondFactor();
    const other = await signedIn(world, name, { code: await shown() });
    world.clock.advance({ seconds: 30 });
    await base.sql("UPDATE session SET revoked_at = clock_timestamp() WHERE pk = $1", [other.sessionPk]);
    const typed = await shown();
    await expect(code(stepUp(other.ctx, { password: PASSWORD, code: typed }))).resolves.toBe("NotSignedIn");
    await expect(code(stepUp(me.ctx, { password: PASSWORD, code: typed }))).resolves.toBe("ok");
  });
});

describe("step-up (S36)", () => {
  it("asks for the password, and for a code where there is a second factor; five minutes by the database's clock", async () => {
    await withSecondFactor();
    await base.sql("UPDATE session SET stepped_up_at = stepped_up_at - interval '5 minutes' WHERE pk = $1", [
      me.sessionPk,
    ]);
    me = await sessionOf(world, me.token);
    await expect(code(removeSecondFactor(me.ctx, {}))).resolves.toBe("StepUpRequired");
    await expect(code(stepUp(me.ctx, { password: "wrong", code: await shown() }))).resolves.toBe("PasswordWrong");
    await expect(code(stepUp(me.ctx, { password: PASSWORD }))).resolves.toBe("SecondFactorRequired");
    await expect(code(stepUp(me.ctx, { password: PASSWORD, code: "123" }))).resolves.toBe("SecondFactorWrong");
    const { token } = await stepUp(me.ctx, { password: PASSWORD, code: await shown() });
    await expect(resolveSession(world.ctx, me.token)).resolves.toBeNull();
    me = await sessionOf(world, token);
    await expect(code(removeSecondFactor(me.ctx, {}))).resolves.toBe("ok");
    await expect(code(signedIn(world, name))).resolves.toBe("ok");
  });

  it("is counted like a sign-in, together with changing the password (S33)", async () => {
    const answers: (string | undefined)[] = [];
    for (let n = 0; n < 1000; n++) answers.push(await code(stepUp(me.ctx, { password: `guess ${n}` })));
    expect(answers.filter((answer) => answer === "PasswordWrong")).toHaveLength(5);
    expect(answers.filter((answer) => answer === "TooManyAttempts")).toHaveLength(995);
    await expect(code(signedIn(world, name))).resolves.toBe("ok");
  });

  it("lets nobody guess codes by changing the password in between (S33)", async () => {
    await withSecondFactor();
    const right = Number(await shown());
    const answers: (string | undefined)[] = [];
    for (let n = 0; n < 40; n++) {
      const guess = String((right + 1 + n) % 1_000_000).padStart(6, "0");
      answers.push(await code(stepUp(me.ctx, { password: PASSWORD, code: guess })));
      if (n % 3 === 2) answers.push(await code(changePassword(me.ctx, { present: PASSWORD, next: PASSWORD })));
    }
    expect(answers.filter((answer) => answer !== "TooManyAttempts")).toHaveLength(5);
  });

  it("of two at once starts one session", async () => {
    const both = await Promise.all([1, 2].map(() => code(stepUp(me.ctx, { password: PASSWORD }))));
    expect(both.sort()).toEqual(["NotSignedIn", "ok"]);
    await expect(base.db.session.count({ where: { personPk: me.personPk, revokedAt: null } })).resolves.toBe(1);
  });
});

describe("a second factor that was lost", () => {
  it("is reset by who may, for a user of their account; sessions end (ram:UnbindMFADevice)", async () => {
    await aUser(me.ctx, "ines", { mustChange: false });
    await aUser(me.ctx, "otto", { mustChange: false });
    const ines = await signedIn(world, `ines@${name}`);
    const otto = await signedIn(world, `otto@${name}`);
    await withSecondFactor(ines.ctx, ines);
    await expect(code(resetSecondFactor(otto.ctx, { user: "ines" }))).resolves.toBe("NoPermission");
    await expect(code(resetSecondFactor(otto.ctx, { user: "no-one" }))).resolves.toBe("NoPermission");
    await expect(code(resetSecondFactor(me.ctx, { user: "no-one" }))).resolves.toBe("UserNotFound");
    await expect(code(resetSecondFactor(me.ctx, { user: "otto" }))).resolves.toBe("SecondFactorNotFound");
    await expect(resetSecondFactor(me.ctx, { user: "ines" })).resolves.toEqual({ endedSessions: 1 });
    await expect(resolveSession(world.ctx, ines.token)).resolves.toBeNull();
    await expect(code(signedIn(world, `ines@${name}`))).resolves.toBe("ok");
    const event = await base.db.auditEvent.findFirstOrThrow({
      where: { accountId: me.accountId, event: "ResetSecondFactor", outcome: "Success" },
    });
    expect(event).toMatchObject({
      resource: `acs:ram::${me.accountId}:user/ines`,
      actor: `acs:ram::${me.accountId}:root`,
    });
  });

  it("of an account's root is reset at the command line, and nowhere else", async () => {
    await withSecondFactor();
    await expect(code(resetSecondFactor(me.ctx, { user: name }))).resolves.toBe("UserNotFound");
    const operator = world.as({ kind: "operator", osUser: "root" });
    await expect(code(resetSecondFactor(operator, { user: "no-such" }))).resolves.toBe("AccountNotFound");
    await expect(code(resetSecondFactor(operator, { user: `no-one@${name}` }))).resolves.toBe("UserNotFound");
    await expect(resetSecondFactor(operator, { user: name })).resolves.toEqual({ endedSessions: 1 });
    await expect(code(signedIn(world, name))).resolves.toBe("ok");
  });
});
