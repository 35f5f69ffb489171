import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { createRenewalOrder } from "@/lib/domain/billing/create-renewal-order";
import { payOrder } from "@/lib/domain/billing/pay-order";
import { describeInstance } from "@/lib/domain/instances/describe-instance";
import { setDefaultInstance } from "@/lib/domain/instances/set-default-instance";
import { upgradeInstanceImage } from "@/lib/domain/instances/upgrade-instance-image";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type GenericCall, genericClient, kms, legacyClient, popClient } from "@/lib/testing/sdk";
import { type Gateways, twoGateways } from "../gateways.test-support";

/** Instances as unmodified clients ask for them (openapi.md 3.1). */

const region = "cn-hangzhou";
let gateways: Gateways;
let account: TestAccount;
let api: GenericCall;
let credentials: { accessKeyId: string; accessKeySecret: string };

beforeAll(async () => {
  gateways = await twoGateways();
});
afterAll(() => gateways.close());
beforeEach(async () => {
  gateways.world.clock.set("2026-11-22T04:00:00.000Z");
  account = await anAccount(gateways.world);
  credentials = await createAccessKey(account.ctx, {});
  api = genericClient(gateways.first.port, credentials);
});

const aSubscription = (more: Parameters<typeof anInstance>[1] = {}) =>
  anInstance(account.ctx, { chargeType: "PREPAY", months: 1, ...more });
const refused = (code: string, statusCode: number) => ({ code, statusCode });

