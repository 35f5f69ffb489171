import { Keyring } from "@/lib/crypto/keyring";
import { randomUuid, uuidV7 } from "@/lib/crypto/random";
import { generateRootKey } from "@/lib/crypto/root-key";
import type { Actor, Ctx, Ports } from "@/lib/domain/context";
import { DEFAULT_REGIONS } from "@/lib/domain/instances/region-catalogue";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import { TestClock } from "./clock";

export interface TestWorld {
  ctx: Ctx;
  clock: TestClock;
  /** The same world seen by another actor. */
  as(actor: Actor, more?: Partial<Ctx>): Ctx;
}

/** The test maker of Ctx: a movable clock, a fresh root key, real ids, the given database and ports. */
export function testWorld(
  db: PrismaClient,
  options: { ports?: Ports; keyring?: Keyring; clock?: TestClock } = {},
): TestWorld {
  const clock = options.clock ?? new TestClock();
  const keyring = options.keyring ?? new Keyring([generateRootKey()]);
  const ctx: Ctx = {
    actor: { kind: "nobody" },
    source: "ConsoleOperation",
    requestId: randomUuid(),
    db,
    now: clock.now,
    newId: () => uuidV7(clock.now()),
    keyring,
    ports: options.ports ?? {},
    deployment: {
      regions: DEFAULT_REGIONS,
      defaultRegion: "cn-hangzhou",
      timeZone: "Asia/Shanghai",
      enableDelayMs: 0,
      imageUpgradeMs: 0,
    },
  };
  return { ctx, clock, as: (actor, more = {}) => ({ ...ctx, actor, requestId: randomUuid(), ...more }) };
}
