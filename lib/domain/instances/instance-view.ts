import type { ChargeType, InstanceStatus, InstanceType, SaleStatus, SharingMode } from "@/lib/generated/prisma/enums";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { arnOf } from "../arn";
import { Unread } from "../authorize";
import type { Ctx, Tx } from "../context";
import { lackingCalls } from "../lack";
import { INSTANCE_CALLS, type InstanceCall } from "./instance-call-rules";
import { type Service, saleStatusAt, serviceOf, statusAt } from "./instance-state";
import { asInstance } from "./load-instance";

/** What the pages and the API show of an instance (INS-42). */
export interface InstanceView {
  instanceId: string;
  arn: string;
  region: string;
  ownerAccountId: string;
  name: string | null;
  type: InstanceType;
  status: InstanceStatus;
  saleStatus: SaleStatus;
  /** Whether its keys work at this moment, and why not. */
  service: Service;
  /** Whether create calls that name no instance go here (INS-50). */
  isDefault: boolean;
  chargeType: ChargeType;
  sharingMode: SharingMode;
  qps: number;
  keyQuota: number;
  keyVersionsUsed: number;
  secretQuota: number;
  secretsUsed: number;
  accessQuota: number;
  logStorageGb: number;
  imageVersion: string;
  deletionProtection: boolean;
  vpcId: string | null;
  zones: string[];
  vswitchIds: string[];
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
    instanceId: row.instanceId,
    arn,
    region: row.region,
    ownerAccountId: row.ownerAccountId,
    name: row.name,
    type: row.type,
    status: statusAt(row, now),
    saleStatus: saleStatusAt(row, now),
    service: serviceOf(row, now),
    isDefault,
    chargeType: row.chargeType,
    sharingMode: row.sharingMode,
    qps: row.qps,
    keyQuota: row.keyQuota,
    keyVersionsUsed: row.keyVersionsUsed,
    secretQuota: row.secretQuota,
    secretsUsed: row.secretsUsed,
    accessQuota: row.accessQuota,
    logStorageGb: row.logStorageGb,
    imageVersion: row.imageVersion,
    deletionProtection: row.deletionProtection,
    vpcId: row.vpcId,
    zones: row.zones,
    vswitchIds: row.vswitchIds,
    createdAt: row.createdAt,
    enabledAt: row.enabledAt,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    lacking: lackingCalls(ctx, OFFERED, new Unread(arn, "InstanceNotFound", asInstance(row))),
  };
}
