import { Agent, request } from "node:http";
import { Keyring } from "@/lib/crypto/keyring";
import { generateRootKey } from "@/lib/crypto/root-key";
import { DEFAULT_REGIONS } from "@/lib/domain/instances/region-catalogue";
import { makeLog } from "@/lib/log";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { dbAs } from "@/lib/testing/process-role";
import type { Credentials } from "@/lib/testing/sdk";
import { formText, signAcs3, signRpc } from "./signing.test-support";
import { type GatewayParts, type RunningGateway, startGateway } from "./start-gateway";

/** Two gateways over one database, as they run, with the rights of their own database role and no others (decisions 6). */
export interface Gateways {
  database: TestDatabase;
  world: TestWorld;
  first: RunningGateway;
  second: RunningGateway;
  /** One more; the test stops it. */
  start(more?: Partial<GatewayParts>): Promise<RunningGateway>;
  close(): Promise<void>;
}

export async function twoGateways(): Promise<Gateways> {
  const root = generateRootKey();
  const keyring = () => new Keyring([{ generation: root.generation, bytes: Buffer.from(root.bytes) }]);
  const database = await testDatabase();
  const world = testWorld(database.db, { keyring: keyring() });
  const role = await dbAs(database, "kms_gateway");
  const start = (more: Partial<GatewayParts> = {}) =>
    startGateway({
      databaseUrl: role.url,
      keyring: keyring(),
      deployment: {
        regions: DEFAULT_REGIONS,
        defaultRegion: "cn-hangzhou",
        timeZone: "Asia/Shanghai",
        enableDelayMs: 0,
        imageUpgradeMs: 0,
      },
      now: world.clock.now,
      wallClock: () => Date.now(),
      log: makeLog({}, () => {}, "error"),
      host: "127.0.0.1",
      port: 0,
      ...more,
    });
  const [first, second] = [await start(), await start()];
  const close = async () => {
    await Promise.all([first.stop(1000), second.stop(1000)]);
    await role.close();
    await database.close();
  };
  return { database, world, first, second, start, close };
}

export interface SentAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
}

/** A signed request as it can be sent again and again, to any gateway. */
export type Sendable = (gateway: Pick<RunningGateway, "port">) => Promise<SentAnswer>;

/** RPC V1: all of it in the URL. */
export function rpcRequest(
  { accessKeyId: AccessKeyId, accessKeySecret: secret, securityToken }: Credentials,
  parameters: Record<string, string>,
  signedAt = new Date(),
): Sendable {
  const token: Record<string, string> = securityToken === undefined ? {} : { SecurityToken: securityToken };
  const query = formText(signRpc({ AccessKeyId, ...token, ...parameters }, { method: "GET", secret, signedAt }));
  return ({ port }) => send(port, "GET", `/?${query}`, {});
}

/** ACS3, which signs the host: it is the same one for both gateways here, as behind a balancer. */
export function acs3Request(
  { accessKeyId, accessKeySecret: secret, securityToken }: Credentials,
  action: string,
  query: Record<string, string>,
  headers: Record<string, string> = {},
): Sendable {
  const token: Record<string, string> = securityToken === undefined ? {} : { "x-acs-security-token": securityToken };
  const host = "kms.test";
  const signed = signAcs3(action, host, { query, accessKeyId, secret, headers: { ...token, ...headers } });
  return ({ port }) => send(port, "POST", `/?${formText(query)}`, signed);
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function send(port: number, method: string, path: string, headers: Record<string, string>): Promise<SentAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: JSON.parse(Buffer.concat(chunks).toString("utf8")),
        });
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}
