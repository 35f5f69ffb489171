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
import { accountOf, mayDoTo, Unread } from "../authorize";
import type { Ctx, Tx } from "../context";
import { lackingCalls } from "../lack";
import { type BoundVpc, parseBoundVpcs } from "./bound-vpcs";
import { imageVersionAt } from "./image-state";
import { INSTANCE_CALLS, type InstanceCall } from "./instance-call-rules";
import { type HeldByOthers, type InstanceSharing, type SharingFacts, sharingFacts } from "./instance-sharing";
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
  sharing: InstanceSharing;
  /** What other accounts hold in it, for its owner (SHR-20). */
  held: HeldByOthers | null;
  /** What the caller has no permission for; instance-call-rules.ts says what its state forbids (P10). */
  lacking: (InstanceCall | "DescribeInstance")[];
}

const OFFERED = ["DescribeInstance", ...INSTANCE_CALLS] as const;

/** What the caller's account may see of it: all of its own, and of one that is shared with it that it is there (SHR-12). */
export function instanceView(ctx: Ctx | Tx, row: InstanceModel, isDefault: boolean, facts: SharingFacts): InstanceView {
  const view = fullView(ctx, row, isDefault, facts);
  return facts.sharing.role === "principal" ? withoutDetails(ctx, view) : view;
}

function fullView(ctx: Ctx | Tx, row: InstanceModel, isDefault: boolean, facts: SharingFacts): InstanceView {
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
    ...facts,
    lacking: lackingCalls(ctx, OFFERED, new Unread(arn, "InstanceNotFound", asInstance(row))),
  };
}

/**
 * SHR-12: no networks, quotas, use, dates or image, and no call but to make it the default of the caller's own account.
 * Whether it serves and how it is shared is what decides about new keys, so that stays.
 */
function withoutDetails(ctx: Ctx | Tx, view: InstanceView): InstanceView {
  const own = arnOf(view.region, accountOf(ctx), "keystore", view.instanceId);
  const lacking = OFFERED.filter((call) => call !== "SetDefaultInstance" || !mayDoTo(ctx, `kms:${call}`, own));
  const { service, instanceId, region, ownerAccountId, name, type, status, isDefault, site, sharingMode, sharing } =
    view;
  return {
    ...{ service, instanceId, region, ownerAccountId, name, type, status, isDefault, site, sharingMode, sharing },
    ...{ arn: view.arn, saleStatus: view.saleStatus, chargeType: view.chargeType, deploymentMode: view.deploymentMode },
    ...{ createdAt: view.createdAt, startsAt: view.createdAt, lacking },
    ...NO_DETAILS,
    // An upgrade that runs keeps what is new out (INS-46); of the rest of it nothing is said.
    image: { ...NO_DETAILS.image, upgrade: view.image.upgrade?.state === "Running" ? view.image.upgrade : null },
  };
}

const NO_DETAILS = {
  deletionProtection: false,
  isReleaseDue: false,
  releaseAt: null,
  image: { latest: "", isLatest: true, isUpgradable: false, upgrade: null, rollback: null },
  renewalStatus: "ManualRenewal",
  autoRenewalMonths: null,
  qps: 0,
  keyQuota: 0,
  keyVersionsUsed: 0,
  secretQuota: 0,
  secretsUsed: 0,
  accessQuota: 0,
  logStorageGb: 0,
  deletionProtectionWhy: "",
  imageVersion: "",
  vpcId: null,
  zones: [],
  vswitchIds: [],
  boundVpcs: [],
  enabledAt: null,
  endsAt: null,
  held: null,
} as const satisfies Partial<InstanceView>;

/** The same for what was just changed. */
export async function viewOfInstance(tx: Tx, row: InstanceModel): Promise<InstanceView> {
  const { ownerAccountId: accountId, pk: instancePk } = row;
  const isDefault = (await tx.db.defaultInstance.findFirst({ where: { accountId, instancePk } })) !== null;
  return instanceView(tx, row, isDefault, (await sharingFacts(tx, [row]))(row));
}
