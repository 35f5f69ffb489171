import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Ctx } from "@/lib/domain/context";
import { aUser } from "@/lib/testing/builders/a-signed-in-user";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { refusalSubject } from "../audit/refusal-subject";
import { changePassword } from "./change-password";
import { createAccount } from "./create-account";
import { listSessions } from "./list-sessions";
import { resolveSession } from "./resolve-session";
import { revokeSession } from "./revoke-session";
import { setAccountPassword } from "./set-account-password";
import { signIn } from "./sign-in";
import { signOut } from "./sign-out";
import { stepUp } from "./step-up";
import { markSeen } from "./touch-session";

const PASSWORD = "a long walk beside the canal";
let base: TestDatabase;
let world: TestWorld;
let operator: Ctx;
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
  operator = world.as({ kind: "operator", osUser: "root" });
});
afterAll(() => base.close());

let count = 0;
let name: string;
let accountId: string;
beforeEach(async () => {
  name = `northgate-${count++}`;
  ({ accountId } = await createAccount(operator, { name, password: PASSWORD }));
});

const from = (sourceIp: string) => world.as({ kind: "nobody" }, { sourceIp });
const attempt = (password: string, sourceIp = "203.0.113.7", account = name) =>
  signIn(from(sourceIp), { account, password });
async function signedIn(sourceIp = "203.0.113.7") {
  const { token } = await attempt(PASSWORD, sourceIp);
  const session = await resolveSession(world.ctx, token);
  if (!session) throw new Error("no session");
  return { token, session, ctx: world.as(session.actor, { sourceIp }) };
}
const code = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: { code?: string }) => error.code,
  );