describe("an instance on the wire", () => {
  it("is enabled, named, bound to networks and described as the contract says (INS-03, INS-33, INS-42, BIL-10)", async () => {
    const { instanceId, pk } = await aSubscription({ enabled: false });
    await gateways.database.db.instance.update({ where: { pk }, data: { accessQuota: 3 } });
    const KmsInstanceId = instanceId;
    const network = {
      KMProvider: "Aliyun",
      VpcId: "vpc-main",
      VSwitchIds: "vsw-1",
      ZoneIds: "cn-hangzhou-h,cn-hangzhou-i",
    };
    await expect(api("ConnectKmsInstance", { KmsInstanceId, ...network, KMProvider: "Other" })).rejects.toMatchObject({
      code: "InvalidParameter",
    });
    expect(Object.keys(await api("ConnectKmsInstance", { KmsInstanceId, ...network }))).toEqual(["RequestId"]);
    await api("UpdateKmsInstance", { KmsInstanceId, InstanceName: "payments/prod" });
    const owner = "9123456789012345"; // beyond what a JavaScript number holds
    // By GET, as Terraform sends it.
    const BindVpcs = `[{"VpcId":"vpc-2","VSwitchId":"vsw-2","RegionId":"${region}","VpcOwnerId":${owner}}]`;
    await popClient(
      gateways.second.port,
      credentials,
      "2016-01-20",
    )("UpdateKmsInstanceBindVpc", { KmsInstanceId, BindVpcs });
    await api("SetDeletionProtection", {
      KmsInstanceId,
      EnableDeletionProtection: "true",
      DeletionProtectionDescription: "holds the ledger",
    });
    expect(await api("GetKmsInstance", { KmsInstanceId })).toEqual({
      RequestId: expect.any(String),
      KmsInstance: {
        InstanceId: instanceId,
        InstanceName: "payments/prod",
        Status: "Connected",
        SaleStatus: "Normal",
        ProductVersion: "3",
        ProductType: "kms_ddi_public_intl",
        ChargeType: "PREPAY",
        CreateTime: "2026-11-22T04:00:00Z",
        StartDate: "2026-11-22T04:00:00Z",
        EndDate: "2026-12-22T16:00:00Z",
        Spec: 1000,
        KeyNum: 1000,
        SecretNum: "1000",
        VpcNum: 3,
        Log: 0,
        LogStorage: 0,
        VpcId: "vpc-main",
        VswitchIds: ["vsw-1"],
        ZoneIds: ["cn-hangzhou-h", "cn-hangzhou-i"],
        BindVpcs: { BindVpc: [{ RegionId: region, VpcId: "vpc-2", VSwitchId: "vsw-2", VpcOwnerId: owner }] },
        CaCertificateChainPem: expect.any(String),
        DeletionProtection: true,
        DeletionProtectionDescription: "holds the ledger",
      },
    });
  });

  it("is listed in its region, page by page, with its ARN", async () => {
    const [first, second] = [await anInstance(account.ctx), await anInstance(account.ctx)];
    await anInstance(account.ctx, { region: "cn-shanghai" });
    const arn = (id: string) => `acs:kms:${region}:${account.accountId}:keystore/${id}`;
    const listed = (instance: { instanceId: string }) => ({
      KmsInstanceId: instance.instanceId,
      KmsInstanceArn: arn(instance.instanceId),
    });
    const all = await api("ListKmsInstances", { RegionId: region });
    expect(all).toMatchObject({ TotalCount: 2, PageNumber: 1, PageSize: 20 });
    expect((all.KmsInstances as { KmsInstance: unknown[] }).KmsInstance).toEqual(
      expect.arrayContaining([listed(first), listed(second)]),
    );
    const only = JSON.stringify([{ Key: "KmsInstanceId", Values: [first.instanceId] }]);
    expect(await api("ListKmsInstances", { RegionId: region, Filters: only })).toMatchObject({
      TotalCount: 1,
      KmsInstances: { KmsInstance: [listed(first)] },
    });
    expect(await api("ListKmsInstances", { RegionId: "ap-southeast-1" })).toMatchObject({
      TotalCount: 0,
      KmsInstances: { KmsInstance: [] },
    });
  });

  it("tells its quotas and their use by kind (INS-08, INS-09)", async () => {
    const instance = await aSubscription();
    await aKey(account.ctx, { instance });
    const KmsInstanceId = instance.instanceId;
    expect(await api("GetKmsInstanceQuotaInfos", { KmsInstanceId })).toMatchObject({
      KmsInstanceId,
      KmsInstanceQuotaInfos: [
        { ResourceType: "key", ResourceQuota: 1000, UsedQuantity: 1 },
        { ResourceType: "secret", ResourceQuota: 1000, UsedQuantity: 0 },
        { ResourceType: "qps", ResourceQuota: 1000, UsedQuantity: 0 },
        { ResourceType: "vpc", ResourceQuota: 1, UsedQuantity: 1 },
      ],
    });
    const { KmsInstanceQuotaInfos } = await api("GetKmsInstanceQuotaInfos", { KmsInstanceId, ResourceType: "vpc" });
    expect(KmsInstanceQuotaInfos).toHaveLength(1);
  });

  it("that is the region's default is named by it (INS-50), and is found wherever the call was sent (REG-09)", async () => {
    const far = await anInstance(account.ctx, { region: "cn-shanghai" });
    expect(await api("GetDefaultKmsInstance", { RegionId: "cn-shanghai" })).toMatchObject({ DefaultKmsInstanceId: "" });
    await setDefaultInstance(account.ctx, { region: "cn-shanghai", instanceId: far.instanceId, chosen: true });
    expect(await api("GetDefaultKmsInstance", { RegionId: "cn-shanghai" })).toMatchObject({
      DefaultKmsInstanceId: far.instanceId,
    });
    expect(await api("GetKmsInstance", { KmsInstanceId: far.instanceId })).toMatchObject({
      KmsInstance: { InstanceId: far.instanceId },
    });
    await expect(api("GetKmsInstance", { KmsInstanceId: far.instanceId, RegionId: region })).rejects.toMatchObject({
      code: "InvalidParameter",
    });
  });

  it("is released where a backup is, and without one only by force; protected by its ARN, not at all (INS-49, INS-65)", async () => {
    const { instanceId, pk } = await anInstance(account.ctx);
    const KmsInstanceId = instanceId;
    const ProtectedResourceArn = `acs:kms:${region}:${account.accountId}:keystore/${instanceId}`;
    const protect = (on: boolean) =>
      api("SetDeletionProtection", { ProtectedResourceArn, EnableDeletionProtection: `${on}` });
    await protect(true);
    for (const other of [
      ProtectedResourceArn.replace(region, "cn-shanghai"),
      ProtectedResourceArn.replace(/\d{16}/, "9".repeat(16)),
    ])
      await expect(
        api("SetDeletionProtection", { ProtectedResourceArn: other, EnableDeletionProtection: "false" }),
      ).rejects.toMatchObject(refused("Forbidden.DKMSInstanceNotFound", 404));
    await expect(api("ReleaseKmsInstance", { KmsInstanceId, ForceDeleteWithoutBackup: "true" })).rejects.toMatchObject(
      refused("Rejected.DeletionProtected", 409),
    );
    await protect(false);
    // Of an image that allows none (BKP-06): another gets one when it is released (BKP-19).
    await gateways.database.db.backup.deleteMany({ where: { instancePk: pk } });
    await gateways.database.db.instance.update({ where: { pk }, data: { imageVersion: "dkms-2.2.9" } });
    await expect(api("ReleaseKmsInstance", { KmsInstanceId })).rejects.toMatchObject(
      refused("Rejected.BackupRequired", 409),
    );
    expect((await describeInstance(account.ctx, { region, instanceId })).saleStatus).toBe("Normal");
    await api("ReleaseKmsInstance", { KmsInstanceId, ForceDeleteWithoutBackup: "true" });
    expect(await api("GetKmsInstance", { KmsInstanceId })).toMatchObject({ KmsInstance: { SaleStatus: "Released" } });
    const { instanceId: subscription } = await aSubscription();
    await expect(api("ReleaseKmsInstance", { KmsInstanceId: subscription })).rejects.toMatchObject(
      refused("Forbidden.DKMSInstanceStateInvalid", 403),
    );
  });
});

