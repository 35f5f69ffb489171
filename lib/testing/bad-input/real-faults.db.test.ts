import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateways, rpcRequest, type SentAnswer, twoGateways } from "@/lib/api/gateways.test-support";
import type { RunningGateway } from "@/lib/api/start-gateway";
import { makeLog } from "@/lib/log";
import { aRamUser } from "../builders/a-ram-user";
import { anAccount } from "../builders/an-account";
import type { Credentials } from "../sdk";

// S50 with a fault that happens: the database goes away under a gateway, and comes back.
let gateways: Gateways;
let gateway: RunningGateway;
let caller: Credentials;
let name: string;
const lines: string[] = [];

beforeAll(async () => {
  gateways = await twoGateways();
  gateway = await gateways.start({ log: makeLog({}, (line) => lines.push(line), "warn") });
  const account = await anAccount(gateways.world);
  const user = await aRamUser(gateways.world, account, { accessKey: true, policies: ["AliyunKMSFullAccess"] });
  if (!user.accessKey) throw new Error("it was asked for");
  caller = user.accessKey;
  name = new URL(gateways.database.url).pathname.slice(1);
});
afterAll(async () => {
  await gateway.stop(1000);
  await gateways.close();
});

const call = (parameters: Record<string, string>) =>
  rpcRequest(caller, { Version: "2016-01-20", ...parameters })(gateway);
const list = () => call({ Action: "ListKeys", RegionId: "cn-hangzhou" });

it("a database that is away is 503 to every caller, in words that name nothing, and the same call works once it is back", async () => {
  expect((await list()).status).toBe(200);
  const { sql } = gateways.database;
  await sql(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
  await sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename LIKE 'test\\_%'", [
    name,
  ]);
  const answers: SentAnswer[] = [];
  for (let count = 0; count < 10; count++) {
    answers.push(await list(), await call({ Action: "CreateKey", RegionId: "cn-hangzhou" }));
  }
  await sql(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);

  for (const { status, body } of answers) {
    expect(status).toBe(503);
    expect({ ...body, RequestId: "r" }).toEqual({
      RequestId: "r",
      HostId: expect.any(String),
      HttpStatus: 503,
      Code: "ServiceUnavailableTemporary",
      Message: "The service is temporarily unavailable. Please retry.",
    });
  }
  expect((await list()).status).toBe(200);
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty("message");
  expect(lines.join("")).not.toContain(caller.accessKeySecret);
});

it("JSON within a parameter cannot spell what a parameter may not hold: refused by name, and recorded", async () => {
  const hostile = [
    '[{"TagKey":"a\\u0000","TagValue":"b"}]',
    '[{"TagKey":"a","TagValue":"\\ud800"}]',
    "[",
    '{"__proto__":{}}',
  ];
  const told = [];
  for (const Tags of hostile) {
    const { status, body } = await call({ Action: "CreateKey", RegionId: "cn-hangzhou", Tags });
    told.push(`${status} ${body.Code} ${body.Message}`);
  }
  expect(told).toEqual(Array(4).fill('400 InvalidParameter The specified parameter "Tags" is not valid.'));
});

it("a refused call is recorded, wherever the name in it is cut off", async () => {
  for (const KeyId of [`${"k".repeat(299)}\u{1f511}`, `alias/${"\u{1f511}".repeat(200)}`]) {
    const { status, body } = await call({ Action: "DescribeKey", KeyId });
    expect(status, String(body.Code)).toBeGreaterThanOrEqual(400);
    expect(status, String(body.Code)).toBeLessThan(500);
    const requestId = String(body.RequestId);
    expect(await gateways.database.db.auditEvent.count({ where: { requestId } })).toBe(1);
  }
});