describe("signing in", () => {
  it("gives a session by the account's name in any spelling and by its UID, a new one each time (S31)", async () => {
    const tokens = new Set<string>();
    for (const account of [name, ` ${name.toUpperCase()} `, accountId]) {
      const { token } = await attempt(PASSWORD, "203.0.113.7", account);
      tokens.add(token);
      expect(token).toMatch(/^[\w-]{43}$/);
      expect((await resolveSession(world.ctx, token))?.actor).toMatchObject({ accountId, root: true, kind: "person" });
    }
    expect(tokens.size).toBe(3);
  });

  it("keeps the hash of a token and of a password, never either (S35)", async () => {
    const { token } = await signedIn();
    const rows = await base.sql<{ row: string }>(
      "SELECT s::text AS row FROM session s UNION ALL SELECT a::text FROM authenticator a UNION ALL SELECT e::text FROM audit_event e",
    );
    for (const { row } of rows) {
      expect(row).not.toContain(token);
      expect(row).not.toContain(PASSWORD);
    }
    expect(rows.filter(({ row }) => row.includes("$argon2id$v=19$")).length).toBeGreaterThan(0);
  });

  it("lets at most ten of 1,000 wrong tries reach the hash, and the owner in from elsewhere all the while (S33)", async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => code(attempt(`guess number ${n}`))));
    for (let n = 0; n < 960; n++) answers.push(await code(attempt(`another guess ${n}`)));
    expect(answers.filter((answer) => answer === "SignInFailed").length).toBeLessThanOrEqual(10);
    expect(answers.filter((answer) => answer === "TooManyAttempts").length).toBeGreaterThanOrEqual(990);
    await expect(code(attempt(PASSWORD))).resolves.toBe("TooManyAttempts"); // the guesser learns nothing by guessing right
    await expect(code(attempt(PASSWORD, "192.0.2.1"))).resolves.toBe("ok");
  });

  it("looks at few passwords of one address at once, whatever names are made up, and meanwhile at others' (S33)", async () => {
    const flood = Promise.all(
      Array.from({ length: 60 }, (_, n) => code(attempt(PASSWORD, "198.51.100.200", `made-up-${n}`))),
    );
    await expect(code(attempt(PASSWORD, "192.0.2.77"))).resolves.toBe("ok");
    const answers = await flood;
    expect(answers.filter((answer) => answer === "SignInFailed")).toHaveLength(8);
    expect(answers.filter((answer) => answer === "TooManyAttempts")).toHaveLength(52);
    await expect(code(attempt(PASSWORD, "198.51.100.200"))).resolves.toBe("ok");
  });

  it("makes one event in ten seconds of the tries that the back-off holds off, and one of each that it does not", async () => {
    const told = async () => {
      const error: unknown = await attempt("wrong").catch((thrown: unknown) => thrown);
      return `${(error as { code: string }).code}${refusalSubject(error) ? " told" : ""}`;
    };
    const answers: string[] = [];
    for (let n = 0; n < 8; n++) answers.push(await told());
    expect(answers).toEqual([
      ...Array<string>(5).fill("SignInFailed told"),
      "TooManyAttempts told",
      "TooManyAttempts",
      "TooManyAttempts",
    ]);
    world.clock.advance({ seconds: 10 });
    expect([await told(), await told()]).toEqual(["TooManyAttempts told", "TooManyAttempts"]);
  });

  it("counts tries by name and by UID as tries at the same person, and a whole IPv6 /64 as one address (S33)", async () => {
    for (let n = 0; n < 5; n++) {
      const answer = code(attempt("wrong", `2001:db8:1:2::${n + 1}`, n % 2 === 0 ? name : accountId));
      await expect(answer).resolves.toBe("SignInFailed");
    }
    await expect(code(attempt(PASSWORD, "2001:db8:1:2:ffff::9"))).resolves.toBe("TooManyAttempts");
    await expect(code(attempt(PASSWORD, "2001:db8:1:3::1"))).resolves.toBe("ok");
  });

  it("says how long to wait, longer each time, and takes the password after that", async () => {
    for (let n = 0; n < 5; n++) await code(attempt("wrong"));
    await expect(attempt(PASSWORD)).rejects.toMatchObject({ code: "TooManyAttempts", params: { seconds: 30 } });
    world.clock.advance({ seconds: 30 });
    await expect(code(attempt("wrong"))).resolves.toBe("SignInFailed");
    await expect(attempt(PASSWORD)).rejects.toMatchObject({ code: "TooManyAttempts", params: { seconds: 60 } });
    world.clock.advance({ seconds: 60 });
    await expect(code(attempt(PASSWORD))).resolves.toBe("ok");
    await expect(code(attempt("wrong"))).resolves.toBe("SignInFailed"); // the count began anew
    await expect(code(attempt(PASSWORD))).resolves.toBe("ok");
  });

  it("lets two sign in at the same moment, each with a session of their own", async () => {
    const [first, second] = await Promise.all([signedIn("192.0.2.1"), signedIn("192.0.2.2")]);
    expect(first.token).not.toBe(second.token);
    expect(await listSessions(first.ctx, {})).toHaveLength(2);
  });

  it("is an event of the account, with the address it came from", async () => {
    await signedIn("192.0.2.44");
    const event = await base.db.auditEvent.findFirstOrThrow({ where: { accountId, event: "SignIn" } });
    expect(event).toMatchObject({ sourceIp: "192.0.2.44", outcome: "Success", actor: `acs:ram::${accountId}:root` });
  });
});