describe("what an instance's state answers (INS-46, INS-51, INS-62, ERR-08, ERR-09, ERR-11)", () => {
  const create = (DKMSInstanceId: string) => api("CreateKey", { DKMSInstanceId });

  it("unknown, another account's, not enabled, in upgrade", async () => {
    const unknown = refused("Forbidden.DKMSInstanceNotFound", 404);
    await expect(create("kst-nowhere")).rejects.toMatchObject(unknown);
    await expect(api("GetKmsInstance", { KmsInstanceId: "kst-nowhere" })).rejects.toMatchObject(unknown);
    const stranger = await anInstance((await anAccount(gateways.world)).ctx);
    await expect(api("GetKmsInstance", { KmsInstanceId: stranger.instanceId })).rejects.toMatchObject(unknown);
    const bought = await aSubscription({ enabled: false });
    await expect(create(bought.instanceId)).rejects.toMatchObject(refused("Forbidden.DKMSInstanceStateInvalid", 403));
    expect(await api("GetKmsInstance", { KmsInstanceId: bought.instanceId })).toMatchObject({
      KmsInstance: { Status: "Uninitialized" },
    });
    await expect(
      api("UpdateKmsInstanceBindVpc", { KmsInstanceId: bought.instanceId, BindVpcs: "[]" }),
    ).rejects.toMatchObject(refused("Rejected.Uninitialized", 403));

    const old = await anInstance(account.ctx, { imageVersion: "dkms-3.9.1" });
    const ctx = { ...account.ctx, deployment: { ...account.ctx.deployment, imageUpgradeMs: 60_000 } };
    await upgradeInstanceImage(ctx, { region, instanceId: old.instanceId });
    await expect(create(old.instanceId)).rejects.toMatchObject(refused("Forbidden.KMSInstanceInUpgrade", 403));
  });

  it("expired: its keys answer Rejected.Unavailable until it is renewed; after 15 days it cannot be (FAQ-10)", async () => {
    const instance = await aSubscription();
    const { instanceId } = instance;
    const { keyId } = await aKey(account.ctx, { instance });
    const legacy = legacyClient(gateways.second.port, credentials);
    const encrypt = () =>
      legacy.encrypt(new kms.EncryptRequest({ keyId, plaintext: Buffer.from("x").toString("base64") }));
    await encrypt();
    gateways.world.clock.set("2026-12-22T16:00:00.000Z");
    await expect(encrypt()).rejects.toMatchObject({ code: "Rejected.UnavailableError" });
    await expect(create(instanceId)).rejects.toMatchObject(refused("Rejected.Unavailable", 409));
    expect(await api("DescribeKey", { KeyId: keyId })).toMatchObject({ KeyMetadata: { KeyState: "Unavailable" } });
    expect(await api("GetKmsInstance", { KmsInstanceId: instanceId })).toMatchObject({
      KmsInstance: { SaleStatus: "Expired" },
    });
    gateways.world.clock.set("2027-01-06T15:59:59.000Z");
    const asked = { region, instanceId, months: 1 as const };
    const { orderId } = await createRenewalOrder(account.ctx, { ...asked, clientToken: "renewal" });
    await payOrder(account.ctx, { orderId, termsAccepted: true });
    await encrypt();
    gateways.world.clock.set("2027-02-21T16:00:00.000Z"); // 15 days after 7 February's midnight
    await expect(encrypt()).rejects.toMatchObject({ code: "Rejected.UnavailableError" });
    await expect(createRenewalOrder(account.ctx, { ...asked, clientToken: "late" })).rejects.toMatchObject({
      code: "RenewalNotPossible",
    });
  });
});

describe("policies about instances (ACC-04)", () => {
  it("may call actions as the provider does or as the console", async () => {
    const { instanceId: KmsInstanceId } = await anInstance(account.ctx);
    const allow = [
      { Effect: "Allow" as const, Action: ["kms:GetKmsInstance", "kms:DescribeInstanceQuotas"], Resource: "*" },
    ];
    const user = await aRamUser(gateways.world, account, { accessKey: true, statements: allow });
    if (!user.accessKey) throw new Error("asked for");
    const theirs = genericClient(gateways.first.port, user.accessKey);
    await theirs("GetKmsInstance", { KmsInstanceId });
    await theirs("GetKmsInstanceQuotaInfos", { KmsInstanceId });
    await expect(theirs("ReleaseKmsInstance", { KmsInstanceId })).rejects.toMatchObject({
      code: "Forbidden.NoPermission",
    });
  });
});
