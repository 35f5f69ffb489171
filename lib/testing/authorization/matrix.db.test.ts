import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/domain/context";
import type { Operation } from "@/lib/domain/operation";
import { type TestWorld, testWorld } from "../context";
import { type TestDatabase, testDatabase } from "../database";
import { asRole, EVERYTHING, holding, person, program, root, statement } from "./callers";
import { aboutNothing, aLandscape, type Landscape } from "./landscape";
import { allOperations } from "./operations";
import type { Row } from "./row";
import { ROWS } from "./rows";
import { verdict as verdictOf } from "./verdict";

// S29: every operation of the domain against every kind of caller, judged by what the rules say (rows.ts). Each cell runs
// the real operation against the real database and takes its changes back, so that no cell sees another.
const operations = await allOperations();

let base: TestDatabase;
let world: TestWorld;
let mine: Landscape;
let other: Landscape;
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
  const { ctx } = world;
  await ctx.db.installation.create({ data: { id: ctx.newId(), createdAt: ctx.now(), timeZone: "Asia/Shanghai" } });
  mine = await aLandscape(world);
  other = await aLandscape(world);
});
afterAll(() => base.close());

it("has a row for every operation, and none for what is no operation", () => {
  expect(Object.keys(ROWS).sort()).toEqual([...operations.keys()].sort());
});

const verdict = (operation: Operation, actor: Actor, input: unknown) =>
  verdictOf({ base, world }, operation, actor, input);

const rows = (kind: Row["kind"]) =>
  [...operations].flatMap(([name, operation]) =>
    ROWS[name]?.kind === kind ? [{ name, operation, row: ROWS[name] }] : [],
  );

describe("what policies govern (ACC-01, ACC-04..06, POL-15, POL-22, POL-25)", () => {
  it.each(rows("permission"))("$name", async ({ operation, row }) => {
    if (row?.kind !== "permission") return;
    const input = row.input(mine);
    const needs = row.needs(mine);
    const allow = needs.map((need) => statement("Allow", need));
    const tell = (actor: Actor, about: unknown = input) => verdict(operation, actor, about);

    expect.soft(await tell({ kind: "nobody" }), "nobody").toBe("NotSignedIn");
    const rootTold = row.rootMayNot ? "NoPermission" : "let through";
    expect.soft(await tell(root(mine)), "the owner's root").toBe(rootTold);
    expect
      .soft(await tell(person(mine, {})), "a RAM user without a policy")
      .toBe(needs.length ? "NoPermission" : "let through");
    expect.soft(await tell(holding(mine, allow)), "a RAM user with exactly what it needs").toBe("let through");
    // Programs do not have a session of their own: what is a person's business is not theirs.
    expect.soft(await tell(program(mine, allow)), "its AccessKey").toBe("let through");
    expect.soft(await tell(asRole(mine, allow)), "a role with exactly what it needs").toBe("let through");
    expect
      .soft(await tell(asRole(mine, [])), "a role without a policy")
      .toBe(needs.length ? "NoPermission" : "let through");
    for (const [at, need] of needs.entries()) {
      const without = allow.filter((_, one) => one !== at);
      expect.soft(await tell(holding(mine, without)), `all but ${need.join(" on ")}`).toBe("NoPermission");
      const denied = [EVERYTHING, statement("Deny", need)];
      expect.soft(await tell(holding(mine, denied)), `everything, but ${need[0]} denied`).toBe("NoPermission");
      const elsewhere = allow.map((one, index) => (index === at ? { ...one, resources: [`${need[1]}x`] } : one));
      expect.soft(await tell(holding(mine, elsewhere)), `${need[0]} on something else`).toBe("NoPermission");
    }

    const nothing = aboutNothing(input, mine);
    if (row.missing) {
      const hidden = row.rootMayNot ? "NoPermission" : row.missing;
      expect.soft(await tell(root(other)), "another account's root").toBe(hidden);
      expect.soft(await tell(holding(other, [EVERYTHING])), "another account's administrator").toBe(row.missing);
      expect.soft(await tell(root(other), nothing), "another account's root, about nothing").toBe(hidden);
      expect.soft(await tell(root(mine), nothing), "the owner's root, about nothing").toBe(hidden);
    } else {
      expect.soft(await tell(root(other)), "another account's root, in its own account").not.toBe("NoPermission");
    }
    expect
      .soft(await tell(person(other, {})), "another account's RAM user")
      .toBe(needs.length ? "NoPermission" : "let through");
    expect
      .soft(await tell(person(mine, {}), nothing), "a RAM user without a policy, about nothing")
      .toBe(needs.length ? "NoPermission" : (row.missing ?? "let through"));

    const stale = person(mine, { root: true, steppedUp: false });
    expect
      .soft(await tell(stale), "the root, long after the password")
      .toBe(operation.stepUp ? "StepUpRequired" : rootTold);
  });
});

describe("what is a person's own business", () => {
  it.each(rows("self"))("$name", async ({ operation, row }) => {
    const input = row?.input(mine);
    expect.soft(await verdict(operation, { kind: "nobody" }, input), "nobody").toBe("NotSignedIn");
    for (const actor of [root(mine), person(mine, {})]) {
      expect
        .soft(["NoPermission", "NotSignedIn"], "whoever is signed in")
        .not.toContain(await verdict(operation, actor, input));
    }
    expect.soft(await verdict(operation, program(mine, [EVERYTHING]), input), "a program").toBe("NotSignedIn");
    expect.soft(await verdict(operation, asRole(mine, [EVERYTHING]), input), "a role").toBe("NotSignedIn");
  });
});

describe("what is the deployment operator's (decisions 6)", () => {
  it.each(rows("operator"))("$name", async ({ operation, row }) => {
    const input = row?.input(mine);
    expect.soft(await verdict(operation, { kind: "nobody" }, input), "nobody").toBe("NotSignedIn");
    for (const actor of [
      root(mine),
      holding(mine, [EVERYTHING]),
      program(mine, [EVERYTHING]),
      asRole(mine, [EVERYTHING]),
    ]) {
      expect.soft(await verdict(operation, actor, input), actor.kind).toBe("NoPermission");
    }
    expect
      .soft(await verdict(operation, { kind: "operator", osUser: "operator" }, input), "the command line")
      .not.toMatch(/NoPermission|NotSignedIn/);
  });
});
