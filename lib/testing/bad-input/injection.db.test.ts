import { inspect, isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordRefusal } from "@/lib/domain/audit/record-refusal";
import type { Actor, Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import type { Operation } from "@/lib/domain/operation";
import { parseInput } from "@/lib/domain/parse-input";
import { KeptTarget } from "@/lib/domain/secrets/rotation-target.test-support";
import { asRefusal } from "@/lib/domain/transaction";
import { aLandscape, type Landscape } from "../authorization/landscape";
import { allOperations } from "../authorization/operations";
import { ROWS } from "../authorization/rows";
import { isNotHere, takingBack } from "../authorization/taking-back";
import { type TestWorld, testWorld } from "../context";
import { type TestDatabase, testDatabase } from "../database";
import { long } from "../long";
import { rowsOf } from "./foreign-rows";
import { NO_TEXTS, STRANGE_MEMBERS, TEXTS } from "./payloads";
import { textFields, withValue } from "./text-fields";

// S48: every text field of every operation's schema, with what strangers put into fields. Each input is refused in our own
// words or taken as plain text: never an internal failure, never a row of another account, read or written.
const operations = [...(await allOperations())].filter(([name]) => ROWS[name] && ROWS[name].kind !== "system");
/** Of the texts, so many per field in the fixed sample, the next field goes on where this one ends. */
const TEXTS_PER_FIELD = long ? TEXTS.length : 2;

let base: TestDatabase;
let world: TestWorld;
let mine: Landscape;
let other: Landscape;
let otherRows: number;
let otherNames: string[];
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db, { ports: { rotation: new KeptTarget().ports() } });
  const { ctx } = world;
  await ctx.db.installation.create({ data: { id: ctx.newId(), createdAt: ctx.now(), timeZone: "Asia/Shanghai" } });
  mine = await aLandscape(world);
  other = await aLandscape(world);
  otherRows = (await rowsOf(ctx.db, other.accountId)).rows;
  const { accountId, instanceId, keyId, secret, backupId, orderId, accessKeyId, alert, event, target } = other;
  otherNames = [accountId, instanceId, keyId, secret, backupId, orderId, accessKeyId, alert, event, target];
});
afterAll(() => base.close());

const rootOf = ({ accountId, personPk }: Landscape): Actor => ({
  ...{ kind: "person", accountId, personPk, name: "root", root: true, grants: [] },
  ...{ operator: false, sessionPk: personPk, steppedUp: true },
});

function actorFor(name: string): Actor {
  const kind = ROWS[name]?.kind;
  if (kind === "operator") return { kind: "operator", osUser: "operator" };
  return kind === "open" ? { kind: "nobody" } : rootOf(mine);
}

/** What became of one input; a sentence of what is wrong with that, if something is. */
async function judge(operation: Operation, input: unknown, usual: unknown): Promise<string | undefined> {
  let parsed: unknown;
  try {
    parsed = parseInput(operation, input);
  } catch (error) {
    return error instanceof DomainError ? undefined : `the schema threw ${error}`;
  }
  // Nothing of it got through the schema: the usual call, which other tests run.
  if (isDeepStrictEqual(parsed, usual)) return undefined;
  let wrong: string | undefined;
  const actor = actorFor(operation.operationName);
  await takingBack(base.db, world.as(actor), async (ctx) => {
    try {
      const told = JSON.stringify(await operation(ctx, parsed), (_, value) =>
        typeof value === "bigint" ? value.toString() : value,
      );
      if (actor.kind === "person") wrong = otherNames.find((name) => told?.includes(name)) && "told of another account";
    } catch (thrown) {
      const error = asRefusal(thrown);
      const refused = error instanceof DomainError && error.kind !== "internal" && error.code !== "ServiceUnavailable";
      if (refused) return;
      if (!isNotHere(error)) wrong = `threw ${error}`;
    }
    if (wrong || actor.kind === "operator") return;
    const { rows, written } = await rowsOf(ctx.db, other.accountId).catch(() => ({ rows: otherRows, written: 0 }));
    if (rows !== otherRows || written > 0) wrong = "changed another account's rows";
  });
  return wrong;
}

const printed = (value: unknown) =>
  inspect(value)
    .replaceAll(/(.)\1{20,}/g, "$1…")
    .slice(0, 60);

let cases = 0;
let turn = 0;

describe("every text field of every operation", () => {
  it.each(operations)(
    "%s",
    async (name, operation) => {
      const input = ROWS[name]?.input(mine) ?? {};
      const usual = parseInput(operation, input);
      const wrong: string[] = [];
      const ask = async (what: string, asked: unknown) => {
        cases++;
        const said = await judge(operation, asked, usual);
        if (said) wrong.push(`${what}: ${said}`);
      };
      for (const place of textFields(operation.schema)) {
        for (let count = 0; count < TEXTS_PER_FIELD; count++) {
          const payload = TEXTS[turn++ % TEXTS.length];
          await ask(`${place.join(".")} = ${printed(payload)}`, withValue(input, place, payload));
        }
        for (const payload of NO_TEXTS) {
          await ask(`${place.join(".")} = ${printed(payload)}`, withValue(input, place, payload));
        }
      }
      for (const members of STRANGE_MEMBERS) await ask(printed(members), { ...input, ...members });
      for (const whole of NO_TEXTS) await ask(`the input is ${printed(whole)}`, whole);
      expect(wrong).toEqual([]);
      expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain("isAdmin");
    },
    120_000,
  );

  it("were at least 2,000", () => {
    expect(cases).toBeGreaterThan(2000);
  });
});

it("a refused call is recorded whatever it named (P22)", async () => {
  const ctx: Ctx = world.as(rootOf(mine));
  const values = [...TEXTS, ...NO_TEXTS];
  for (const value of values) {
    const before = await base.db.auditEvent.count();
    await recordRefusal(ctx, "DescribeKey", { region: value, key: value }, new DomainError("InvalidParameter"));
    expect(await base.db.auditEvent.count(), printed(value)).toBe(before + 1);
  }
});
