import { afterAll, beforeAll, expect, it } from "vitest";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { long } from "@/lib/testing/long";
import { Seeded } from "@/lib/testing/seeded";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { parseInput } from "../parse-input";
import { randomStep } from "./random-steps.test-support";

// S52: every change of state has its event, and every event of a change its change. Triggers note what each transaction
// changed in the tables; events carry the transaction's id. Every so often a transaction dies at one of its writes, the
// event's included, as it does when its process is killed.

const STEPS = long ? 10_000 : 400;
const DIES_EVERY = 17;

/** What people and programs bring about. Not: what follows from it (feed, jobs), what only counts (quotas, last use). */
const STATE = [
  "key",
  "key_version",
  "key_material",
  "alias",
  "key_tag",
  "key_policy",
  "secret",
  "secret_version",
  "secret_value",
  "secret_tag",
  "secret_policy",
  "instance",
  "default_instance",
  "backup",
  "person",
  "authenticator",
  "access_key",
  "ram_group",
  "group_member",
  "ram_policy",
  "policy_attachment",
  "ram_role",
];

/** Events of calls that may find everything as it is wished, and say so; and of calls that only read. */
const WITHOUT_CHANGE = new Set(["Encrypt", "GenerateDataKey", "GetSecretValue"]);

let database: TestDatabase;
let world: ReturnType<typeof testWorld>;

beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  await database.sql(`
    CREATE TABLE changed (xid xid8 NOT NULL DEFAULT pg_current_xact_id(), tab text NOT NULL, op text NOT NULL);
    CREATE SEQUENCE writes;
    CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('writes') % ${DIES_EVERY} = 0 THEN RAISE EXCEPTION 'killed' USING ERRCODE = '57P01'; END IF;
      INSERT INTO changed (tab, op) VALUES (TG_TABLE_NAME, TG_OP);
      RETURN NULL;
    END $$;
    CREATE FUNCTION die_at_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('writes') % ${DIES_EVERY} = 0 THEN RAISE EXCEPTION 'killed' USING ERRCODE = '57P01'; END IF;
      RETURN NEW;
    END $$;`);
});
afterAll(() => database.close());

async function watch() {
  for (const table of STATE) {
    await database.sql(
      `CREATE TRIGGER zz_note_change AFTER INSERT OR UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION note_change()`,
    );
  }
  await database.sql(
    "CREATE TRIGGER die_at_event BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION die_at_event()",
  );
}

it(`S52: of ${STEPS} random steps no change is without its event, and no event without its change`, async () => {
  const { ctx } = await anAccount(world);
  const { instanceId } = await anInstance(ctx);
  await watch();
  const seeded = new Seeded(20261122);
  const outcomes = { done: 0, refused: 0, died: 0 };
  for (let step = 0; step < STEPS; step++) {
    world.clock.advance({ seconds: 1 + seeded.below(3600) });
    outcomes[await taken(ctx, seeded, instanceId)] += 1;
  }
  // All three happened, else this shows nothing.
  expect(Math.min(...Object.values(outcomes)), JSON.stringify(outcomes)).toBeGreaterThan(STEPS / 20);

  expect(await silentChanges()).toEqual([]);
  const empty = await database.sql<{ event: string; detail: { unchanged?: boolean } }>(
    `SELECT DISTINCT e.event, e.detail FROM audit_event e WHERE e.outcome = 'Success' AND e.xid > (SELECT min(xid) FROM changed)
     AND NOT EXISTS (SELECT FROM changed c WHERE c.xid = e.xid)`,
  );
  expect(empty.filter(({ event, detail }) => !WITHOUT_CHANGE.has(event) && !detail.unchanged)).toEqual([]);
  const [twice] = await database.sql<{ n: number }>(
    `SELECT count(*)::int AS n FROM (SELECT xid FROM audit_event WHERE xid IN (SELECT xid FROM changed)
     GROUP BY xid, event, resource HAVING count(*) > 1) AS repeated`,
  );
  expect(twice?.n).toBe(0);

  // What goes past the operations is seen: this test can fail.
  await database.sql("ALTER SEQUENCE writes RESTART; UPDATE person SET comments = 'in passing'");
  expect(await silentChanges()).toEqual([{ tab: "person", op: "UPDATE" }]);
}, 1_200_000);

function silentChanges() {
  return database.sql(
    "SELECT DISTINCT c.tab, c.op FROM changed c WHERE NOT EXISTS (SELECT FROM audit_event e WHERE e.xid = c.xid)",
  );
}

async function taken(ctx: Ctx, seeded: Seeded, instanceId: string): Promise<"done" | "refused" | "died"> {
  const { operation, input } = randomStep(seeded, instanceId);
  try {
    await operation(ctx, parseInput(operation, input) as never);
    return "done";
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code === "ServiceUnavailable" ? "died" : "refused";
  }
}
