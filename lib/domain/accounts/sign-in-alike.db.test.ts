import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { anAccountWithPassword, aUser, signedIn } from "@/lib/testing/builders/a-signed-in-user";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { long } from "@/lib/testing/long";
import { refusalSubject } from "../audit/refusal-subject";
import { signIn } from "./sign-in";

// S34 with the product's own cost of a hash, which is what a stranger could measure; so the modules that hash are loaded
// anew, whatever other files of this process have loaded (lib/testing/cheap-passwords.setup.ts).
vi.unmock("@node-rs/argon2");
vi.hoisted(() => vi.resetModules());

const NAME = "northgate";
/** What a stranger may try; each must look like the others. */
const TRIES = [
  { kind: "a wrong password", account: NAME, known: true },
  { kind: "an unknown account", account: "none", known: false },
  { kind: "a user's wrong password", account: `ines@${NAME}`, known: true },
  { kind: "an unknown user", account: `no-one@${NAME}`, known: false },
  { kind: "a user of an unknown account", account: "ines@none", known: false },
  { kind: "a user who may not sign in", account: `program@${NAME}`, known: true },
];
const ROUNDS = long ? 40 : 12;

let base: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
  await anAccountWithPassword(world, NAME);
  const root = (await signedIn(world, NAME, { sourceIp: "192.0.2.200" })).ctx;
  await aUser(root, "ines", { mustChange: false });
  await aUser(root, "program");
});
afterAll(async () => {
  vi.resetModules();
  await base.close();
});

const refusalOf = (account: string, sourceIp: string, db = base.db): Promise<unknown> =>
  signIn({ ...world.as({ kind: "nobody" }, { sourceIp }), db }, { account, password: "not the password" }).then(
    () => "signed in",
    (error: unknown) => error,
  );

/** The same database, and what is asked of it, call by call. */
function counted(db: PrismaClient) {
  const steps: string[] = [];
  const told = <T extends object>(target: T, at: string): T =>
    new Proxy(target, {
      get: (from, property) => {
        const value: unknown = Reflect.get(from, property);
        if (typeof property === "symbol") return value;
        if (typeof value === "function") {
          return (...given: unknown[]) => {
            steps.push(`${at}${property}`);
            return Reflect.apply(value, from, given);
          };
        }
        return typeof value === "object" && value !== null ? told(value, `${property}.`) : value;
      },
    });
  return { db: told(db, ""), steps };
}

it("answers whatever a stranger tries alike, in the same bytes and by the same steps (S34)", async () => {
  const seen = new Set<string>();
  for (const { kind, account, known } of TRIES) {
    const { db, steps } = counted(base.db);
    const error = await refusalOf(account, "203.0.113.7", db);
    expect(error, kind).toMatchObject({ code: "SignInFailed", params: {} });
    const own = Object.getOwnPropertyNames(error).filter((property) => property !== "stack");
    seen.add(JSON.stringify([error, own, steps]));
    // Only the door, after it answered, learns which account it concerned.
    expect(refusalSubject(error) !== undefined, kind).toBe(known);
  }
  expect([...seen]).toHaveLength(1);
  expect([...seen][0]).toContain("person.findFirst");
});

it("takes as long for the one as for the other (S34)", async () => {
  const [{ hash } = { hash: "" }] = await base.sql<{ hash: string }>("SELECT password_hash AS hash FROM authenticator");
  expect(hash).toContain("$argon2id$v=19$m=19456,t=2,p=1$");
  const tries = TRIES.map((one) => ({ ...one, times: [] as number[] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { account, times } of tries) {
      const started = performance.now();
      expect(await refusalOf(account, `198.51.100.${round}`)).toMatchObject({ code: "SignInFailed" });
      times.push(performance.now() - started);
    }
  }
  // The fastest of each: whatever else the machine is doing makes some slower and none faster.
  const fastest = tries.map(({ times }) => Math.min(...times));
  // Without the same hash one would be a tenth of the others.
  expect(Math.max(...fastest) / Math.min(...fastest)).toBeLessThan(2);
});
