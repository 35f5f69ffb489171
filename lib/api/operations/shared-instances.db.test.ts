import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { setDefaultInstance } from "@/lib/domain/instances/set-default-instance";
import { deleteResourceShare } from "@/lib/domain/sharing/shares/delete-resource-share";
import { setInstanceSharingMode } from "@/lib/domain/sharing/shares/set-instance-sharing-mode";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { aDirectory, aShare } from "@/lib/testing/builders/a-share";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type GenericCall, genericClient, kms, legacyClient, popClient } from "@/lib/testing/sdk";
import { type Gateways, twoGateways } from "../gateways.test-support";

// Shared instances as unmodified clients meet them (SHR-08..12, SHR-19, POL-14, POL-16): A owns one, B works in it, C was
// never let in.
const region = "cn-hangzhou";
/** Another one than the gateway's default: calls name no region, as clients do that were told an instance. */
const far = "ap-northeast-1";

let gateways: Gateways;
let [a, b, c] = [] as unknown as [TestAccount, TestAccount, TestAccount];
const api = new Map<TestAccount, GenericCall>();
const call = (account: TestAccount): GenericCall => {
  const found = api.get(account);
  if (!found) throw new Error("no client");
  return found;
};

beforeAll(async () => {
  gateways = await twoGateways();
  [a, b, c] = [await anAccount(gateways.world), await anAccount(gateways.world), await anAccount(gateways.world)];
  for (const one of [a, b, c]) api.set(one, genericClient(gateways.first.port, await createAccessKey(one.ctx, {})));
  await aDirectory(a, [b]);
});
afterAll(() => gateways.close());

const failed = (code: string, statusCode: number) => expect.objectContaining({ code, statusCode });
const forbidden = failed("Forbidden.NoPermission", 403);
const newShared = async (options: { region?: string } = {}) => {
  const instance = await anInstance(a.ctx, options);
  const { shareId } = await aShare(a.ctx, instance, [b]);
  return { instance, shareId, DKMSInstanceId: instance.instanceId };
};
const keyIdOf = (answer: Record<string, unknown>) => (answer.KeyMetadata as { KeyId: string; Arn: string }).KeyId;
const Plaintext = Buffer.from("hello").toString("base64");