describe("a RAM user", () => {
  it("signs in as user@account, by the account's name or UID, and acts as itself", async () => {
    const { ctx } = await signedIn();
    await aUser(ctx, "Ines.Okafor_2", { mustChange: false });
    for (const account of [`Ines.Okafor_2@${name}`, ` Ines.Okafor_2@${accountId} `]) {
      const { token } = await attempt(PASSWORD, "203.0.113.7", account);
      const session = await resolveSession(world.ctx, token);
      expect(session).toMatchObject({
        accountName: name,
        actor: { root: false, name: "Ines.Okafor_2", accountId },
      });
    }
    const arn = `acs:ram::${accountId}:user/Ines.Okafor_2`;
    const events = await base.db.auditEvent.findMany({ where: { accountId, event: "SignIn", actor: arn } });
    expect(events.map(({ resource }) => resource)).toEqual([arn, arn]);
  });

  it("is not the root under the root's name, nor another account's user", async () => {
    const { ctx } = await signedIn();
    await aUser(ctx, "ines", { mustChange: false });
    const other = await createAccount(operator, { name: `${name}-other`, password: PASSWORD });
    for (const account of [
      `${name}@${name}`,
      `ines@${other.accountId}`,
      "ines",
      `@${name}`,
      `ines@`,
      "@",
      `ines@@${name}`,
    ]) {
      await expect(code(attempt(PASSWORD, "203.0.113.9", account))).resolves.toBe("SignInFailed");
    }
  });

  it("whose password another chose can do nothing but choose one, at every door", async () => {
    const root = await signedIn();
    await aUser(root.ctx, "ines", { mustChange: true });
    const { token } = await attempt(PASSWORD, "203.0.113.7", `ines@${name}`);
    const session = await resolveSession(world.ctx, token);
    if (!session) throw new Error("no session");
    expect(session.actor).toMatchObject({ mustChange: true });
    const ctx = world.as(session.actor);
    await expect(code(listSessions(ctx, {}))).resolves.toBe("PasswordChangeRequired");
    await expect(code(stepUp(ctx, { password: PASSWORD }))).resolves.toBe("PasswordChangeRequired");
    await expect(code(changePassword(ctx, { present: PASSWORD, next: PASSWORD }))).resolves.toBe("PasswordUnchanged");
    await changePassword(ctx, { present: PASSWORD, next: "the second bridge after the mill" });
    const after = await resolveSession(world.ctx, token);
    if (!after) throw new Error("no session");
    expect(after.actor).not.toHaveProperty("mustChange");
    await expect(listSessions(world.as(after.actor), {})).resolves.toHaveLength(1);
  });

  it("is out at once when it may sign in no longer", async () => {
    const root = await signedIn();
    await aUser(root.ctx, "ines", { mustChange: false });
    const { token } = await attempt(PASSWORD, "203.0.113.7", `ines@${name}`);
    await base.sql("UPDATE person SET console_login = false WHERE name = 'ines' AND account_id = $1", [accountId]);
    await expect(resolveSession(world.ctx, token)).resolves.toBeNull();
    await expect(code(attempt(PASSWORD, "203.0.113.7", `ines@${name}`))).resolves.toBe("SignInFailed");
  });
});

describe("a session", () => {
  it("ends at sign-out, at once and for everybody (S31)", async () => {
    const { token, ctx } = await signedIn();
    await signOut(ctx, {});
    await expect(resolveSession(world.ctx, token)).resolves.toBeNull();
    await expect(base.db.auditEvent.count({ where: { accountId, event: "SignOut" } })).resolves.toBe(1);
  });

  it("ends after 12 hours, and after two without a request, by the database's clock (S31)", async () => {
    const { token, session } = await signedIn();
    world.clock.advance({ days: 30 }); // business time is not what ends it
    expect(await resolveSession(world.ctx, token)).not.toBeNull();
    const pk = session.actor.sessionPk;
    await base.sql("UPDATE session SET seen_at = clock_timestamp() - interval '119 minutes' WHERE pk = $1", [pk]);
    expect(await resolveSession(world.ctx, token)).toMatchObject({ stale: true });
    await markSeen(world.ctx, pk);
    expect(await resolveSession(world.ctx, token)).toMatchObject({ stale: false });
    await base.sql("UPDATE session SET seen_at = clock_timestamp() - interval '121 minutes' WHERE pk = $1", [pk]);
    await expect(resolveSession(world.ctx, token)).resolves.toBeNull();
    await base.sql("UPDATE session SET seen_at = clock_timestamp(), expires_at = clock_timestamp() WHERE pk = $1", [
      pk,
    ]);
    await expect(resolveSession(world.ctx, token)).resolves.toBeNull();
  });

  it("is ended by its person from another one, and by nobody else", async () => {
    const [mine, other] = [await signedIn("192.0.2.1"), await signedIn("192.0.2.2")];
    const listed = await listSessions(mine.ctx, {});
    expect(listed.map(({ current }) => current).sort()).toEqual([false, true]);
    const sessionId = listed.find(({ current }) => !current)?.sessionId ?? "";
    const stranger = await createAccount(operator, { name: `${name}-stranger`, password: PASSWORD });
    const { token } = await signIn(from("192.0.2.9"), { account: stranger.accountId, password: PASSWORD });
    const strange = await resolveSession(world.ctx, token);
    if (!strange) throw new Error("no session");
    await expect(code(revokeSession(world.as(strange.actor), { sessionId }))).resolves.toBe("SessionNotFound");
    expect(await resolveSession(world.ctx, other.token)).not.toBeNull();
    await revokeSession(mine.ctx, { sessionId });
    await expect(resolveSession(world.ctx, other.token)).resolves.toBeNull();
    expect(await resolveSession(world.ctx, mine.token)).not.toBeNull();
    await expect(code(revokeSession(mine.ctx, { sessionId }))).resolves.toBe("SessionNotFound");
  });
});

