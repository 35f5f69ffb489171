import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { getCaCertificate } from "@/lib/domain/installation/get-ca-certificate";
import type { BoundVpc } from "@/lib/domain/instances/bound-vpcs";
import { describeDefaultInstance } from "@/lib/domain/instances/describe-default-instance";
import { describeInstance } from "@/lib/domain/instances/describe-instance";
import { describeInstanceQuotas } from "@/lib/domain/instances/describe-instance-quotas";
import { enableInstance } from "@/lib/domain/instances/enable-instance";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { listInstances } from "@/lib/domain/instances/list-instances";
import { releaseInstance } from "@/lib/domain/instances/release-instance";
import { updateInstanceBindVpcs } from "@/lib/domain/instances/update-instance-bind-vpcs";
import { updateInstanceName } from "@/lib/domain/instances/update-instance-name";
import type { ApiContext } from "../api-context";
import { type Body, nestedList, pageFields, wireTime } from "../envelope";
import { choice, filters, flag, jsonOrCommaList, page, text } from "../fields";
import { acts, type GatewayActions, nothing, reads, run } from "../gateway-action";

const instanceOnly = z.object({ KmsInstanceId: text() });

/** Instances on the wire (openapi.md 3.1). They are bought in the console: the provider buys them through another product. */
export const instanceActions: GatewayActions = {
  ListKmsInstances: reads({
    // The provider names no filter of this list.
    schema: z.object({ ...page(20), Filters: filters(["KmsInstanceId", "ProductVersion"]).optional() }),
    run: async (context, input) =>
      run(listInstances, context.ctx, {
        region: await context.region(),
        page: { number: input.PageNumber, size: input.PageSize },
        instanceIds: valuesOf(input.Filters, "KmsInstanceId"),
        types: valuesOf(input.Filters, "ProductVersion")?.flatMap((version) => TYPE_OF[version] ?? []),
      }),
    present: ({ rows, total }, input) => ({
      ...nestedList(
        "KmsInstances",
        "KmsInstance",
        rows.map(({ instanceId, arn }) => ({ KmsInstanceId: instanceId, KmsInstanceArn: arn })),
      ),
      ...pageFields({ number: input.PageNumber, size: input.PageSize }, total),
    }),
  }),
  GetKmsInstance: reads({
    schema: instanceOnly,
    run: async (context, { KmsInstanceId: instanceId }) => {
      const instance = await describeInstance(context.ctx, {
        region: await context.regionOfInstance(instanceId),
        instanceId,
      });
      return { instance, certificate: await authorityOf(context) };
    },
    present: ({ instance, certificate }) => ({ KmsInstance: kmsInstance(instance, certificate) }),
  }),
  GetDefaultKmsInstance: reads({
    schema: z.object({}),
    run: async (context) => describeDefaultInstance(context.ctx, { region: await context.region() }),
    present: ({ instanceId }) => ({ DefaultKmsInstanceId: instanceId ?? "" }),
  }),
  GetKmsInstanceQuotaInfos: reads({
    schema: instanceOnly.extend({ ResourceType: choice(["key", "secret", "qps", "vpc"]).optional() }),
    run: async (context, { KmsInstanceId: instanceId }) =>
      describeInstanceQuotas(context.ctx, { region: await context.regionOfInstance(instanceId), instanceId }),
    present: (quotas, input) => ({
      KmsInstanceId: input.KmsInstanceId,
      KmsInstanceQuotaInfos: quotas
        .filter(({ type }) => input.ResourceType === undefined || type === input.ResourceType)
        .map(({ type, resourceQuota, usedQuantity }) => ({
          ResourceType: type,
          ResourceQuota: resourceQuota,
          UsedQuantity: usedQuantity ?? 0,
        })),
    }),
  }),
  ConnectKmsInstance: acts({
    schema: instanceOnly.extend({
      KMProvider: choice(["Aliyun"]),
      VpcId: text(),
      VSwitchIds: jsonOrCommaList(),
      ZoneIds: jsonOrCommaList(),
    }),
    run: async (context, { KmsInstanceId: instanceId, ...asked }) =>
      run(enableInstance, context.ctx, {
        region: await context.regionOfInstance(instanceId),
        instanceId,
        // The call names none; UpdateKmsInstance gives another.
        name: instanceId,
        vpcId: asked.VpcId,
        zones: asked.ZoneIds,
        vswitchIds: asked.VSwitchIds,
      }),
    present: nothing,
  }),
  UpdateKmsInstanceBindVpc: acts({
    schema: instanceOnly.extend({ BindVpcs: boundVpcs() }),
    run: async (context, { KmsInstanceId: instanceId, BindVpcs: vpcs }) =>
      run(updateInstanceBindVpcs, context.ctx, {
        region: await context.regionOfInstance(instanceId),
        instanceId,
        vpcs,
      }),
    present: nothing,
  }),
  // Not in the provider's list of actions; Terraform calls it.
  UpdateKmsInstance: acts({
    schema: instanceOnly.extend({ InstanceName: text() }),
    run: async (context, { KmsInstanceId: instanceId, InstanceName: name }) =>
      run(updateInstanceName, context.ctx, { region: await context.regionOfInstance(instanceId), instanceId, name }),
    present: nothing,
  }),
  ReleaseKmsInstance: acts({
    schema: instanceOnly.extend({ ForceDeleteWithoutBackup: flag().default(false) }),
    run: async (context, { KmsInstanceId: instanceId, ForceDeleteWithoutBackup: force }) =>
      run(releaseInstance, context.ctx, { region: await context.regionOfInstance(instanceId), instanceId, force }),
    present: nothing,
  }),
};

