import type { Server } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { SecureContextOptions } from "node:tls";
import type { CertifiedName } from "@/lib/crypto/certificate";
import type { Keyring } from "@/lib/crypto/keyring";
import { uuidV7 } from "@/lib/crypto/random";
import { makeDb } from "@/lib/db/client";
import { ensurePartitions } from "@/lib/db/partitions.sql";
import { makePool } from "@/lib/db/pool";
import { recordBatch } from "@/lib/db/recorder.sql";
import { noteAccessKeyUse } from "@/lib/domain/accounts/note-access-key-use";
import type { BackupStore } from "@/lib/domain/backups/store";
import type { Ctx, Deployment } from "@/lib/domain/context";
import type { DeliveryPorts } from "@/lib/domain/deliveries/ports";
import { DomainError } from "@/lib/domain/errors";
import type { RotationPorts } from "@/lib/domain/secrets/rotation-ports";
import type { Log } from "@/lib/log";
import { type ContextFor, consoleContexts, operatorContexts } from "@/lib/socket/contexts";
import { serveSocket } from "@/lib/socket/server";
import { operatorSocketPath } from "@/lib/socket/socket-path";
import { accessKeyUses } from "./access-key-uses";
import { answerNobody, callAnswerer } from "./answer-call";
import type { ApiProcess } from "./api-context";
import { gatewayCaches } from "./caches/gateway-caches";
import { gatewayCallLimits } from "./call-limits";
import type { Call } from "./dispatch";
import type { Body } from "./envelope";
import { createGatewayServer } from "./http-server";
import { CONSOLE_OPERATIONS, OPERATOR_OPERATIONS } from "./internal-operations";
import { metricsText } from "./metrics";
import { GATEWAY_PRODUCTS } from "./operations/all";
import { groupRecorder } from "./recorder";
import { refusedUses } from "./refused-uses";
import { ownCertificate } from "./tls";

export interface GatewayParts {
  databaseUrl: string;
  /** Or why there is none: then every call is answered with that, and nothing restarts for ever (P14). */
  keyring: Keyring | { mismatch: string };
  backupStore?: BackupStore;
  /** For tests of a delivery target; the worker sends all else. */
  delivery?: DeliveryPorts;
  /** For checks of a rotation target, and of what is to be stored; the worker rotates. */
  rotation?: RotationPorts;
  deployment: Deployment;
  /** Business time. */
  now(): Date;
  /** Real time: signatures and nonces are of the world outside (decisions 14). */
  wallClock(): number;
  log: Log;
  host: string;
  port: number;
  /** KMS_BEHIND_TLS_PROXY. */
  behindProxy?: boolean;
  tls?: TlsParts;
  /** What the rate limits (INS-11) are multiplied by; absent: none. */
  throttle?: number;
  /** The console's socket; the operator's lies beside it. Absent in tests that need neither. */
  socketPath?: string;
}

export interface TlsParts {
  port: number;
  /** Where it may be reached from further away than the plain port. */
  host?: string;
  /** The operator's own, or what one of the deployment's own authority is to be for. */
  certificate: SecureContextOptions | { names: readonly CertifiedName[] };
}

export interface RunningGateway {
  port: number;
  /** Of HTTPS. */
  tlsPort?: number;
  /** Stops taking calls, answers those taken, and lets go of every key. */
  stop(graceMilliseconds: number): Promise<void>;
}

const PRISMA_CONNECTIONS = 16;
/** One batch is in flight at a time; the other connection is for its successor after a time-out. */
const RECORDER_CONNECTIONS = 2;