describe("a password", () => {
  it("changes with the present one, and ends every other session (S31)", async () => {
    const [mine, other] = [await signedIn("192.0.2.1"), await signedIn("192.0.2.2")];
    const next = "the second bridge after the mill";
    await expect(changePassword(mine.ctx, { present: PASSWORD, next })).resolves.toEqual({ endedSessions: 1 });
    expect(await resolveSession(world.ctx, mine.token)).not.toBeNull();
    await expect(resolveSession(world.ctx, other.token)).resolves.toBeNull();
    await expect(code(attempt(PASSWORD))).resolves.toBe("SignInFailed");
    await expect(code(attempt(next))).resolves.toBe("ok");
  });

  it("is refused when the present one is wrong, when it is the old one, short, common or the account's name (S35)", async () => {
    const { ctx } = await signedIn();
    const change = (next: string, present = PASSWORD) => code(changePassword(ctx, { present, next }));
    await expect(change("whatever it would be", "wrong")).resolves.toBe("PasswordWrong");
    await expect(change(PASSWORD)).resolves.toBe("PasswordUnchanged");
    await expect(change("eleven char")).resolves.toBe("PasswordTooShort");
    await expect(change("PASSWORD1234")).resolves.toBe("PasswordTooCommon");
    await expect(change("aaaaaaaabbbb")).resolves.toBe("PasswordTooCommon");
    await expect(change(`${name}12`)).resolves.toBe("PasswordTooCommon");
    await expect(code(attempt(PASSWORD))).resolves.toBe("ok"); // nothing of it changed anything
  });

  it("cannot be guessed through an open session (S33)", async () => {
    const { ctx } = await signedIn();
    const guesses: (string | undefined)[] = [];
    for (let n = 0; n < 8; n++) {
      guesses.push(await code(changePassword(ctx, { present: `guess ${n}`, next: "whatever it would be" })));
    }
    expect(guesses.slice(0, 5)).toEqual(Array(5).fill("PasswordWrong"));
    expect(guesses.slice(5)).toEqual(Array(3).fill("TooManyAttempts"));
  });

  it("changed twice at once changes once, and no session starts with the one before (S31)", async () => {
    const { ctx } = await signedIn();
    const change = (next: string) => code(changePassword(ctx, { present: PASSWORD, next }));
    const outcomes = await Promise.all([
      change("the first of two changes"),
      change("the other of two changes"),
      code(attempt(PASSWORD, "192.0.2.50")),
    ]);
    expect(outcomes.slice(0, 2).filter((outcome) => outcome === "ok")).toHaveLength(1);
    const open = await listSessions(ctx, {});
    expect(open.filter(({ current }) => current)).toHaveLength(1);
    expect(open.filter(({ sourceIp }) => sourceIp === "192.0.2.50")).toHaveLength(0);
  });

  it("is set anew at the command line, for an owner who lost it; nobody else can", async () => {
    const { token, ctx } = await signedIn();
    const password = "found again in the cellar";
    const refused = { code: "NoPermission" };
    await expect(setAccountPassword(ctx, { account: name, password })).rejects.toMatchObject(refused);
    await expect(setAccountPassword(world.ctx, { account: name, password })).rejects.toMatchObject({
      code: "NotSignedIn",
    });
    await expect(setAccountPassword(operator, { account: name, password })).resolves.toMatchObject({ accountId });
    await expect(resolveSession(world.ctx, token)).resolves.toBeNull();
    await expect(code(attempt(password))).resolves.toBe("ok");
    await expect(code(setAccountPassword(operator, { account: "no-such", password }))).resolves.toBe("AccountNotFound");
  });
});