/** INS-03 */
const PRODUCT_VERSIONS = { SOFTWARE: "3", HARDWARE: "5", EXTERNAL: "7" } as const;
const TYPE_OF: Readonly<Record<string, keyof typeof PRODUCT_VERSIONS>> = {
  "3": "SOFTWARE",
  "5": "HARDWARE",
  "7": "EXTERNAL",
};

function valuesOf(given: { Key: string; Values: string[] }[] | undefined, key: string): string[] | undefined {
  return given?.find((filter) => filter.Key === key)?.Values;
}

/**
 * `BindVpcs=[{"RegionId":…,"VpcId":…,"VSwitchId":…,"VpcOwnerId":…}]`. The owner may be a number, which has more digits than
 * one of JavaScript's keeps, so it is read as text.
 */
function boundVpcs() {
  const vpc = z
    .object({
      RegionId: z.string().optional(),
      VpcId: z.string(),
      VSwitchId: z.string(),
      VpcOwnerId: z.string().optional(),
    })
    .transform(({ RegionId: regionId, VpcId: vpcId, VSwitchId: vswitchId, VpcOwnerId: vpcOwnerId }) => ({
      vpcId,
      vswitchId,
      ...(regionId && { regionId }),
      ...(vpcOwnerId && { vpcOwnerId }),
    }));
  const asText = (given: string) => given.replace(/("VpcOwnerId"\s*:\s*)(\d+)/g, '$1"$2"');
  return z
    .string()
    .transform((given, context): unknown => {
      try {
        return JSON.parse(asText(given));
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(z.array(vpc));
}

/** A gateway without HTTPS may have none yet: then there is nothing to trust either. */
async function authorityOf({ ctx }: ApiContext): Promise<string> {
  try {
    return (await getCaCertificate(ctx, {})).certificate;
  } catch (error) {
    if (error instanceof DomainError && error.code === "ServiceUnavailable") return "";
    throw error;
  }
}

/** INS-42; numbers and texts as the provider's contract has them. */
function kmsInstance(view: InstanceView, certificate: string): Body {
  return {
    InstanceId: view.instanceId,
    InstanceName: view.name ?? "",
    Status: view.status,
    SaleStatus: SALE_STATUS[view.saleStatus],
    ProductVersion: PRODUCT_VERSIONS[view.type],
    ProductType: productType(view),
    ChargeType: view.chargeType,
    CreateTime: wireTime(view.createdAt),
    StartDate: wireTime(view.startsAt),
    ...(view.endsAt && { EndDate: wireTime(view.endsAt) }),
    Spec: view.qps,
    KeyNum: view.keyQuota,
    SecretNum: String(view.secretQuota),
    VpcNum: view.accessQuota,
    Log: view.logStorageGb > 0 ? 1 : 0,
    LogStorage: view.logStorageGb,
    VpcId: view.vpcId ?? "",
    VswitchIds: view.vswitchIds,
    ZoneIds: view.zones,
    ...nestedListOf(view.boundVpcs),
    CaCertificateChainPem: certificate,
    DeletionProtection: view.deletionProtection,
    DeletionProtectionDescription: view.deletionProtectionWhy,
  };
}

const nestedListOf = (vpcs: readonly BoundVpc[]) =>
  nestedList(
    "BindVpcs",
    "BindVpc",
    vpcs.map(({ regionId, vpcId, vswitchId, vpcOwnerId }) => ({
      RegionId: regionId,
      VpcId: vpcId,
      VSwitchId: vswitchId,
      VpcOwnerId: vpcOwnerId,
    })),
  );

/** INS-41: one that is being released is no longer normal, and not yet gone. */
const SALE_STATUS = { Normal: "Normal", Expired: "Expired", Releasing: "Released", Released: "Released" } as const;

/** BIL-10 */
function productType({ chargeType, site }: InstanceView): string {
  return `kms_${chargeType === "PREPAY" ? "ddi" : "ppi"}_public_${site === "ChineseMainland" ? "cn" : "intl"}`;
}
