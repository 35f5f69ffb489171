import { afterAll, beforeAll, expect, it } from "vitest";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { setAccessKeyState } from "@/lib/domain/accounts/set-access-key-state";
import { rootArn } from "@/lib/domain/policies/principal";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { aRamUser, attach, detach, type TestUser } from "@/lib/testing/builders/identities";
import { long } from "@/lib/testing/long";
import { type Change, hammer, noTally } from "./changes-under-load.test-support";
import { type Gateways, rpcRequest, type SentAnswer, twoGateways } from "./gateways.test-support";

/**
 * Decisions 8: a call that begins after a change was acknowledged never succeeds on what held before, at any gateway.
 * Gateways tell each other nothing at all: there is no channel between them that could be cut, and each learns of a
 * change made through the other from the revisions that the recorder reads.
 */

const CHANGES = long ? 10_000 : 48;
const LANES = long ? 8 : 4;
const MINUTE = 60_000;
const POLICY = "AliyunKMSCryptoUserAccess";
/** A call under which rows moved twice while it ran is told to try again. */
const REFUSALS = /^(Rejected|Forbidden|InvalidAccessKeyId|ServiceUnavailable)/;

let gateways: Gateways;
beforeAll(async () => {
  gateways = await twoGateways();
});
afterAll(() => gateways.close());

/** Whether it was answered. Whatever is no refusal is a failure of the test. */
function answeredOr({ status, body }: SentAnswer): boolean {
  if (status === 200) return true;
  if (!REFUSALS.test(String(body.Code))) throw new Error(`${status} ${body.Code}: ${body.Message}`);
  return false;
}

/** An account with a key and a user of it; what withdraws the use of the key, and what gives it back. */
async function aLane() {
  const account = await anAccount(gateways.world);
  const instance = await anInstance(account.ctx);
  const { keyId: KeyId } = await aKey(account.ctx, { instance });
  const root = await createAccessKey(account.ctx, {});
  const user = await aRamUser(account, "ann", [POLICY]);
  const { personPk, credentials } = user;
  const { accessKeyId } = credentials;
  const all = [gateways.first, gateways.second];

  const change = async (count: number, Action: string, more: Record<string, string> = {}) => {
    const answer = await rpcRequest(root, { Action, KeyId, ...more })(all[count % 2] ?? gateways.first);
    if (answer.status !== 200) throw new Error(`${Action}: ${answer.body.Code}`);
  };
  const changes: Change[] = [
    { withdraw: (count) => change(count, "DisableKey"), giveBack: (count) => change(count + 1, "EnableKey") },
    {
      withdraw: (count) => change(count, "SetKeyPolicy", { Policy: denying(account.accountId, user) }),
      giveBack: (count) => change(count + 1, "SetKeyPolicy", { Policy: usual(account.accountId) }),
    },
    {
      withdraw: (count) => change(count, "ScheduleKeyDeletion", { PendingWindowInDays: "7" }),
      giveBack: async (count) => {
        await change(count + 1, "CancelKeyDeletion");
        await change(count, "EnableKey");
      },
    },
    { withdraw: () => detach(account, { personPk }, POLICY), giveBack: () => attach(account, { personPk }, POLICY) },
    {
      withdraw: () => setAccessKeyState(account.ctx, { userName: "ann", accessKeyId, state: "Inactive" }),
      giveBack: () => setAccessKeyState(account.ctx, { userName: "ann", accessKeyId, state: "Active" }),
    },
  ];

  const sealed = await rpcRequest(root, { Action: "Encrypt", KeyId, Plaintext: "eA==" })(gateways.first);
  const calls: [Record<string, string>, ...Record<string, string>[]] = [
    { Action: "Encrypt", KeyId, Plaintext: "eA==" },
    { Action: "Decrypt", CiphertextBlob: String(sealed.body.CiphertextBlob) },
    { Action: "GenerateDataKey", KeyId },
  ];
  const attempt = async (gateway: (typeof all)[number], count: number) =>
    answeredOr(await rpcRequest(credentials, calls[count % calls.length] ?? calls[0])(gateway));
  return { all, attempt, changes };
}

const admin = (accountId: string) => ({
  Effect: "Allow",
  Principal: { RAM: [rootArn(accountId)] },
  Action: ["kms:*"],
  Resource: ["*"],
});
const usual = (accountId: string) => JSON.stringify({ Version: "1", Statement: [admin(accountId)] });
const denying = (accountId: string, user: TestUser) =>
  JSON.stringify({
    Version: "1",
    Statement: [
      admin(accountId),
      { Effect: "Deny", Principal: { RAM: [user.arn] }, Action: ["kms:*"], Resource: ["*"] },
    ],
  });

it(`of ${CHANGES} acknowledged changes none is overtaken: 0 calls that began afterwards succeed, at either gateway`, {
  timeout: 60 * MINUTE,
}, async () => {
  const tally = noTally();
  const lanes = await Promise.all(Array.from({ length: LANES }, aLane));
  const each = CHANGES / 2 / LANES;
  await Promise.all(lanes.map(({ all, attempt, changes }) => hammer(all, attempt, changes, each, tally)));
  expect(tally).toMatchObject({ changes: CHANGES, answeredAlthoughForbidden: 0, refusedAlthoughAllowed: 0 });
  // At each gateway one call at the least was put to every change.
  expect(tally.forbidden).toBeGreaterThanOrEqual(CHANGES);
  expect(tally.allowed).toBeGreaterThanOrEqual(CHANGES);
});