describe("a principal", () => {
  it("makes keys and secrets in the instance, which is listed for it and tells it nothing more (SHR-12)", async () => {
    const { DKMSInstanceId } = await newShared();
    const credentials = await createAccessKey(b.ctx, {});
    const KeyId = keyIdOf(
      await popClient(gateways.second.port, credentials, "2016-01-20")("CreateKey", { DKMSInstanceId }),
    );
    const secret = { SecretName: "of-b", SecretData: "kept", VersionId: "v1", EncryptionKeyId: KeyId, DKMSInstanceId };
    await call(b)("CreateSecret", secret);
    expect(await call(b)("DescribeSecret", { SecretName: "of-b" })).toMatchObject({ DKMSInstanceId });
    // A client that knows of no instance goes where its account has chosen (INS-50).
    await setDefaultInstance(b.ctx, setDefaultInstance.schema.parse({ region, instanceId: DKMSInstanceId }));
    const { keyMetadata } = await legacyClient(gateways.second.port, credentials).createKey(
      new kms.CreateKeyRequest({}),
    );
    expect(keyMetadata).toMatchObject({ creator: b.accountId });
    const there = { where: { keyId: keyMetadata?.keyId ?? "" }, include: { instance: true } };
    expect((await gateways.database.db.key.findFirst(there))?.instance?.instanceId).toBe(DKMSInstanceId);
    const list = (await call(b)("ListKmsInstances", {})) as { KmsInstances: { KmsInstance: object[] } };
    expect(list.KmsInstances.KmsInstance).toContainEqual({
      KmsInstanceId: DKMSInstanceId,
      KmsInstanceArn: `acs:kms:${region}:${a.accountId}:keystore/${DKMSInstanceId}`,
    });
    const KmsInstanceId = DKMSInstanceId;
    for (const [action, more] of [
      ["GetKmsInstance", {}],
      ["GetKmsInstanceQuotaInfos", {}],
      ["UpdateKmsInstanceBindVpc", { BindVpcs: "[]" }],
      ["UpdateKmsInstance", { InstanceName: "mine" }],
      ["ReleaseKmsInstance", { ForceDeleteWithoutBackup: "true" }],
    ] as const) {
      await expect.soft(call(b)(action, { KmsInstanceId, ...more }), action).rejects.toEqual(forbidden);
      await expect
        .soft(call(c)(action, { KmsInstanceId, ...more }), action)
        .rejects.toEqual(expect.objectContaining({ statusCode: 404 }));
    }
    await expect(call(c)("CreateKey", { DKMSInstanceId })).rejects.toEqual(
      expect.objectContaining({ statusCode: 404 }),
    );
    // The owner sees it used: its own network, and B.
    const quotas = await call(a)("GetKmsInstanceQuotaInfos", { KmsInstanceId, ResourceType: "vpc" });
    expect(quotas.KmsInstanceQuotaInfos).toMatchObject([{ ResourceType: "vpc", UsedQuantity: 2 }]);
    expect((await call(a)("GetKmsInstance", { KmsInstanceId })).KmsInstance).toMatchObject({ VpcNum: 10_000 });
    await expect(call(a)("ReleaseKmsInstance", { KmsInstanceId, ForceDeleteWithoutBackup: "true" })).rejects.toEqual(
      failed("Rejected.ResourceInUse", 409),
    );
  });

  it("gets 403 once the share has ended, in whatever region; who never had one, 404 (SHR-19, ERR-05)", async () => {
    for (const where of [region, far]) {
      const { shareId, DKMSInstanceId } = await newShared({ region: where });
      await deleteResourceShare(a.ctx, { region: where, shareId });
      await expect(call(b)("CreateKey", { DKMSInstanceId })).rejects.toEqual(forbidden);
      await expect(call(b)("GetKmsInstance", { KmsInstanceId: DKMSInstanceId })).rejects.toEqual(forbidden);
      const gone = expect.objectContaining({ statusCode: 404 });
      await expect(call(c)("CreateKey", { DKMSInstanceId })).rejects.toEqual(gone);
    }
  });

  it("cannot take the owner of the jointly shared instance out of a policy (POL-06, SHR-08)", async () => {
    const { DKMSInstanceId } = await newShared();
    const Policy = JSON.stringify({
      Version: "1",
      Statement: [
        { Effect: "Allow", Principal: { RAM: [`acs:ram::${b.accountId}:*`] }, Action: ["kms:*"], Resource: ["*"] },
      ],
    });
    const locked = expect.objectContaining({ code: "InvalidParameter.Policy", statusCode: 400 });
    await expect(call(b)("CreateKey", { DKMSInstanceId, Policy })).rejects.toEqual(locked);
    const KeyId = keyIdOf(await call(b)("CreateKey", { DKMSInstanceId }));
    await expect(call(b)("SetKeyPolicy", { KeyId, PolicyName: "default", Policy })).rejects.toEqual(locked);
  });
});

