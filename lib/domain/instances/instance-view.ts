import type {
  DeploymentMode,
  InstanceStatus,
  InstanceType,
  RenewalStatus,
  SharingMode,
  Site,
} from "@/lib/generated/prisma/enums";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { arnOf } from "../arn";
import { Unread } from "../authorize";
import type { Ctx, Tx } from "../context";
import { lackingCalls } from "../lack";
import { type BoundVpc, parseBoundVpcs } from "./bound-vpcs";
import { imageVersionAt } from "./image-state";
import { INSTANCE_CALLS, type InstanceCall } from "./instance-call-rules";
import { type StandingNow, standingOf } from "./instance-standing";
import { statusAt } from "./instance-state";
import { asInstance } from "./load-instance";

/** What the pages and the API show of an instance (INS-42): how it stands, and what it is. */
export interface InstanceView extends StandingNow {
  instanceId: string;
  arn: string;
  region: string;
  ownerAccountId: string;
  name: string | null;
  type: InstanceType;
  status: InstanceStatus;
  /** Whether create calls that name no instance go here (INS-50). */
  isDefault: boolean;
  site: Site;
  deploymentMode: DeploymentMode;
  renewalStatus: RenewalStatus;
  autoRenewalMonths: number | null;
  sharingMode: SharingMode;
  qps: number;
  keyQuota: number;
  keyVersionsUsed: number;
  secretQuota: number;
  secretsUsed: number;
  accessQuota: number;
  logStorageGb: number;
  deletionProtectionWhy: string;
  /** What it runs at this moment. */
  imageVersion: string;
  vpcId: string | null;
  zones: string[];
  vswitchIds: string[];
  /** Further networks that may reach it. */
  boundVpcs: BoundVpc[];
  createdAt: Date;
  enabledAt: Date | null;
  startsAt: Date;
  endsAt: Date | null;
  /** What the caller has no permission for; instance-call-rules.ts says what its state forbids (P10). */
  lacking: (InstanceCall | "DescribeInstance")[];
}

const OFFERED = ["DescribeInstance", ...INSTANCE_CALLS] as const;

export function instanceView(ctx: Ctx | Tx, row: InstanceModel, isDefault: boolean): InstanceView {
  const now = ctx.now();
  const arn = arnOf(row.region, row.ownerAccountId, "keystore", row.instanceId);
  return {
    ...standingOf(ctx, row),
    instanceId: row.instanceId,
    arn,
    region: row.region,
    ownerAccountId: row.ownerAccountId,
    name: row.name,
    type: row.type,
    status: statusAt(row, now),
    isDefault,
    site: row.site,
    deploymentMode: row.deploymentMode,
    renewalStatus: row.renewalStatus,
    autoRenewalMonths: row.autoRenewalMonths,
    sharingMode: row.sharingMode,
    qps: row.qps,
    keyQuota: row.keyQuota,
    keyVersionsUsed: row.keyVersionsUsed,
    secretQuota: row.secretQuota,
    secretsUsed: row.secretsUsed,
    accessQuota: row.accessQuota,
    logStorageGb: row.logStorageGb,
    deletionProtectionWhy: row.deletionProtectionWhy,
    imageVersion: imageVersionAt(row, now),
    vpcId: row.vpcId,
    zones: row.zones,
    vswitchIds: row.vswitchIds,
    boundVpcs: parseBoundVpcs(row.boundVpcs),
    createdAt: row.createdAt,
    enabledAt: row.enabledAt,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    lacking: lackingCalls(ctx, OFFERED, new Unread(arn, "InstanceNotFound", asInstance(row))),
  };
}

/** The same for what was just changed. */
export async function viewOfInstance(tx: Tx, row: InstanceModel): Promise<InstanceView> {
  const { ownerAccountId: accountId, pk: instancePk } = row;
  return instanceView(tx, row, (await tx.db.defaultInstance.findFirst({ where: { accountId, instancePk } })) !== null);
}
