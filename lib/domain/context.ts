import type { Keyring } from "@/lib/crypto/keyring";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import type { BackupStore } from "./backups/store";
import type { CallLimits } from "./call-rates";
import type { DeliveryPorts } from "./deliveries/ports";
import type { Region, RegionId } from "./instances/regions";
import type { KeyCache } from "./keys/key-cache";
import type { Grant, Statement } from "./policies/statement";
import type { Recorder } from "./recorder";
import type { RotationPorts } from "./secrets/rotation-ports";

/** Who asks. Every door makes one from what it has proved; nothing else does. */
export type Actor =
  | {
      kind: "person";
      accountId: string;
      personPk: string;
      name: string;
      root: boolean;
      /** RAM policies of a RAM user; a root needs none (ACC-01). */
      grants: readonly Grant[];
      /** Deployment operator (decisions 6): a flag, not tenancy. */
      operator: boolean;
      sessionPk: string;
      /** Whether password and second factor were given within the last minutes (S36), by the database's clock. */
      steppedUp: boolean;
      /** Another password must be chosen first: until then every operation but a few refuses (lib/domain/operation.ts). */
      mustChange?: true;
    }
  | {
      kind: "accessKey";
      accountId: string;
      personPk: string;
      name: string;
      root: boolean;
      grants: readonly Grant[];
      accessKeyId: string;
    }
  /** Somebody who took on a role for a while. */
  | {
      kind: "role";
      accountId: string;
      rolePk: string;
      /** Of the role. */
      name: string;
      sessionName: string;
      grants: readonly Grant[];
      sessionPolicy?: readonly Statement[];
      accessKeyId: string;
    }
  /** Somebody at the command line of the machine; acts for the account that the command names, if any. */
  | { kind: "operator"; osUser: string; accountId?: string }
  /** Work by the clock, for the account whose row was due. */
  | { kind: "system"; job: string; accountId?: string }
  | { kind: "nobody" };

/** AUD-04, and the command line. */
export type EventSource = "ConsoleOperation" | "ApiCall" | "AliyunServiceEvent" | "OperatorCommand";

/** What reaches outside the process. A door that lacks one leaves it out, and an operation that needs it refuses. */
export interface Ports {
  backupStore?: BackupStore;
  /** Keys, versions and opened material kept between calls (decisions 8): the gateway. */
  keyCache?: KeyCache;
  /** Rate limits (INS-11), held together with the other gateways: the gateway, where they are not switched off. */
  callLimits?: CallLimits;
  /** Webhooks, files and mail: the worker, and the gateway for tests of a target. */
  delivery?: DeliveryPorts;
  /** Targets at which secrets rotate: the worker, and the gateway for checks before anything is stored. */
  rotation?: RotationPorts;
}

/** What the deployment decides, from lib/env.ts. */
export interface Deployment {
  /** Never empty; the default region is among them (REG-06). */
  regions: readonly Region[];
  defaultRegion: RegionId;
  /** IANA zone of "day", "00:00" and billing (GEN-09). */
  timeZone: string;
  /** How long enabling an instance takes (INS-35). */
  enableDelayMs: number;
  /** How long an upgrade of an instance's image takes (INS-46). */
  imageUpgradeMs: number;
}

/**
 * The whole of dependency injection. Five makers: console, API, job, command line, test. Keys, nonces and salts are not
 * here: they come from the operating system inside lib/crypto/random.ts and cannot be injected.
 */
export interface Ctx {
  readonly actor: Actor;
  readonly source: EventSource;
  readonly requestId: string;
  readonly sourceIp?: string;
  readonly db: PrismaClient;
  /** Business time (decisions 14). */
  now(): Date;
  /** A fresh UUIDv7 for a row's pk. */
  newId(): string;
  /** Absent in the console: it holds no root key. */
  readonly keyring?: Keyring;
  /** Present where calls that change nothing are recorded in groups (decisions 8): the gateway. */
  readonly recorder?: Recorder;
  readonly ports: Ports;
  readonly deployment: Deployment;
}

/** A context inside a transaction. `now` stands still, so that everything one operation writes has one time. */
export interface Tx extends Omit<Ctx, "db"> {
  readonly db: Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends">;
  readonly insideTransaction: true;
}
