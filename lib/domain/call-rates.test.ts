import { expect, it } from "vitest";
import { rateOfAccount, rateOfUse } from "./call-rates";
import type { LoadedKey } from "./keys/load-key";

const instance = { pk: "i", instanceId: "kst-a", region: "cn-hangzhou", ownerAccountId: "1234567890123456", qps: 2000 };
// Only what the rates read.
const key = (spec: string, of: object | null = instance) =>
  ({ spec, region: "cn-hangzhou", accountId: "6543210987654321", instance: of }) as unknown as LoadedKey;
const perSecond = ({ quota, cost }: { quota: number; cost: number }) => quota / cost;
const CALLER = "1111222233334444";

it("makes 2,000 QPS 2,000 symmetric or 300 asymmetric calls, or a mixture (INS-07)", () => {
  const symmetric = rateOfUse("Encrypt", key("Aliyun_AES_256"), CALLER);
  const asymmetric = rateOfUse("AsymmetricSign", key("EC_P256"), CALLER);
  expect([perSecond(symmetric), perSecond(asymmetric)]).toEqual([2000, 300]);
  expect(perSecond(rateOfUse("GenerateMac", key("HMAC_SHA_256"), CALLER))).toBe(2000);
  expect(symmetric.subject).toBe(asymmetric.subject);
  expect(symmetric.about).toMatchObject({
    arn: "acs:kms:cn-hangzhou:1234567890123456:keystore/kst-a",
    perSecond: 2000,
  });
});

it("limits what is in no instance by the account that calls (INS-11)", () => {
  expect(perSecond(rateOfUse("Encrypt", key("Aliyun_AES_256", null), CALLER))).toBe(1000);
  expect(perSecond(rateOfUse("AsymmetricDecrypt", key("RSA_2048", null), CALLER))).toBe(200);
  expect(rateOfUse("Encrypt", key("Aliyun_AES_256", null), CALLER).subject).toContain(CALLER);
});

it("limits ReEncrypt by the account, whatever the key (INS-11)", () => {
  expect(rateOfUse("ReEncrypt", key("Aliyun_AES_256"), CALLER)).toEqual(
    rateOfAccount("reEncrypt", CALLER, "cn-hangzhou"),
  );
  expect(perSecond(rateOfAccount("reEncrypt", CALLER, "cn-hangzhou"))).toBe(750);
});

it("lets an account make and import a few RSA pairs a second", () => {
  expect(perSecond(rateOfAccount("keyPair", CALLER, "cn-hangzhou"))).toBe(5);
});
