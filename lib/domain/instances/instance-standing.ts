import type { InstanceModel } from "@/lib/generated/prisma/models";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { type ImageUpgrade, imageVersionAt, isUpgradable, rollbackAt, upgradeAt } from "./image-state";
import { type InstanceCall, type InstanceStanding, refusalOfCall } from "./instance-call-rules";
import { compareImageVersions, LATEST_IMAGE_VERSION } from "./instance-rules";
import { saleStatusAt, serviceOf } from "./instance-state";
import { releaseDueAt } from "./release-date";

/** How an instance stands at the moment: what its calls are judged by, and what its pages show of it. */
export interface StandingNow extends InstanceStanding {
  /** When it is released unless it is renewed (INS-63, INS-69); null for what has no end. */
  releaseAt: Date | null;
  image: {
    latest: string;
    isLatest: boolean;
    isUpgradable: boolean;
    upgrade: ImageUpgrade | null;
    rollback: { to: string; until: Date } | null;
  };
}

export function standingOf(ctx: Ctx | Tx, row: InstanceModel): StandingNow {
  const now = ctx.now();
  const releaseAt = row.endsAt && releaseDueAt(row.endsAt, ctx.deployment.timeZone);
  return {
    service: serviceOf(row, now),
    saleStatus: saleStatusAt(row, now),
    chargeType: row.chargeType,
    deletionProtection: row.deletionProtection,
    sharingMode: row.sharingMode,
    releaseAt,
    isReleaseDue: releaseAt !== null && releaseAt <= now,
    image: {
      latest: LATEST_IMAGE_VERSION,
      isLatest: compareImageVersions(imageVersionAt(row, now), LATEST_IMAGE_VERSION) >= 0,
      isUpgradable: isUpgradable(row, now),
      upgrade: upgradeAt(row, now),
      rollback: rollbackAt(row, now),
    },
  };
}

/** Lets the call go on where the table allows it of an instance that stands like this. */
export function assertOffered(tx: Ctx | Tx, call: InstanceCall, row: InstanceModel): void {
  const refusal = refusalOfCall(call, standingOf(tx, row));
  if (refusal) throw new DomainError(refusal);
}
