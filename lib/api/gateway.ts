import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { systemNow, wallClock } from "@/lib/clock";
import { Keyring, wipeRootKeys } from "@/lib/crypto/keyring";
import { randomUuid } from "@/lib/crypto/random";
import { parseRootKeys, rootFingerprint } from "@/lib/crypto/root-key";
import { makeDb } from "@/lib/db/client";
import { assertRegions } from "@/lib/domain/instances/assert-regions";
import { databaseUrlFor, type Env, env, readRootKeyText } from "@/lib/env";
import { makeBackupStore } from "@/lib/external/backup-store";
import { makeDeliveryPorts } from "@/lib/external/delivery-ports";
import { makeRotationPorts } from "@/lib/external/targets/ports";
import { log } from "@/lib/log";
import { type GatewayParts, type RunningGateway, startGateway, type TlsParts } from "./start-gateway";
import { tlsNames } from "./tls-names";

// The entry of the gateway process: the OpenAPI on its port, and the internal sockets. Any number of them.

/** The supervisor kills after 10 s. */
const GRACE_MILLISECONDS = 7000;
/** INS-35: long enough to be seen. */
const ENABLE_DELAY_MILLISECONDS = 3000;
/** INS-46: about 30 minutes at the provider. */
const IMAGE_UPGRADE_MILLISECONDS = 2000;

let gateway: RunningGateway | undefined;
let stopping = false;

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
// Without its supervisor it would stay behind on its port, with the root key.
process.on("disconnect", () => process.exit(0));

try {
  gateway = await startGateway(await partsOf(env()));
  process.send?.({ ready: true });
  log.info("the gateway is ready", { port: gateway.port, tlsPort: gateway.tlsPort });
} catch (error) {
  log.error("the gateway does not start", { error });
  process.exit(1);
}

async function partsOf(settings: Env): Promise<GatewayParts> {
  const databaseUrl = databaseUrlFor("gateway");
  const installation = await readInstallation(databaseUrl, settings);
  return {
    databaseUrl,
    keyring: keyringFor(installation.rootFingerprint),
    backupStore: await makeBackupStore(settings.backupStore),
    delivery: await makeDeliveryPorts(settings),
    rotation: makeRotationPorts(settings),
    deployment: {
      regions: settings.regions,
      defaultRegion: settings.defaultRegion,
      timeZone: installation.timeZone,
      enableDelayMs: ENABLE_DELAY_MILLISECONDS,
      imageUpgradeMs: IMAGE_UPGRADE_MILLISECONDS,
    },
    now: systemNow,
    wallClock,
    log,
    host: boundHost(settings),
    port: settings.gatewayPort,
    behindProxy: settings.behindTlsProxy,
    ...(settings.gatewayTlsPort !== undefined && { tls: tlsParts(settings, settings.gatewayTlsPort) }),
    throttle: settings.throttle,
    socketPath: settings.gatewaySocket,
  };
}

/** The installation's row, made where this process is the first; its time zone holds, whatever the setting says. */
async function readInstallation(databaseUrl: string, { timeZone, regions }: Env) {
  const db = makeDb(databaseUrl, 1);
  try {
    await assertRegions(db, regions);
    await db.installation.createMany({
      data: { id: randomUuid(), createdAt: systemNow(), timeZone },
      skipDuplicates: true,
    });
    return await db.installation.findFirstOrThrow({ select: { rootFingerprint: true, timeZone: true } });
  } finally {
    await db.$disconnect();
  }
}

/** P14: a root key that these data were not sealed under is told apart from the right one before anything is opened. */
function keyringFor(expected: string | null): GatewayParts["keyring"] {
  const text = readRootKeyText();
  if (text === undefined && expected === null)
    throw new Error("No root key: start with npm start, or set KMS_ROOT_KEY_FILE.");
  const roots = text === undefined ? [] : parseRootKeys(text);
  try {
    // After a rotation the recorded one may be an older line of the file.
    const fits = expected === null || roots.some((root) => rootFingerprint(root) === expected);
    if (fits) return new Keyring(roots);
    const given = roots.map(rootFingerprint).join(", ") || "none";
    log.error("the root key does not fit these data: every call is answered with 503", { expected, given });
    return { mismatch: expected ?? "" };
  } finally {
    wipeRootKeys(roots);
  }
}

/** A bind beyond this machine without TLS would send secrets in the clear (decisions 17). */
function boundHost({ host, behindTlsProxy }: Env): string {
  const loopback = host === "localhost" || host === "::1" || /^127\./.test(host);
  if (loopback || behindTlsProxy) return host;
  throw new Error(`KMS_HOST=${host} needs a TLS proxy before it and KMS_BEHIND_TLS_PROXY=1.`);
}

/** With the certificate that the operator has put into the data folder, or one of the deployment's own authority. */
function tlsParts(settings: Env, port: number): TlsParts {
  const { gatewayTlsHost: host, publicUrl, gatewayTlsNames: names } = settings;
  const given = certificateIn(path.join(settings.dataDir, "tls"));
  return { port, host, certificate: given ?? { names: tlsNames({ hostName: hostname(), publicUrl, names }) } };
}

function certificateIn(folder: string) {
  const file = (name: string) => path.join(folder, name);
  if (!existsSync(file("certificate.pem"))) return undefined;
  return { cert: readFileSync(file("certificate.pem")), key: readFileSync(file("key.pem")) };
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await gateway
    ?.stop(GRACE_MILLISECONDS)
    .catch((error: unknown) => log.error("the gateway did not stop in order", { error }));
  process.exit(0);
}
