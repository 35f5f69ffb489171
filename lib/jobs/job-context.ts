import { systemNow } from "@/lib/clock";
import type { Keyring } from "@/lib/crypto/keyring";
import { randomUuid, uuidV7 } from "@/lib/crypto/random";
import type { BackupStore } from "@/lib/domain/backups/store";
import type { Ctx } from "@/lib/domain/context";
import type { DeliveryPorts } from "@/lib/domain/deliveries/ports";
import type { RotationPorts } from "@/lib/domain/secrets/rotation-ports";
import { env } from "@/lib/env";
import type { PrismaClient } from "@/lib/generated/prisma/client";

interface WorkerParts {
  db: PrismaClient;
  keyring: Keyring;
  backupStore: BackupStore;
  delivery: DeliveryPorts;
  rotation: RotationPorts;
  /** The installation's, not the setting's: a change is a command (decisions 14). */
  timeZone: string;
}

/** The worker's maker of Ctx. What one job or duty does has its own request id and name: see `actorOfJob`. */
export function jobContext({ db, keyring, backupStore, delivery, rotation, timeZone }: WorkerParts): Ctx {
  const { regions, defaultRegion } = env();
  return {
    actor: { kind: "system", job: "worker" },
    source: "AliyunServiceEvent",
    requestId: randomUuid(),
    db,
    now: systemNow,
    newId: () => uuidV7(systemNow()),
    keyring,
    ports: { backupStore, delivery, rotation },
    deployment: { regions, defaultRegion, timeZone, enableDelayMs: 0, imageUpgradeMs: 0 }, // neither begins here
  };
}

/** The same context for one job: the audit names it, and its lines in the log belong together. */
export function actorOfJob(ctx: Ctx, job: string): Ctx {
  return { ...ctx, actor: { kind: "system", job }, requestId: randomUuid() };
}