/** Starts everything that a gateway process does; the entry and tests call it alike. */
export async function startGateway(parts: GatewayParts): Promise<RunningGateway> {
  const { log, now } = parts;
  const db = makeDb(parts.databaseUrl, PRISMA_CONNECTIONS);
  const pool = makePool(parts.databaseUrl, { max: RECORDER_CONNECTIONS });
  const keyring = "mismatch" in parts.keyring ? undefined : parts.keyring;
  await ensurePartitions(db, now());
  await ensurePartitions(db, new Date(parts.wallClock()));

  const bare = { db, now, newId: () => uuidV7(now()), deployment: parts.deployment, ports: {} };
  const limits = gatewayCallLimits({ databaseUrl: parts.databaseUrl, scale: parts.throttle, base: bare, log });
  const base: ApiProcess["base"] = {
    ...bare,
    ...(keyring && { keyring }),
    ports: {
      ...limits.ports,
      ...(parts.backupStore && { backupStore: parts.backupStore }),
      ...(parts.delivery && { delivery: parts.delivery }),
      ...(parts.rotation && { rotation: parts.rotation }),
    },
  };
  const process: ApiProcess = {
    base,
    recorder: groupRecorder(
      (entries) => recordBatch(pool, entries),
      (error) => log.error("a batch could not be recorded", { error }),
    ),
    caches: gatewayCaches(),
    accessKeyUses: accessKeyUses(
      (accessKeyId) => noteAccessKeyUse({ db, now }, accessKeyId),
      (error) => log.warn("the use of an AccessKey could not be noted", { error }),
    ),
    refusedUses: refusedUses(base, (error) => log.warn("a refused use of a key could not be told", { error })),
    wallClock: parts.wallClock,
    log,
  };
  const answer = keyring ? callAnswerer(process, GATEWAY_PRODUCTS) : answerNobody;
  const servers = await listenAll(parts, { db, ...(keyring && { keyring }) }, answer);
  const sockets = await openSockets(parts, process);
  const [{ port }, tls] = servers;

  return {
    port,
    ...(tls && { tlsPort: tls.port }),
    stop: async (graceMilliseconds) => {
      await Promise.all([...servers, ...sockets].map((server) => server.close(graceMilliseconds)));
      await Promise.all([process.recorder.drain(), process.accessKeyUses.drain(), process.refusedUses.drain()]);
      await limits.stop();
      process.caches.close();
      await Promise.all([db.$disconnect(), pool.end()]);
      keyring?.close();
    },
  };
}

interface Listening {
  port: number;
  server: Server;
  close(graceMilliseconds: number): Promise<void>;
}

async function listenAll(
  parts: GatewayParts,
  needs: Pick<Ctx, "db" | "keyring">,
  answer: (call: Call) => Promise<Body>,
): Promise<[Listening, ...Listening[]]> {
  const { tls, log } = parts;
  const plain = await listen(
    { ...parts, metrics: () => metricsText({ ...needs, now: parts.now }) },
    answer,
    parts.port,
  );
  if (!tls) return [plain];
  const at = { ...parts, host: tls.host ?? parts.host };
  if (!("names" in tls.certificate)) return [plain, await listen(at, answer, tls.port, tls.certificate)];
  // Without the right root key there is no authority either: the plain port says so to every call (P14).
  const own =
    needs.keyring && (await ownCertificate({ ...needs, wallClock: parts.wallClock, log }, tls.certificate.names));
  if (!own) {
    log.error("no HTTPS: the root key does not open the certificate authority");
    return [plain];
  }
  const listening = await listen(at, answer, tls.port, own.current);
  const rest = own.keepFresh(listening.server as TlsServer); // it was given a certificate
  const close = (graceMilliseconds: number) => {
    rest();
    return listening.close(graceMilliseconds);
  };
  return [plain, { ...listening, close }];
}

async function listen(
  {
    host,
    log,
    wallClock,
    deployment,
    behindProxy = false,
    metrics,
  }: GatewayParts & { metrics?: () => Promise<string> },
  answer: (call: Call) => Promise<Body>,
  port: number,
  tls?: SecureContextOptions,
): Promise<Listening> {
  const { server, close } = createGatewayServer({
    now: () => new Date(wallClock()),
    // They sort by time, so that the index of events by request grows at its end.
    newRequestId: () => uuidV7(new Date(wallClock())),
    regions: deployment.regions,
    answer,
    onFailure: (error, requestId) => log.error("a call failed", { requestId, error }),
    // Who comes by our own TLS comes by no proxy, and may write what he likes into its header.
    behindProxy: behindProxy && !tls,
    ...(tls && { tls }),
    ...(metrics && { metrics }),
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  // A listening TCP server has an address of this form.
  return { port: (server.address() as AddressInfo).port, server, close };
}

async function openSockets(
  { socketPath, log, keyring }: GatewayParts,
  { base, refusedUses }: ApiProcess,
): Promise<{ close(): Promise<void> }[]> {
  if (socketPath === undefined) return [];
  const refuseAll: ContextFor | undefined =
    "mismatch" in keyring
      ? async () => {
          throw new DomainError("RootKeyMismatch", { expected: keyring.mismatch });
        }
      : undefined;
  const console = {
    path: socketPath,
    operations: CONSOLE_OPERATIONS,
    contextFor: refuseAll ?? consoleContexts(base),
    onRefused: refusedUses.note,
    log,
  };
  const operator = {
    path: operatorSocketPath(socketPath),
    operations: OPERATOR_OPERATIONS,
    contextFor: refuseAll ?? operatorContexts(base),
    onRefused: refusedUses.note,
    log,
  };
  return [await serveSocket(console), await serveSocket(operator)];
}
