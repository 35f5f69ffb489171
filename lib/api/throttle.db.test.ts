import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makePool } from "@/lib/db/pool";
import { takeLeases } from "@/lib/db/throttle.sql";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import type { Credentials } from "@/lib/testing/sdk";
import { acs3Request, type Gateways, type SentAnswer, twoGateways } from "./gateways.test-support";
import type { RunningGateway } from "./start-gateway";

const region = "cn-hangzhou";
/** 1,000 symmetric calls a second become 20, 200 management calls 4. */
const SCALE = 0.02;

let gateways: Gateways;
let limited: RunningGateway[];
let account: TestAccount;
let credentials: Credentials;
let keyId: string;
let instanceKey: string;
let instanceId: string;
beforeAll(async () => {
  gateways = await twoGateways();
  account = await anAccount(gateways.world);
  credentials = await createAccessKey(account.ctx, {});
  keyId = (await aKey(account.ctx, {})).keyId;
  const instance = await anInstance(account.ctx);
  instanceId = instance.instanceId;
  instanceKey = (await aKey(account.ctx, { instance })).keyId;
  limited = [await gateways.start({ throttle: SCALE }), await gateways.start({ throttle: SCALE })];
});
afterAll(() => gateways.close());

const throttled = ({ status }: SentAnswer) => status === 429;
const encrypt = (key: string) =>
  acs3Request(credentials, "Encrypt", { KeyId: key, Plaintext: "aGVsbG8=", RegionId: region });

/** So many calls at once, on both gateways in turn. */
const burst = (calls: number, request: () => ReturnType<typeof encrypt>) =>
  Promise.all(
    Array.from({ length: calls }, (_, index) => {
      const gateway = limited[index % 2];
      if (!gateway) throw new Error("there are two");
      return request()(gateway);
    }),
  );

describe("the leases of a second (decisions 8)", () => {
  it("are never more than its quota, whoever asks at once, and say when the second ends", async () => {
    const pools = [1, 2, 3, 4].map(() => makePool(gateways.database.url, { max: 2 }));
    const wishes = [
      { subject: "a", quota: 500, units: 90 },
      { subject: "b", quota: 50, units: 90 },
    ];
    const seconds = new Map<string, number>();
    const asked = pools.flatMap((pool) => Array.from({ length: 10 }, () => takeLeases(pool, wishes)));
    const leases = await Promise.all(asked);
    for (const lease of leases) {
      const a = lease.get("a");
      if (!a) throw new Error("each wish has an answer");
      expect(a.milliseconds).toBeGreaterThanOrEqual(0);
      expect(a.milliseconds).toBeLessThanOrEqual(1000);
      expect(a.taken).toBeLessThanOrEqual(500);
      seconds.set("a", (seconds.get("a") ?? 0) + a.granted);
      expect(lease.get("b")?.granted).toBeLessThanOrEqual(50);
    }
    // Forty ask for 3,600 of 500, within two seconds at most.
    expect(seconds.get("a")).toBeGreaterThanOrEqual(500);
    expect(seconds.get("a")).toBeLessThanOrEqual(1000);
    await Promise.all(pools.map((pool) => pool.end()));
  });
});

describe("calls beyond the limit (INS-11, ERR-14)", () => {
  it("get 429 with when to come again, on two gateways together, and change and record nothing", async () => {
    const before = await events("Encrypt");
    const started = Date.now();
    const answers = await burst(200, () => encrypt(keyId));
    const seconds = Math.ceil((Date.now() - started) / 1000) + 1;
    const passed = answers.filter(({ status }) => status === 200);
    // A lease of credit for each gateway may come on top.
    expect(passed.length).toBeLessThanOrEqual(seconds * 20 + 2);
    expect(passed.length).toBeGreaterThanOrEqual(18);
    const refused = answers.filter(throttled);
    expect(refused.length).toBe(200 - passed.length);
    for (const { body, headers } of refused) {
      expect(body.Code).toBe("Rejected.Throttling");
      const wait = Number(headers["x-acs-retry-after"]);
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(1000);
    }
    expect((await events("Encrypt")) - before).toBe(passed.length);
  });

  it("count for an instance by its performance, and not for the account's other keys (INS-07)", async () => {
    const answers = await burst(150, () => encrypt(instanceKey));
    // 1,000 QPS at this scale are 20 a second.
    expect(answers.some(throttled)).toBe(true);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(18);
  });

  it("count management calls apart from those that use a key", async () => {
    const describeKey = () => acs3Request(credentials, "DescribeKey", { KeyId: keyId, RegionId: region });
    const answers = await burst(40, describeKey);
    expect(answers.some(throttled)).toBe(true);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
  });

  it("let the same signed request through later: nothing of it was kept", async () => {
    const [gateway] = limited;
    if (!gateway) throw new Error("there are two");
    const requests = Array.from({ length: 150 }, () => encrypt(keyId));
    const first = await Promise.all(requests.map((send) => send(gateway)));
    const at = first.findIndex(throttled);
    const again = requests[at];
    if (!again) throw new Error("150 at once are more than 20 a second");
    // Another process, without the limit.
    expect((await again(gateways.first)).status).toBe(200);
    expect((await again(gateways.first)).body.Code).toBe("SignatureNonceUsed");
  });

  it("are told of as an alert and one event, with how many they were (AUD-10)", async () => {
    await Promise.all(limited.map((gateway) => gateway.stop(1000)));
    const alerts = await gateways.database.db.alert.findMany({ where: { accountId: account.accountId } });
    const about = (name: string, resource: string) =>
      alerts.filter((alert) => alert.name === name && alert.resource.endsWith(resource));
    const shared = about("Gateway:Throttled", ":key").find(({ standing }) => standing?.includes("symmetric"));
    expect(shared).toMatchObject({
      level: "CRITICAL",
      status: "Failed",
      content: { calls: "symmetric", perSecond: 1000 },
    });
    expect(shared?.times).toBeGreaterThan(100);
    expect(about("Gateway:Throttled", `keystore/${instanceId}`)).toHaveLength(1);
    expect(about("Gateway:CallRate", `keystore/${instanceId}`)).toMatchObject([
      { level: "CRITICAL", content: { percent: 90, perSecond: 1000, calls: "instance" } },
    ]);
    const told = await gateways.database.sql<{ detail: { refused: number } }>(
      "SELECT detail FROM audit_event WHERE event = 'ThrottleCalls' AND detail->>'calls' = 'symmetric'",
    );
    expect(told.reduce((sum, { detail }) => sum + detail.refused, 0)).toBe(shared?.times);
  });
});

const events = async (event: string) =>
  (
    await gateways.database.sql("SELECT 1 FROM audit_event WHERE event = $1 AND account_id = $2", [
      event,
      account.accountId,
    ])
  ).length;