describe("the owner", () => {
  it("uses, names and reads what a principal made, by id or ARN, until ownership is independent: then at once no more (SHR-07, SHR-08)", async () => {
    const { instance, DKMSInstanceId } = await newShared();
    const { KeyMetadata } = (await call(b)("CreateKey", { DKMSInstanceId })) as {
      KeyMetadata: { KeyId: string; Arn: string; Creator: string };
    };
    const { KeyId, Arn } = KeyMetadata;
    await call(b)("CreateSecret", {
      ...{ SecretName: "joint/of-b", SecretData: "kept", VersionId: "v1", EncryptionKeyId: KeyId },
    });
    const SecretName = `acs:kms:${region}:${b.accountId}:secret/joint/of-b`;
    const AliasName = `acs:kms:${region}:${b.accountId}:alias/from-a`;
    await call(a)("CreateAlias", { AliasName: "alias/from-a", KeyId });
    expect(await call(b)("Encrypt", { KeyId: "alias/from-a", Plaintext })).toMatchObject({ KeyId });
    const { CiphertextBlob } = await call(a)("Encrypt", { KeyId, Plaintext });
    expect(await call(a)("GetSecretValue", { SecretName })).toMatchObject({ SecretData: "kept" });
    await call(a)("PutSecretValue", { SecretName, SecretData: "changed", VersionId: "v2" });
    expect(await call(b)("GetSecretValue", { SecretName: "joint/of-b" })).toMatchObject({ SecretData: "changed" });

    const { instanceId } = instance;
    await setInstanceSharingMode(a.ctx, { region, instanceId, mode: "Independent" });
    const missing = expect.objectContaining({ statusCode: 404 });
    // The same process used both a moment ago (decisions 8).
    await expect(call(a)("Encrypt", { KeyId: Arn, Plaintext })).rejects.toEqual(missing);
    await expect(call(a)("Decrypt", { CiphertextBlob: String(CiphertextBlob) })).rejects.toEqual(missing);
    await expect(call(a)("GetSecretValue", { SecretName })).rejects.toEqual(missing);
    const told = { accountId: a.accountId, event: "GetSecretValue", resource: SecretName };
    expect(await gateways.database.db.auditEvent.count({ where: { ...told, outcome: { not: "Success" } } })).toBe(1);
    await expect(call(a)("DeleteAlias", { AliasName })).rejects.toEqual(missing);
    await call(b)("Decrypt", { CiphertextBlob: String(CiphertextBlob) });
    expect(await call(b)("GetSecretValue", { SecretName: "joint/of-b" })).toMatchObject({ SecretData: "changed" });
    await call(b)("DeleteAlias", { AliasName: "alias/from-a" });
  });
});

describe("a user of another account", () => {
  it("needs the key's policy and RAM both, and takes one unit of quota that is refused beyond it (POL-14, POL-16, POL-21, ERR-30)", async () => {
    const instance = await anInstance(a.ctx);
    const DKMSInstanceId = instance.instanceId;
    const KeyId = keyIdOf(await call(a)("CreateKey", { DKMSInstanceId }));
    const Arn = `acs:kms:${region}:${a.accountId}:key/${KeyId}`;
    const [none, granted] = [
      await aRamUser(gateways.world, c, { accessKey: true }),
      await aRamUser(gateways.world, c, { accessKey: true, policies: ["AliyunKMSCryptoUserAccess"] }),
    ];
    const as = (user: typeof none) => {
      if (!user.accessKey) throw new Error("made with an AccessKey");
      return genericClient(gateways.first.port, user.accessKey);
    };
    const policy = (...users: string[]) =>
      JSON.stringify({
        Version: "1",
        Statement: [
          { Effect: "Allow", Principal: { RAM: [`acs:ram::${a.accountId}:*`] }, Action: ["kms:*"], Resource: ["*"] },
          { Effect: "Allow", Principal: { RAM: users }, Action: ["kms:Encrypt"], Resource: ["*"] },
        ],
      });
    const set = (Policy: string) => call(a)("SetKeyPolicy", { KeyId, PolicyName: "default", Policy });
    await expect(as(granted)("Encrypt", { KeyId: Arn, Plaintext })).rejects.toEqual(
      expect.objectContaining({ statusCode: 404 }),
    );
    await set(policy(none.arn, granted.arn));
    await expect(as(none)("Encrypt", { KeyId: Arn, Plaintext })).rejects.toEqual(forbidden);
    expect(await as(granted)("Encrypt", { KeyId: Arn, Plaintext })).toMatchObject({ KeyId });
    await gateways.database.db.instance.update({ where: { pk: instance.pk }, data: { accessQuota: 2 } });
    const full = failed("Rejected.AccessManagementQuotaExceeded", 400);
    await expect(set(policy(granted.arn, `acs:ram::${b.accountId}:user/x`))).rejects.toEqual(full);
    await expect(
      call(a)("CreateKey", { DKMSInstanceId, Policy: policy(`acs:ram::${b.accountId}:user/x`) }),
    ).rejects.toEqual(full);
    expect(await as(granted)("Encrypt", { KeyId: Arn, Plaintext })).toMatchObject({ KeyId });
  });
});
