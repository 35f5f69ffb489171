import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { BackupStore } from "@/lib/domain/backups/store";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { checkFirstRunLink } from "./check-first-run-link";
import { createAccount } from "./create-account";
import { firstRun } from "./first-run";
import { createFirstRunLink } from "./first-run-link";
import { resolveSession } from "./resolve-session";

const PASSWORD = "a long walk beside the canal";
let base: TestDatabase | undefined;
let world: TestWorld;
// No account may exist: each test has a deployment of its own.
beforeEach(async () => {
  await base?.close();
  base = await testDatabase();
  world = testWorld(base.db);
});
afterAll(() => base?.close());

const operator = () => world.as({ kind: "operator", osUser: "root" });
async function aLink() {
  const link = await createFirstRunLink(operator(), {});
  if (!link) throw new Error("no link");
  return link.token;
}
const run = (token: string, name = "northgate") => firstRun(world.ctx, { token, name, password: PASSWORD });
const code = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: { code?: string }) => error.code,
  );

describe("the first run", () => {
  it("makes the first account, its root the deployment's operator, and signs it in", async () => {
    const { token } = await run(await aLink());
    const session = await resolveSession(world.ctx, token);
    expect(session?.actor).toMatchObject({ name: "northgate", root: true, operator: true });
    const event = await world.ctx.db.auditEvent.findFirstOrThrow({ where: { event: "FirstRun" } });
    expect(event).toMatchObject({ accountId: session?.actor.accountId, outcome: "Success" });
  });

  it("shows what everything will depend on before it asks for anything, and leaves the link usable (P14)", async () => {
    const token = await aLink();
    const store: Partial<BackupStore> = { name: "/data/backup-store", check: async () => {} };
    const shown = (broken: boolean) =>
      checkFirstRunLink(
        world.as(
          { kind: "nobody" },
          {
            ports: {
              backupStore: {
                ...store,
                ...(broken ? { check: () => Promise.reject(new Error("x")) } : {}),
              } as BackupStore,
            },
          },
        ),
        { token },
      );
    await expect(shown(false)).resolves.toMatchObject({
      database: { version: expect.stringMatching(/^\d+/) },
      backupStore: { name: "/data/backup-store", writable: true },
      rootKeyFingerprint: world.ctx.keyring?.fingerprint,
    });
    await expect(shown(true)).resolves.toMatchObject({ backupStore: { writable: false } });
    await expect(code(run(token))).resolves.toBe("ok");
  });

  it("happens once: the link is spent, no other is made, and the page closes", async () => {
    const token = await aLink();
    await run(token);
    await expect(code(run(token, "southgate"))).resolves.toBe("FirstRunLinkInvalid");
    await expect(code(checkFirstRunLink(world.ctx, { token }))).resolves.toBe("FirstRunLinkInvalid");
    await expect(createFirstRunLink(operator(), {})).resolves.toBeNull();
    expect(await world.ctx.db.account.count()).toBe(1);
  });

  it("of two at the same moment makes one account, whether by one link or beside the command line", async () => {
    const token = await aLink();
    const outcomes = await Promise.all([code(run(token, "northgate")), code(run(token, "southgate"))]);
    expect(outcomes.sort()).toEqual(["FirstRunLinkInvalid", "ok"]);
    expect(await world.ctx.db.account.count()).toBe(1);
    expect(await world.ctx.db.person.count({ where: { operator: true } })).toBe(1);
    expect(await world.ctx.db.session.count()).toBe(1);
  });

  it("leaves one operator when the command line makes an account meanwhile", async () => {
    const token = await aLink();
    const outcomes = await Promise.all([
      code(run(token, "northgate")),
      code(createAccount(operator(), { name: "southgate", password: PASSWORD })),
    ]);
    expect(outcomes[1]).toBe("ok");
    expect(["ok", "FirstRunLinkInvalid"]).toContain(outcomes[0]);
    expect(await world.ctx.db.person.count({ where: { operator: true } })).toBe(1);
  });

  it("takes no link that is unknown, older than 24 hours, or followed by another", async () => {
    await expect(code(run("unknown"))).resolves.toBe("FirstRunLinkInvalid");
    const first = await aLink();
    const second = await aLink();
    await expect(code(run(first))).resolves.toBe("FirstRunLinkInvalid");
    world.clock.advance({ hours: 24 });
    await expect(code(run(second))).resolves.toBe("FirstRunLinkInvalid");
    expect(await world.ctx.db.account.count()).toBe(0);
  });

  it("keeps the link when a field is refused", async () => {
    const token = await aLink();
    await expect(code(firstRun(world.ctx, { token, name: "-", password: PASSWORD }))).resolves.toBe(
      "InvalidAccountName",
    );
    await expect(code(firstRun(world.ctx, { token, name: "northgate", password: "short" }))).resolves.toBe(
      "PasswordTooShort",
    );
    await expect(code(run(token))).resolves.toBe("ok");
  });

  it("gives its link to operators alone, and keeps it as a hash", async () => {
    await expect(code(createFirstRunLink(world.ctx, {}))).resolves.toBe("NotSignedIn");
    const token = await aLink();
    const [row] = (await base?.sql<{ row: string }>("SELECT l::text AS row FROM first_run_link l")) ?? [];
    expect(row?.row).toBeDefined();
    expect(row?.row).not.toContain(token);
  });
});

describe("creating an account at the command line", () => {
  it("makes the first one operator and the next one not, takes a given UID, and refuses what is taken (GEN-02)", async () => {
    const first = await createAccount(operator(), {
      name: "northgate",
      password: PASSWORD,
      accountId: "1234567890123456",
    });
    expect(first.accountId).toBe("1234567890123456");
    const second = await createAccount(operator(), { name: "southgate", password: PASSWORD });
    const operators = await world.ctx.db.person.findMany({ where: { operator: true }, select: { accountId: true } });
    expect(operators).toEqual([{ accountId: first.accountId }]);
    expect(second.accountId).not.toBe(first.accountId);
    await expect(code(createAccount(operator(), { name: "Northgate", password: PASSWORD }))).resolves.toBe(
      "AccountExists",
    );
  });

  it("makes one of two accounts of one name that are asked for at once", async () => {
    const outcomes = await Promise.all(
      [1, 2].map(() => code(createAccount(operator(), { name: "northgate", password: PASSWORD }))),
    );
    expect(outcomes.sort()).toEqual(["AccountExists", "ok"]);
    expect(await world.ctx.db.wrappingKey.count({ where: { kind: "Account" } })).toBe(1);
  });

  it("is not for the root of another account", async () => {
    const { accountId } = await createAccount(operator(), { name: "northgate", password: PASSWORD });
    const person = await world.ctx.db.person.findFirstOrThrow({ where: { accountId } });
    const ctx = world.as({
      kind: "person",
      accountId,
      personPk: person.pk,
      name: "northgate",
      root: true,
      operator: false,
      sessionPk: person.pk,
      grants: [],
      steppedUp: true,
    });
    await expect(code(createAccount(ctx, { name: "southgate", password: PASSWORD }))).resolves.toBe("NoPermission");
  });
});
