import { afterAll, beforeAll, expect, it } from "vitest";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { enableKey } from "@/lib/domain/keys/enable-key";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { genericClient } from "@/lib/testing/sdk";
import { type Gateways, twoGateways } from "./gateways.test-support";

// P22, through a real gateway: what it refuses is an alert once it has stopped, at the latest.

let gateways: Gateways;

beforeAll(async () => {
  gateways = await twoGateways();
});
afterAll(() => gateways.close());

it("a program that goes on using a key that is pending deletion or disabled is an alert with its name and how often", async () => {
  const { world, database } = gateways;
  const gateway = await gateways.start();
  const account = await anAccount(world);
  const instance = await anInstance(account.ctx);
  const [going, disabled, fine] = [
    await aKey(account.ctx, { instance, state: "PendingDeletion" }),
    await aKey(account.ctx, { instance, state: "Disabled" }),
    await aKey(account.ctx, { instance }),
  ];
  const client = genericClient(gateway.port, await createAccessKey(account.ctx, {}));
  const encrypt = (KeyId: string) =>
    client("Encrypt", { KeyId, Plaintext: "aGVsbG8=" }).then(
      () => "answered",
      () => "refused",
    );
  for (let i = 0; i < 3; i++) expect(await encrypt(going.keyId)).toBe("refused");
  expect(await encrypt(disabled.keyId)).toBe("refused");
  expect(await encrypt(fine.keyId)).toBe("answered");
  expect(await encrypt("key-nowhere")).toBe("refused");
  await enableKey(account.ctx, { region: "cn-hangzhou", key: disabled.keyId });
  expect(await encrypt(disabled.keyId)).toBe("answered");
  await gateway.stop(1000);

  const alerts = await database.db.alert.findMany({
    where: { accountId: account.accountId, name: "Key:RefusedCall" },
    orderBy: { times: "desc" },
  });
  const caller = `acs:ram::${account.accountId}:root`;
  expect(alerts).toMatchObject([
    { resource: going.arn, times: 3, content: { caller, call: "Encrypt", reason: "KeyPendingDeletion" } },
    { resource: disabled.arn, times: 1, content: { caller, call: "Encrypt", reason: "KeyDisabled" } },
  ]);
});
