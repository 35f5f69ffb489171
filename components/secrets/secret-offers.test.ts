import { describe, expect, it } from "vitest";
import type { SecretDetails } from "@/lib/domain/secrets/describe-secret";
import { lackOf, offers, putLack, revealLack } from "./secret-offers";

const arn = "acs:kms:cn-hangzhou:1000000000000001:secret/db";
const onKey = { action: "kms:Decrypt", resource: "acs:kms:cn-hangzhou:1000000000000001:key/key-1" };
const aSecret = (facts: Partial<SecretDetails>) =>
  ({
    arn,
    allowed: ["GetSecretValue", "PutSecretValue", "DeleteSecret"],
    lacking: [],
    keyLack: { Decrypt: null, GenerateDataKey: null },
    ...facts,
  }) as SecretDetails;

describe("what is offered for a secret", () => {
  it("is what its state allows and the caller has permission for (P10)", () => {
    const secret = aSecret({ lacking: ["DeleteSecret", "RestoreSecret"] });
    expect(offers(secret, "PutSecretValue")).toBe(true);
    expect([offers(secret, "DeleteSecret"), offers(secret, "UpdateSecret")]).toEqual([false, false]);
    expect(lackOf(secret, "DeleteSecret")).toEqual({ action: "kms:DeleteSecret", resource: arn });
    expect(lackOf(secret, "PutSecretValue")).toBeNull();
  });

  it("takes permission on the encryption key for a value (ACC-06)", () => {
    expect(revealLack(aSecret({}))).toBeNull();
    expect(revealLack(aSecret({ keyLack: { Decrypt: onKey, GenerateDataKey: null } }))).toEqual(onKey);
    const stores = { ...onKey, action: "kms:GenerateDataKey" };
    expect(putLack(aSecret({ keyLack: { Decrypt: null, GenerateDataKey: stores } }))).toEqual(stores);
    expect(putLack(aSecret({ lacking: ["PutSecretValue"] }))?.action).toBe("kms:PutSecretValue");
  });
});
