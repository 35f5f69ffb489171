import { expect, it } from "vitest";
import { asksForUses, isBulkCall, verdictOf } from "./bulk-items";
import type { KeyFacts } from "./key-offers";

const KEY: KeyFacts = {
  kind: "Customer",
  instanceId: "kst-1",
  arn: "acs:kms:cn-hangzhou:1000000000000001:key/key-1",
  state: "Enabled",
  allowed: ["EnableKey", "DisableKey", "ScheduleKeyDeletion", "TagResource"],
  lacking: [],
  deletionProtection: false,
  deleteAt: null,
  spec: "Aliyun_AES_256",
  usage: "ENCRYPT_DECRYPT",
  origin: "Aliyun_KMS",
};

it("does to each key what its own row would offer, and says what keeps the others (KEY-42, KEY-56, P10)", () => {
  expect(verdictOf("bulkDisable", KEY)).toBe("go");
  expect(verdictOf("bulkEnable", KEY)).toBe("state");
  expect(verdictOf("bulkSchedule", { ...KEY, deletionProtection: true })).toBe("protected");
  expect(verdictOf("bulkTags", { ...KEY, lacking: ["TagResource"] })).toBe("permission");
  expect(verdictOf("bulkDisable", { ...KEY, instanceId: null })).toBe("state");
});

it("looks at what uses a key before it stops working (KEY-55)", () => {
  expect((["bulkEnable", "bulkDisable", "bulkSchedule", "bulkTags"] as const).map(asksForUses)).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect([isBulkCall("bulkTags"), isBulkCall("toString")]).toEqual([true, false]);
});
