import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { aRamUser, aRole } from "@/lib/testing/builders/identities";
import { long } from "@/lib/testing/long";
import { type Credentials, popClient } from "@/lib/testing/sdk";
import {
  acs3Request,
  type Gateways,
  rpcRequest,
  type Sendable,
  type SentAnswer,
  twoGateways,
} from "./gateways.test-support";

/** S38: a request that was answered once is answered never again, nor one that is older than its window. */

const REPLAYS = long ? 10_000 : 1_000;
const AT_ONCE = 32;
const MINUTE = 60_000;

let gateways: Gateways;
let account: TestAccount;
let keyId: string;
let signers: Credentials[];
beforeAll(async () => {
  gateways = await twoGateways();
  account = await anAccount(gateways.world);
  ({ keyId } = await aKey(account.ctx));
  const root = await createAccessKey(account.ctx, {});
  const user = await aRamUser(account, "ann", ["AliyunSTSAssumeRoleAccess", "AliyunKMSCryptoUserAccess"]);
  const { arn } = await aRole(account, { name: "ops", trusts: [user.arn], policies: ["AliyunKMSCryptoUserAccess"] });
  const issued = await popClient(gateways.first.port, user.credentials)("AssumeRole", {
    RoleArn: arn,
    RoleSessionName: "s1",
  });
  const { AccessKeyId, AccessKeySecret, SecurityToken } = issued.Credentials as Record<string, string>;
  const token = { accessKeyId: String(AccessKeyId), accessKeySecret: String(AccessKeySecret) };
  signers = [root, user.credentials, { ...token, securityToken: String(SecurityToken) }];
});
afterAll(() => gateways.close());

/** Both schemes and every kind of signer in turn; some calls succeed and some are refused. */
function requestNumber(at: number): Sendable {
  const who = signers[at % signers.length] as Credentials;
  const [KeyId, Plaintext] = [at % 5 === 0 ? "no-such-key" : keyId, "eA=="];
  const parameters = { KeyId, Plaintext };
  return at % 2 === 0 ? rpcRequest(who, { Action: "Encrypt", ...parameters }) : acs3Request(who, "Encrypt", parameters);
}

/** Half of the replays follow the answer, half go out together with the request, to the other gateway or to the same. */
async function sendTwice(at: number): Promise<SentAnswer[]> {
  const { first, second } = gateways;
  const [one, other] = at % 3 === 0 ? [first, first] : at % 3 === 1 ? [first, second] : [second, first];
  const request = requestNumber(at);
  if (at % 4 < 2) return Promise.all([request(one), request(other)]);
  return [await request(one), await request(other)];
}

async function inParallel<T>(count: number, task: (at: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) results.push(await task(next++));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}

const isReplay = ({ status, body }: SentAnswer) => status === 400 && body.Code === "SignatureNonceUsed";

describe("replays (S38)", () => {
  it(`are refused: 0 of ${REPLAYS} are answered, whichever gateway they go to`, { timeout: 20 * MINUTE }, async () => {
    const pairs = await inParallel(REPLAYS, sendTwice);
    expect(pairs).toHaveLength(REPLAYS);
    const refused = pairs.map((answers) => answers.filter(isReplay).length);
    expect(refused.filter((count) => count !== 1)).toEqual([]);
    const rest = pairs.map((answers) => answers.find((answer) => !isReplay(answer))?.status);
    expect(new Set(rest)).toEqual(new Set([200, 404]));
    const [row] = await gateways.database.sql<{ answered: number }>(
      "SELECT count(*)::int AS answered FROM audit_event WHERE account_id = $1 AND event = 'Encrypt' AND outcome = 'Success'",
      [account.accountId],
    );
    expect(row?.answered).toBe(rest.filter((status) => status === 200).length);
  });

  it("under another nonce need another signature", async () => {
    const [who] = signers as [Credentials];
    const forged = { ...who, accessKeySecret: "x".repeat(30) };
    const answer = await rpcRequest(forged, { Action: "Encrypt", KeyId: keyId, Plaintext: "eA==" })(gateways.first);
    expect(answer).toMatchObject({ status: 400, body: { Code: "SignatureDoesNotMatch" } });
  });
});

describe("the window of a signature (S38)", () => {
  const at = (minutes: number) => new Date(Math.trunc(Date.now() / 1000) * 1000 + minutes * MINUTE);
  const send = (minutes: number) =>
    Promise.all(
      signers.flatMap((who) => [
        rpcRequest(who, { Action: "Encrypt", KeyId: keyId, Plaintext: "eA==" }, at(minutes))(gateways.first),
        acs3Request(
          who,
          "Encrypt",
          { KeyId: keyId, Plaintext: "eA==" },
          { "x-acs-date": at(minutes).toISOString().replace(".000", "") },
        )(gateways.second),
      ]),
    );

  it.each([-14, 14])("holds a request of %d minutes from now", async (minutes) => {
    for (const { status } of await send(minutes)) expect(status).toBe(200);
  });

  it.each([-15.1, 15.5, -60, 60, -60 * 24])("refuses one of %d minutes from now", async (minutes) => {
    for (const answer of await send(minutes)) {
      expect(answer).toMatchObject({ status: 400, body: { Code: "IllegalTimestamp" } });
    }
  });
});
