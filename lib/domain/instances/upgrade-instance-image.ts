import { z } from "zod";
import { record } from "../audit/record";
import { authorize } from "../authorize";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeInstance, recordedInstance } from "./change-instance";
import { imageVersionAt } from "./image-state";
import { LATEST_IMAGE_VERSION, UPGRADE_DAYS } from "./instance-rules";
import { assertOffered } from "./instance-standing";
import { type InstanceView, viewOfInstance } from "./instance-view";
import { loadInstance } from "./load-instance";

const schema = z.object({
  region: z.string(),
  instanceId: z.string(),
  /** "Automatic Upgrade": when. Without it, "Manual Upgrade": now. */
  at: z.date().optional(),
});

/**
 * Upgrades the image to the latest version, now or at a time within 30 days (INS-45, INS-46). One that was to come is
 * replaced: so its time is changed. Begin and end stand in the row from now on; nothing has to happen then.
 */
export const upgradeInstanceImage = operation(
  "UpgradeInstanceImage",
  { touches: "secrets", schema },
  (ctx, { region, instanceId, at }): Promise<InstanceView> =>
    transaction(ctx, async (tx) => {
      const instance = authorize(tx, "kms:UpgradeInstanceImage", await loadInstance(tx, region, instanceId));
      assertOffered(tx, "UpgradeInstanceImage", instance);
      const startsAt = at ?? tx.now();
      assertWithinDays(tx, at);
      const from = imageVersionAt(instance, tx.now());
      const changed = await changeInstance(tx, instance, {
        imageVersion: from,
        upgradeTo: LATEST_IMAGE_VERSION,
        upgradeMethod: at ? "Automatic" : "Manual",
        upgradeStartsAt: startsAt,
        upgradeEndsAt: new Date(startsAt.getTime() + tx.deployment.imageUpgradeMs),
        upgradeOutcome: null,
      });
      const detail = { from, to: LATEST_IMAGE_VERSION, startsAt: startsAt.toISOString() };
      await record(tx, "UpgradeInstanceImage", recordedInstance(instance), detail);
      return viewOfInstance(tx, changed);
    }),
);

const DAY_MS = 24 * 3600_000;

function assertWithinDays(tx: Tx, at: Date | undefined): void {
  const ahead = at ? at.getTime() - tx.now().getTime() : 1;
  if (!(ahead > 0 && ahead <= UPGRADE_DAYS * DAY_MS))
    throw new DomainError("InvalidUpgradeTime", { days: UPGRADE_DAYS });
}
